// `offerctl reject`.

import Offers

extension CommandSpec {
    static let reject = CommandSpec(
        name: "reject", group: .operators, operands: [.optionalOffer],
        options: [.text, .noWait] + OptionSpec.ofApproval,
        summary: "Reject steps that wait for approval",
        details: """
            Ends a submission whose step waits for an operator's approval: of OFFER, or of every
            offer that the filters choose. Without --yes these are only listed. The publisher
            gets TEXT by mail.
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
