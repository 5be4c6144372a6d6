// `offerctl approve`.

import Offers

extension CommandSpec {
    static let approve = CommandSpec(
        name: "approve", group: .operators, operands: [.offer], options: [.why, .noWait],
        summary: "Approve a step that waits for approval",
        details: """
            Lets a step continue that waits for an operator's approval.
            """,
        json: CommandReport.json
    ) { invocation in
        try invocation.ask(invocation.command(.approve, invocation.arguments.offer(), text: invocation.arguments[.why]))
    }
}
