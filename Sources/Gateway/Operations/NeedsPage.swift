// Offers that wait for an operator: counts on top, the offers below, and actions for the chosen ones.

import Base
import BrokerClient
import Offers

struct NeedsPage {
    static let most = 200
    let words: Words
    let session: Session
    let filter: NeedFilter
    /// All, and those that match the filter.
    let all: [Need]
    let shown: [Need]
    let letters: Int
    /// The number of pauses: of stages, and of the pipeline.
    let pauses: Int
    let tickets: [AuditLine]
    var notice = ""

    var html: Page {
        OperationsFrame.page(
            words, session, .needs, notice: notice,
            main: """
                <ul class="tiles">\(tiles)</ul>
                \(filters)
                \(shown.isEmpty ? "<section class=\"panel\"><p class=\"empty\">\(e(words["nothing-needed"]))</p></section>" : table)
                \(ticketList)
                """)
    }

    static let kinds: [Attention] = [.operator, .approval, .overdue, .paused]

    private var tiles: String {
        let needs = Self.kinds.map { kind in
            tile(
                "/operations?needs=\(kind.rawValue)", words["needs.\(kind.rawValue)"],
                all.count { $0.attention == kind })
        }
        return
            (needs + [
                tile("/operations/stages", words["paused-stages"], pauses),
                tile("/operations/dead-letters", words["tab.dead-letters"], letters),
                tile("#tickets", words["tickets"], tickets.count),
            ]).joined()
    }

    private func tile(_ address: String, _ name: String, _ count: Int) -> String {
        "<li\(count > 0 ? " class=\"some\"" : "")><a href=\"\(address)\"><strong>\(count)</strong> <span>\(e(name))</span></a></li>"
    }

    private var filters: String {
        let stages = Set(all.map(\.stage.rawValue)).sorted().map { (value: $0, text: $0) }
        let codes = Set(all.map(\.code)).subtracting([""]).sorted().map { (value: $0, text: $0) }
        let kinds = Self.kinds.map { (value: $0.rawValue, text: words["needs.\($0.rawValue)"]) }
        return """
            <form class="filters" method="get" action="/operations" role="search">
            \(OperationsFrame.select(words, "needs", label: words["needs"], kinds, filter.attention))
            \(OperationsFrame.select(words, "stage", label: words["stage"], stages, filter.stage))
            \(OperationsFrame.select(words, "code", label: words["code"], codes, filter.code))
            \(OperationsFrame.hours(words, filter.hours))
            <button>\(e(words["filter"]))</button>
            </form>
            """
    }

    private var table: String {
        let rows = shown.prefix(Self.most).map { need in
            """
            <tr><td class="tick"><input type="checkbox" name="offer:\(need.key)" aria-label="\(e(need.key.description))"></td>
            <th scope="row"><a href="/offers/\(need.key)">\(e(need.title.isEmpty ? need.key.offer : need.title))</a><span class="sub">\(e(need.key.description))</span></th>
            <td><span class="badge \(badge(need.attention))">\(e(words["needs.\(need.attention.rawValue)"]))</span><span class="sub">\(e(need.stage.rawValue))</span></td>
            <td><code>\(e(need.code))</code><span class="sub">\(e(need.reason))</span></td>
            <td>\(need.attempts)</td>
            <td>\(Layout.time(need.since))</td></tr>
            """
        }
        return """
            <form method="post" action="/operations">\(Layout.token(session))
            <input type="hidden" name="needs" value="\(e(filter.attention))"><input type="hidden" name="stage" value="\(e(filter.stage))"><input type="hidden" name="code" value="\(e(filter.code))"><input type="hidden" name="hours" value="\(filter.hours)">
            <section class="panel flush" aria-label="\(e(words["tab.needs"]))"><div class="scroll"><table class="rows">
            <caption class="visually-hidden">\(e(words["tab.needs"]))</caption>
            <thead><tr><th scope="col"><span class="visually-hidden">\(e(words["choose"]))</span></th><th scope="col">\(e(words["offer"]))</th><th scope="col">\(e(words["needs"]))</th><th scope="col">\(e(words["reason"]))</th><th scope="col">\(e(words["attempts"]))</th><th scope="col">\(e(words["since"]))</th></tr></thead>
            <tbody>\(rows.joined())</tbody></table></div></section>
            <section class="panel bulk" aria-label="\(e(words["actions"]))">
            <p><label class="inline"><input type="checkbox" name="all"> \(e(words.text("bulk-all", ["count": "\(shown.count)"])))</label></p>
            <div class="filters">\(OperationsFrame.reason(words))
            <button class="primary" name="action" value="resume">\(e(words["resume"]))</button>
            <button name="action" value="approve">\(e(words["approve"]))</button>
            <button class="danger" name="action" value="reject">\(e(words["reject"]))</button></div>
            <p class="hint">\(e(words["reject-hint"]))</p>
            </section></form>
            """
    }

    private func badge(_ attention: Attention) -> String {
        attention == .operator ? "Blocked" : attention == .overdue ? "Overdue" : "WaitingForApproval"
    }

    private var ticketList: String {
        guard !tickets.isEmpty else { return "" }
        let items = tickets.prefix(50).map { ticket in
            """
            <li><a href="/offers/\(e(ticket.subject))/tickets">\(e(ticket.subject))</a>
            \(e(ticket.ticket.map { words.text("ticket-number", ["number": $0]) } ?? ""))
            \(Layout.byline(words, ticket.by, ticket.time))
            <p class="note">\(e(ticket.reason ?? ""))</p></li>
            """
        }
        return
            "<section class=\"panel\" aria-labelledby=\"tickets\"><h2 id=\"tickets\">\(e(words["tickets"]))</h2><ul class=\"entries\">\(items.joined())</ul></section>"
    }
}
