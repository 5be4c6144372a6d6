// The audit: commands of publishers and operators, and operators' actions on stages and dead letters.

import Offers

struct AuditPage {
    static let most = 500
    let words: Words
    let session: Session
    let lines: [AuditLine]
    let who: String

    var html: Page {
        let names = Set(lines.map(\.by.name)).subtracting([""]).sorted().prefix(500).map { (value: $0, text: $0) }
        let shown = lines.filter { who.isEmpty || $0.by.name == who }.prefix(Self.most)
        let rows = shown.map { line in
            let subject =
                OfferKey(line.subject).map { "<a href=\"/offers/\($0)/history\">\(e($0.description))</a>" }
                ?? e(line.subject)
            return """
                <tr><th scope="row">\(e(line.by.name.isEmpty ? "–" : line.by.name))<span class="sub">\(e(words["actor.\(line.by.kind.rawValue)"]))</span></th>
                <td>\(e(words.text("kind", line.action) ?? line.action))</td><td>\(subject)</td><td>\(e(line.reason ?? ""))</td><td>\(Layout.time(line.time))</td></tr>
                """
        }
        return OperationsFrame.page(
            words, session, .audit,
            main: """
                <form class="filters" method="get" action="/operations/audit" role="search">
                \(OperationsFrame.select(words, "who", label: words["who"], Array(names), who))<button>\(e(words["filter"]))</button></form>
                <section class="panel flush" aria-label="\(e(words["tab.audit"]))">
                \(rows.isEmpty ? "<p class=\"empty\">\(e(words["nothing-done"]))</p>" : "<div class=\"scroll\"><table class=\"rows\"><caption class=\"visually-hidden\">\(e(words["tab.audit"]))</caption><thead><tr><th scope=\"col\">\(e(words["who"]))</th><th scope=\"col\">\(e(words["did"]))</th><th scope=\"col\">\(e(words["to-what"]))</th><th scope=\"col\">\(e(words["reason"]))</th><th scope=\"col\">\(e(words["when"]))</th></tr></thead><tbody>\(rows.joined())</tbody></table></div>")
                </section>
                """)
    }
}
