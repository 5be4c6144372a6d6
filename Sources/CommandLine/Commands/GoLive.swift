// `offerctl go-live`.

import Offers

extension CommandSpec {
    static let goLive = CommandSpec(
        name: "go-live", group: .publishers, operands: [.offer], options: [.noWait],
        summary: "Let an offer in preview go live",
        details: """
            Confirms the publisher's sign-off: the offer is provisioned to production and then goes
            live.
            """,
        json: CommandReport.json
    ) { invocation in
        try invocation.ask([invocation.command(.goLive, invocation.arguments.offer())])
    }
}
