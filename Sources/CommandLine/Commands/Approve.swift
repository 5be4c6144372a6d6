// `offerctl approve`.

import Offers

extension CommandSpec {
    static let approve = CommandSpec(
        name: "approve", group: .operators, operands: [.optionalOffer],
        options: [.why, .noWait] + OptionSpec.ofApproval,
        summary: "Approve steps that wait for approval",
        details: """
            Lets a step continue that waits for an operator's approval: of OFFER, or of every
            offer that the filters choose. Without --yes these are only listed.
            """,
        json: CommandReport.ofMany
    ) { invocation in
        try invocation.decide(.approve, text: invocation.arguments[.why])
    }
}
