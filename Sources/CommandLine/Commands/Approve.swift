// `offerctl approve`.

import Offers

extension CommandSpec {
    static let approve = CommandSpec(
        name: "approve", group: .operators, operands: [.optionalOffer],
        options: [.why, .noWait] + OptionSpec.ofApproval,
        summary: "Approve steps that wait for approval",
        details: """
            Approves the step of OFFER that waits for an operator's approval, or such steps of every
            offer that the filters select. Without --yes the command only lists the selected offers.
            """,
        json: CommandReport.ofMany
    ) { invocation in
        try invocation.decide(.approve, text: invocation.arguments[.why])
    }
}
