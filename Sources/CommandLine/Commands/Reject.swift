// `offerctl reject`.

import Offers

extension CommandSpec {
    static let reject = CommandSpec(
        name: "reject", group: .operators, operands: [.optionalOffer],
        options: [.text, .noWait] + OptionSpec.ofApproval,
        summary: "Reject steps that wait for approval",
        details: """
            Rejects the step of OFFER that waits for an operator's approval, or such steps of every
            offer that the filters select. This ends the submission, and the publisher gets TEXT by
            mail. Without --yes the command only lists the selected offers.
            """,
        json: CommandReport.ofMany
    ) { invocation in
        try invocation.decide(.reject, text: invocation.arguments[.text])
    }
}

extension OptionSpec {
    fileprivate static let text = OptionSpec(
        name: "--text", value: "TEXT", accepts: .text(most: 4_000), help: "Why, and what the publisher can do",
        isRequired: true)
}
