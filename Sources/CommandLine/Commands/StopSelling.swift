// `offerctl stop-selling`.

import Offers

extension CommandSpec {
    static let stopSelling = CommandSpec(
        name: "stop-selling", group: .publishers, operands: [.offer], options: [.noWait],
        summary: "Take a live offer out of the marketplace",
        details: """
            Removes a live offer from the marketplace. Customers no longer find it; customers who have
            it keep it. A running submission continues, but if it is on its way to production, wait
            until it is live. To sell the offer again, publish it again.
            """,
        json: CommandReport.json
    ) { invocation in
        try invocation.ask([invocation.command(.stopSelling, invocation.arguments.offer())])
    }
}
