// All offers: one row each, the newest status in the right-hand column, filters above.

import HTTP
import Offers

struct OffersPage {
    static let rowsOfPage = 100
    private let words: Words
    private let session: Session
    /// Of what is shown, for the stream of changes.
    private let mark: String
    private let publisher: String
    private let state: String
    private let number: Int
    private let all: [(key: OfferKey, record: OfferRecord)]

    init(_ words: Words, _ request: HTTPRequest, _ session: Session, _ model: ReadModel, mark: String) {
        self.mark = mark
        self.words = words
        self.session = session
        publisher = request.query["publisher"] ?? ""
        state = request.query["state"] ?? ""
        number = max(1, min(Int(request.query["page"] ?? "") ?? 1, 100_000))
        all = model.all(for: session.principal)
    }

    private var shown: [(key: OfferKey, record: OfferRecord)] {
        all.filter { key, record in
            (publisher.isEmpty || key.publisher == publisher)
                && (state.isEmpty || (record.status?.state ?? .neverPublished).rawValue == state)
        }.sorted { $0.record.changed > $1.record.changed }
    }

    var html: Page {
        let shown = shown
        let rows = shown.dropFirst((number - 1) * Self.rowsOfPage).prefix(Self.rowsOfPage).map(row).joined()
        let table =
            shown.isEmpty
            ? "<p class=\"empty\">\(e(words["no-offers"]))</p>"
            : """
            <div class="scroll"><table>
            <caption class="visually-hidden">\(e(words["all-offers"]))</caption>
            <thead><tr><th scope="col">\(e(words["offer"]))</th><th scope="col">\(e(words["publisher"]))</th><th scope="col">\(e(words["type"]))</th><th scope="col">\(e(words["changed"]))</th><th scope="col">\(e(words["status"]))</th></tr></thead>
            <tbody>\(rows)</tbody>
            </table></div>
            \(turning(shown.count))
            """
        return Layout.page(
            words, title: words["all-offers"], session: session, live: "/events?seen=\(mark)", address: "/offers",
            main: """
                <div class="heading"><h1>\(e(words["all-offers"]))</h1><p class="count">\(shown.count)</p></div>
                \(filters)
                <section class="panel flush" data-fresh="offers" aria-label="\(e(words["all-offers"]))">
                \(table)
                </section>
                """)
    }

    private var filters: String {
        let publishers = Set(all.map(\.key.publisher)).sorted()
        func option(_ value: String, _ text: String, _ chosen: String) -> String {
            "<option value=\"\(e(value))\"\(value == chosen ? " selected" : "")>\(e(text))</option>"
        }
        let first = option("", words["all"], "")
        return """
            <form class="filters" method="get" action="/offers" role="search">
            <div><label for="publisher">\(e(words["publisher"]))</label>
            <select id="publisher" name="publisher">\(first)\(publishers.map { option($0, $0, publisher) }.joined())</select></div>
            <div><label for="state">\(e(words["status"]))</label>
            <select id="state" name="state">\(first)\(OfferState.allCases.map { option($0.rawValue, $0.text(in: words.language), state) }.joined())</select></div>
            <button>\(e(words["filter"]))</button>
            </form>
            """
    }

    private func row(_ key: OfferKey, _ record: OfferRecord) -> String {
        let title = OfferDocuments.title(of: record)
        return """
            <tr>
            <th scope="row"><a href="/offers/\(key)">\(e(title.isEmpty ? key.offer : title))</a><span class="sub">\(e(key.offer))</span></th>
            <td>\(e(key.publisher))</td>
            <td>\(e(words.type(of: record)))</td>
            <td>\(Layout.time(record.changed))</td>
            <td>\(status(record))</td>
            </tr>
            """
    }

    private func status(_ record: OfferRecord) -> String {
        let state = record.status?.state ?? .neverPublished
        let badge = "<span class=\"badge \(state.rawValue)\">\(e(words.state(record.status)))</span>"
        guard let status = record.status, let current = status.currentStep, status.steps.indices.contains(current),
            state == .running || state == .failed
        else { return badge }
        let step = status.steps[current]
        let isOdd = step.state == .blocked || step.overdue
        return badge
            + "<span class=\"sub\">\(e(step.name(in: words.language)))\(isOdd ? " – \(e(step.overdue ? words["overdue"] : step.state.text(in: words.language)))" : "")</span>"
    }

    private func turning(_ count: Int) -> String {
        let pages = (count + Self.rowsOfPage - 1) / Self.rowsOfPage
        guard pages > 1 else { return "" }
        let links = (1...min(pages, 50)).map { page in
            "<a href=\"/offers?publisher=\(e(publisher))&amp;state=\(e(state))&amp;page=\(page)\"\(page == number ? " aria-current=\"page\"" : "")>\(page)</a>"
        }
        return "<nav class=\"turning\" aria-label=\"\(e(words["pages"]))\">\(links.joined(separator: " "))</nav>"
    }
}
