// `offerctl request-support`.

import Offers

extension CommandSpec {
    static let requestSupport = CommandSpec(
        name: "request-support", alias: "support", group: .publishers, operands: [.offer], options: [.text, .noWait],
        summary: "Open a support request",
        details: """
            Opens a support ticket with the offer's status, history and reports. "support" is the same
            command.
            """,
        json: CommandReport.json
    ) { invocation in
        try invocation.ask([
            invocation.command(.requestSupport, invocation.arguments.offer(), text: invocation.arguments[.text])
        ])
    }
}

extension OptionSpec {
    fileprivate static let text = OptionSpec(
        name: "--text", value: "TEXT", accepts: .text(most: 4_000), help: "What you need help with", isRequired: true)
}
