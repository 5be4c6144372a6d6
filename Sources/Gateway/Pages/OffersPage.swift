// All offers: on top those that need action, then one row for each with two facts, what is live and where the
// submission is; search, filters, order and pages.

import Foundation
import HTTP
import Offers

/// Which offers are shown, and in which order: the fields of the address.
struct OffersQuery: Sendable, Equatable {
    enum Order: String, CaseIterable, Sendable { case changed, title, state }

    var text = ""
    var publisher = ""
    var state = ""
    var needs = ""
    var type = ""
    var order = Order.changed
    var page = 1

    init(_ query: [String: String]) {
        text = String((query["q"] ?? "").prefix(100))
        publisher = query["publisher"] ?? ""
        state = query["state"] ?? ""
        needs = query["needs"] ?? ""
        type = query["type"] ?? ""
        order = Order(rawValue: query["sort"] ?? "") ?? .changed
        page = max(1, min(Int(query["page"] ?? "") ?? 1, 100_000))
    }

    var isFiltered: Bool { ![text, publisher, state, needs, type].allSatisfy(\.isEmpty) }

    /// The address with these fields, and another page.
    func address(page: Int) -> String {
        var parts = URLComponents()
        parts.path = "/offers"
        let values = [
            ("q", text), ("publisher", publisher), ("state", state), ("needs", needs), ("type", type),
            ("sort", order == .changed ? "" : order.rawValue), ("page", page > 1 ? "\(page)" : ""),
        ]
        let items = values.filter { !$0.1.isEmpty }.map { URLQueryItem(name: $0.0, value: $0.1) }
        parts.queryItems = items.isEmpty ? nil : items
        return parts.string ?? "/offers"
    }
}

struct OffersPage {
    static let rowsOfPage = 50
    /// The limit of rows that need action; the others are in the list.
    static let mostNeeds = 10

    /// An offer with the list's data, computed once.
    private struct Row {
        var key: OfferKey
        var record: OfferRecord
        var title: String
        var state: OfferState { record.status?.state ?? .neverPublished }
        var attention: Attention { record.status?.attention ?? .none }
    }

    private let words: Words
    private let session: Session
    /// Identifies the shown data, for the stream of changes.
    private let mark: String
    private let query: OffersQuery
    private let all: [Row]

    init(_ words: Words, _ request: HTTPRequest, _ session: Session, _ model: ReadModel, mark: String) {
        self.mark = mark
        self.words = words
        self.session = session
        query = OffersQuery(request.query)
        all = model.all(for: session.principal).map { key, record in
            let title = OfferDocuments.title(of: record)
            return Row(key: key, record: record, title: title.isEmpty ? key.offer : title)
        }
    }

    private var found: [Row] {
        let rows = all.filter { row in
            (query.publisher.isEmpty || row.key.publisher == query.publisher)
                && (query.state.isEmpty || row.state.rawValue == query.state)
                && (query.needs.isEmpty || row.attention.rawValue == query.needs)
                && (query.type.isEmpty || row.record.status?.type.rawValue == query.type)
                && (query.text.isEmpty
                    || [row.title, row.key.description].contains {
                        $0.range(of: query.text, options: [.caseInsensitive, .diacriticInsensitive]) != nil
                    })
        }
        return switch query.order {
        case .changed: rows.sorted { $0.record.changed > $1.record.changed }
        case .title: rows.sorted { $0.title.localizedStandardCompare($1.title) == .orderedAscending }
        case .state: rows.sorted { ($0.state.rawValue, $0.title) < ($1.state.rawValue, $1.title) }
        }
    }

    /// A publisher must not act on what waits for others; an operator acts on everything except the publisher's part.
    private var isMine: (Attention) -> Bool {
        let isOperator = session.principal.isOperator
        return { attention in
            switch attention {
            case .none: false
            case .publisher: !isOperator
            case .approval, .operator, .overdue, .paused: isOperator
            }
        }
    }

    var html: Page {
        let found = found
        let pages = max(1, (found.count + Self.rowsOfPage - 1) / Self.rowsOfPage)
        let page = min(query.page, pages)
        let rows = found.dropFirst((page - 1) * Self.rowsOfPage).prefix(Self.rowsOfPage)
        let list =
            found.isEmpty
            ? "<p class=\"empty\">\(e(words[all.isEmpty ? "no-offers" : "nothing-found"]))</p>"
            : table(Array(rows), words["all-offers"]) + turning(page, pages)
        return Layout.page(
            words, title: words["all-offers"], session: session, live: "/events?seen=\(mark)", address: "/offers",
            main: """
                <div class="heading"><h1>\(e(words["all-offers"]))</h1><p class="count">\(found.count)\(query.isFiltered ? " / \(all.count)" : "")</p>\(Self.new(words))</div>
                <div class="fresh" data-fresh="needs">
                \(needs)
                </div>
                \(filters)
                <section class="panel flush" data-fresh="offers" aria-label="\(e(words["all-offers"]))">
                \(list)
                </section>
                """)
    }

    private static func new(_ words: Words) -> String {
        "<a class=\"button primary\" href=\"/offers/new\">\(e(words["new-offer"]))</a>"
    }

