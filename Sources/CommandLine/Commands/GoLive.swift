// `offerctl go-live`.

import Offers

extension CommandSpec {
    static let goLive = CommandSpec(
        name: "go-live", group: .publishers, operands: [.offer], options: [.noWait],
        summary: "Let a previewed offer go live",
        details: """
            Answers the publisher's sign-off: production starts, and the offer goes live.
            """,
        json: CommandReport.json
    ) { invocation in
        try invocation.ask([invocation.command(.goLive, invocation.arguments.offer())])
    }
}
