// `offerctl reject`.

import Offers

extension CommandSpec {
    static let reject = CommandSpec(
        name: "reject", group: .operators, operands: [.offer], options: [.text, .noWait],
        summary: "Reject a step that waits for approval",
        details: """
            Ends a submission whose step waits for an operator's approval. The publisher
            gets TEXT by mail.
            """,
        json: CommandReport.json
    ) { invocation in
        try invocation.ask(invocation.command(.reject, invocation.arguments.offer(), text: invocation.arguments[.text]))
    }
}

extension OptionSpec {
    fileprivate static let text = OptionSpec(
        name: "--text", value: "TEXT", accepts: .text(most: 4_000), help: "Why, and what the publisher can do",
        isRequired: true)
}
