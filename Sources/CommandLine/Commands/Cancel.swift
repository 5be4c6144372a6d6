// `offerctl cancel`.

import Offers

extension CommandSpec {
    static let cancel = CommandSpec(
        name: "cancel", group: .publishers, operands: [.offer], options: [.noWait],
        summary: "Cancel the running submission",
        details: """
            Cancels the running submission. The publishing profile decides when this is possible,
            usually only at the sign-off. "offerctl status" shows whether it is possible now, and if
            not, why.
            """,
        json: CommandReport.json
    ) { invocation in
        try invocation.ask([invocation.command(.cancel, invocation.arguments.offer())])
    }
}
