// `offerctl cancel`.

import Offers

extension CommandSpec {
    static let cancel = CommandSpec(
        name: "cancel", group: .publishers, operands: [.offer], options: [.noWait],
        summary: "Cancel the running submission",
        details: """
            Cancels the running submission. The profile says when that is possible, usually
            at the sign-off only; "offerctl status" says whether it is now, and why not.
            """,
        json: CommandReport.json
    ) { invocation in
        try invocation.ask([invocation.command(.cancel, invocation.arguments.offer())])
    }
}
