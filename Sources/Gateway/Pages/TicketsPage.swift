// The offer's tickets with number, time, person and text; and the form for another one.

import Offers

struct TicketsPage {
    let words: Words
    let key: OfferKey
    let record: OfferRecord
    let session: Session
    /// The history entries that opened tickets, in order.
    let tickets: [Transition]

    var html: Page {
        let title = OfferDocuments.title(of: record)
        let name = title.isEmpty ? key.offer : title
        let items = tickets.reversed().map { ticket in
            """
            <li><strong>\(e(ticket.ticket.map { words.text("ticket-number", ["number": $0]) } ?? words["tickets"]))</strong>
            \(Layout.byline(words, ticket.by, ticket.time))
            <p class="note">\(e(ticket.text ?? ""))</p></li>
            """
        }
        return Layout.page(
            words, title: words["tickets"], session: session, address: "/offers/\(key)/tickets",
            main: """
                \(Layout.crumbs(words, above: [(name, "/offers/\(key)")], words["tickets"]))
                <div class="heading"><h1>\(e(words["tickets"]))</h1><p class="id">\(e(key.description))</p></div>
                <section class="panel" aria-label="\(e(words["support"]))">
                <form method="post" action="/offers/\(key)/support" class="stack">\(Layout.token(session))
                <label for="text">\(e(words["support-text"]))</label>
                <textarea id="text" name="text" rows="4" maxlength="4000" required></textarea>
                <button class="primary">\(e(words["support-send"]))</button></form></section>
                <section class="panel" aria-label="\(e(words["tickets"]))">
                \(items.isEmpty ? "<p class=\"empty\">\(e(words["no-tickets"]))</p>" : "<ol class=\"entries\">\(items.joined())</ol>")
                </section>
                """)
    }
}
