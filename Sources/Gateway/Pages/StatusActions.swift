// What the publisher can do with an offer now, each a form of its own; where something cannot be done, why.

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

    private var goLive: String {
        form(
            "go-live",
            "<p class=\"hint\">\(e(words["go-live-hint"]))</p><button class=\"primary\">\(e(words["go-live"]))</button>"
        )
    }

    private var publish: String {
        guard !isRunning else { return "" }
        guard record.draft != nil || record.published != nil else {
            return "<p class=\"hint\">\(e(words["no-draft"]))</p>"
        }
        let again = record.draft == nil ? "<p class=\"hint\">\(e(words["publish-again"]))</p>" : ""
        let emails = record.status?.notify.joined(separator: ", ") ?? ""
        return form(
            "publish",
            """
            <label for="emails">\(e(words["emails"]))</label>
            <input id="emails" name="emails" value="\(e(emails))" autocomplete="email" inputmode="email" maxlength="2000">
            \(again)<button class="primary">\(e(words["publish"]))</button>
            """)
    }

    private var cancel: String {
        let refusal = record.status?.cancelRefusal ?? .neverPublished
        if record.status?.canCancel == true {
            return form("cancel", "<button class=\"danger\">\(e(words["cancel"]))</button>")
        }
        return "<button disabled aria-describedby=\"why-not\">\(e(words["cancel"]))</button>"
            + "<p class=\"hint\" id=\"why-not\">\(e(refusal.remark.refusalText(in: words.language, process: record.status?.process)))</p>"
    }

    /// Asked once: the second button is behind the first.
    private var stopSelling: String {
        guard let status = record.status, status.isLive else { return "" }
        if let refusal = status.stopSellingRefusal {
            return "<button disabled aria-describedby=\"why-sold\">\(e(words["stop-selling"]))</button>"
                + "<p class=\"hint\" id=\"why-sold\">\(e(refusal.remark.refusalText(in: words.language, process: status.process)))</p>"
        }
        return """
            <details><summary>\(e(words["stop-selling"]))</summary>
            \(form("stop-selling", "<p class=\"hint\">\(e(words["stop-selling-hint"]))</p><button class=\"danger\">\(e(words["stop-selling-sure"]))</button>"))
            </details>
            """
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
