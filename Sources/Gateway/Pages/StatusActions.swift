// What the publisher can do with an offer now, each as a form; if something is not possible, why.

import Offers

struct StatusActions {
    private let words: Words
    private let key: OfferKey
    private let record: OfferRecord
    private let session: Session

    init(_ words: Words, _ key: OfferKey, _ record: OfferRecord, _ session: Session) {
        self.words = words
        self.key = key
        self.record = record
        self.session = session
    }

    private var state: OfferState { record.status?.state ?? .neverPublished }
    private var isRunning: Bool { state == .running || state == .waitingForPublisherReview }

    var html: String {
        """
        <section class="panel actions"><h2>\(e(words["actions"]))</h2>
        \(state == .waitingForPublisherReview ? goLive : "")
        \(publish)
        \(isRunning ? cancel : "")
        \(stopSelling)
        \(support)
        \(further)
        </section>
        """
    }

    private func form(_ action: String, _ inner: String) -> String {
        "<form method=\"post\" action=\"/offers/\(key)/\(action)\" class=\"stack\">\(Layout.token(session))\(inner)</form>"
    }

    /// Asks for confirmation and says what will happen: the first button opens the second.
    private func ask(_ action: String, _ name: String, _ follows: String, sure: String, style: String) -> String {
        """
        <details class="ask \(style)"><summary>\(e(name))</summary>
        \(form(action, "<p class=\"hint\">\(e(follows))</p><button class=\"\(style)\">\(e(sure))</button>"))
        </details>
        """
    }

    private var goLive: String {
        let asks = record.status?.steps.contains { $0.plan.definition.approval == true } == true
        let name = words[asks ? "ask-production" : "go-live"]
        return "<p class=\"hint\">\(e(words["go-live-hint"]))</p>"
            + ask(
                "go-live", name, words[asks ? "ask-production-follows" : "go-live-follows"],
                sure: words[asks ? "ask-production-sure" : "go-live-sure"], style: "primary")
    }

    private var publish: String {
        let edit = "<a class=\"button\" href=\"/offers/\(key)/edit\">\(e(words["edit"]))</a>"
        guard !isRunning else { return edit }
        guard record.draft != nil || record.published != nil else {
            return "<p class=\"hint\">\(e(words["no-draft"]))</p>\(edit)"
        }
        let again = record.draft == nil ? "<p class=\"hint\">\(e(words["publish-again"]))</p>" : ""
        let style = record.isUnchanged ? "button" : "button primary"
        return "\(again)<a class=\"\(style)\" href=\"/offers/\(key)/publish\">\(e(words["publish"]))</a>\(edit)"
    }

    private var cancel: String {
        let refusal = record.status?.cancelRefusal ?? .neverPublished
        if record.status?.canCancel == true {
            return ask(
                "cancel", words["cancel"], words["cancel-follows"], sure: words["cancel-sure"], style: "danger")
        }
        return "<button disabled aria-describedby=\"why-not\">\(e(words["cancel"]))</button>"
            + "<p class=\"hint\" id=\"why-not\">\(e(refusal.remark.refusalText(in: words.language, process: record.status?.process)))</p>"
    }

    private var stopSelling: String {
        guard let status = record.status, status.isLive else { return "" }
        if let refusal = status.stopSellingRefusal {
            return "<button disabled aria-describedby=\"why-sold\">\(e(words["stop-selling"]))</button>"
                + "<p class=\"hint\" id=\"why-sold\">\(e(refusal.remark.refusalText(in: words.language, process: status.process)))</p>"
        }
        return ask(
            "stop-selling", words["stop-selling"], words["stop-selling-hint"], sure: words["stop-selling-sure"],
            style: "danger")
    }

    private var further: String {
        let preview =
            record.preview == nil
            ? ""
            : "<li><a href=\"/preview/\(key)\">\(e(words["preview"]))</a></li><li><a href=\"/offers/\(key)/preview-links\">\(e(words["preview-links"]))</a></li>"
        let live =
            record.status?.isLive == true && record.catalog != nil
            ? "<li><a href=\"/marketplace/\(key)\">\(e(words["marketplace"]))</a></li>" : ""
        return """
            <ul class="links">\(preview)\(live)<li><a href="/offers/\(key)/history">\(e(words["history"]))</a></li>
            <li><a href="/offers/\(key)/tickets">\(e(words["tickets"]))</a></li></ul>
            """
    }

    private var support: String {
        guard record.status != nil else { return "" }
        return """
            <details><summary>\(e(words["support"]))</summary>
            \(form("support", """
                <label for="text">\(e(words["support-text"]))</label>
                <textarea id="text" name="text" rows="4" maxlength="4000" required></textarea>
                <button>\(e(words["support-send"]))</button>
                """))
            </details>
            """
    }
}
