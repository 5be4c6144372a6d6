// `offerctl resume`.

extension CommandSpec {
    static let resume = CommandSpec(
        name: "resume", group: .operators, operands: [.optionalOffer], options: [.stage, .pipeline, .noWait],
        summary: "Resume what is blocked or paused",
        details: """
            Starts a blocked step again, once its cause is fixed, and ends a pause: of OFFER,
            of the workers of one stage, or of all stages.
            """,
        json: ControlReport.json
    ) { invocation in
        try invocation.pauseOrResume(pauses: false, text: nil)
    }
}