    /// Failed, or waiting for sign-off; for an operator: blocked, waiting for approval, overdue or paused.
    private var needs: String {
        let mine = all.filter { isMine($0.attention) }.sorted { $0.record.changed < $1.record.changed }
        guard !mine.isEmpty, !query.isFiltered, query.page == 1 else { return "" }
        let more = session.principal.isOperator ? "/operations" : "/offers?needs=publisher"
        let rest =
            mine.count > Self.mostNeeds
            ? "<p class=\"turning\"><a href=\"\(more)\">\(e(words.text("all-of-them", ["count": "\(mine.count)"])))</a></p>"
            : ""
        return """
            <section class="panel flush needs" aria-labelledby="needs-you"><h2 id="needs-you">\(e(words["needs-you"])) <span class="count">\(mine.count)</span></h2>
            \(table(Array(mine.prefix(Self.mostNeeds)), words["needs-you"]))\(rest)</section>
            """
    }

    private func table(_ rows: [Row], _ caption: String) -> String {
        """
        <div class="scroll"><table>
        <caption class="visually-hidden">\(e(caption))</caption>
        <thead><tr><th scope="col">\(e(words["offer"]))</th><th scope="col">\(e(words["publisher"]))</th><th scope="col">\(e(words["type"]))</th><th scope="col">\(e(words["changed"]))</th><th scope="col">\(e(words["live"]))</th><th scope="col">\(e(words["status"]))</th></tr></thead>
        <tbody>\(rows.map(row).joined())</tbody>
        </table></div>
        """
    }

    private var filters: String {
        let publishers = Set(all.map(\.key.publisher)).sorted().map { (value: $0, text: $0) }
        let states = OfferState.allCases.map { state in
            let count = all.count { $0.state == state }
            return (value: state.rawValue, text: "\(state.text(in: words.language)) (\(count))")
        }
        let needs = Attention.allCases.filter { $0 != .none }.map {
            (value: $0.rawValue, text: words["needs.\($0.rawValue)"])
        }
        let types = OfferType.allCases.map { (value: $0.rawValue, text: words.name(of: $0)) }
        let orders = OffersQuery.Order.allCases.map { order in
            "<option value=\"\(order.rawValue)\"\(order == query.order ? " selected" : "")>\(e(words["sort.\(order.rawValue)"]))</option>"
        }
        let select = OperationsFrame.select
        return """
            <form class="filters" method="get" action="/offers" role="search">
            <div><label for="q">\(e(words["search"]))</label><input id="q" name="q" type="search" value="\(e(query.text))" maxlength="100"></div>
            \(publishers.count > 1 ? select(words, "publisher", words["publisher"], publishers, query.publisher) : "")
            \(select(words, "state", words["status"], states, query.state))
            \(select(words, "needs", words["needs"], needs, query.needs))
            \(select(words, "type", words["type"], types, query.type))
            <div><label for="sort">\(e(words["sort"]))</label><select id="sort" name="sort">\(orders.joined())</select></div>
            <button>\(e(words["filter"]))</button>
            </form>
            """
    }

    private func row(_ row: Row) -> String {
        """
        <tr>
        <th scope="row"><a href="/offers/\(row.key)">\(e(row.title))</a><span class="sub">\(e(row.key.offer))</span></th>
        <td>\(e(row.key.publisher))</td>
        <td>\(e(words.type(of: row.record)))</td>
        <td>\(Layout.time(row.record.changed))</td>
        <td>\(live(row))</td>
        <td>\(status(row))</td>
        </tr>
        """
    }

    private func live(_ row: Row) -> String {
        guard let live = row.record.status?.live else { return "<span class=\"sub\">\(e(words["not-live"]))</span>" }
        if let stopped = live.stopped {
            return "<span class=\"sub\">\(e(words["stopped"]))</span><span class=\"sub\">\(Layout.time(stopped))</span>"
        }
        return
            "<a href=\"/marketplace/\(row.key)\">\(e(words.text("submission-number", ["number": "\(live.submission)"])))</a><span class=\"sub\">\(Layout.time(live.since))</span>"
    }

    /// The state links to its details.
    private func status(_ row: Row) -> String {
        let badge =
            "<a class=\"badge \(row.state.rawValue)\" href=\"/offers/\(row.key)\">\(e(words.state(row.record.status)))</a>"
        guard let status = row.record.status, let current = status.currentStep, status.steps.indices.contains(current),
            row.state == .running || row.state == .failed
        else { return badge }
        let step = status.steps[current]
        let isOdd = step.state == .blocked || step.state == .waitingForApproval || step.overdue || status.paused != nil
        let odd =
            status.paused != nil
            ? words["needs.paused"]
            : step.overdue && step.state == .inProgress ? words["overdue"] : step.state.text(in: words.language)
        return badge
            + "<span class=\"sub\">\(e(step.name(in: words.language)))\(isOdd ? " – <strong>\(e(odd))</strong>" : "")</span>"
    }

    private func turning(_ page: Int, _ pages: Int) -> String {
        guard pages > 1 else { return "" }
        func link(_ to: Int, _ text: String) -> String {
            "<a href=\"\(e(query.address(page: to)))\">\(e(text))</a>"
        }
        return """
            <nav class="turning" aria-label="\(e(words["pages"]))">\(page > 1 ? link(page - 1, words["previous"]) : "")
            <span aria-current="page">\(e(words.text("page-of", ["page": "\(page)", "pages": "\(pages)"])))</span>
            \(page < pages ? link(page + 1, words["next"]) : "")</nav>
            """
    }
}
