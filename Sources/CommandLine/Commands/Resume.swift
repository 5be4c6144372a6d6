// `offerctl resume`.

import Offers

extension CommandSpec {
    static let resume = CommandSpec(
        name: "resume", group: .operators, operands: [.optionalOffer],
        options: [.stage, .pipeline, .why, .noWait] + OptionSpec.ofBlocked,
        summary: "Resume what is blocked or paused",
        details: """
            Starts a blocked step again after its cause is fixed, or ends a pause. It does so for
            OFFER, for one stage or for the whole pipeline. --all, --code, --publisher and --hours
            select blocked offers, and with them --stage is a filter, too. Without --yes the command
            only lists the selected offers.
            """,
        json: """
            \(ControlReport.json)
            Of many offers: such an object a line; without --yes offer, title, needs, stage,
            code, reason, attempts and since.
            """
    ) { invocation in
        guard invocation.choosesOffers else { return try invocation.pauseOrResume(pauses: false) }
        guard invocation.arguments.optionalOffer() == nil, !invocation.arguments.has(.pipeline) else {
            throw ToolError(.usage, "filters go with neither an OFFER nor --pipeline")
        }
        try invocation.askAll(.resume, that: .operator, text: invocation.arguments[.why])
    }
}
