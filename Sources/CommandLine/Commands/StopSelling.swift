// `offerctl stop-selling`.

import Offers

extension CommandSpec {
    static let stopSelling = CommandSpec(
        name: "stop-selling", group: .publishers, operands: [.offer], options: [.noWait],
        summary: "Take a live offer out of the marketplace",
        details: """
            Customers no longer find the offer. Customers who have it keep it. A running
            submission continues, but one on its way to production must first be live. To
            sell the offer again, publish it again.
            """,
        json: CommandReport.json
    ) { invocation in
        try invocation.ask([invocation.command(.stopSelling, invocation.arguments.offer())])
    }
}
