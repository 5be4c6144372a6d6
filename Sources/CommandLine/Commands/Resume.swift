// `offerctl resume`.

import Offers

extension CommandSpec {
    static let resume = CommandSpec(
        name: "resume", group: .operators, operands: [.optionalOffer],
        options: [.stage, .pipeline, .why, .noWait] + OptionSpec.ofBlocked,
        summary: "Resume what is blocked or paused",
        details: """
            Starts a blocked step again, once its cause is fixed, and ends a pause: of OFFER,
            of the workers of one stage, or of all stages. With --all, --code, --publisher or
            --hours, every blocked offer is resumed that all of these choose, and --stage is
            one of them. Without --yes these are only listed.
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
