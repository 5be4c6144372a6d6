// `offerctl pauses`.

import Base
import BrokerClient
import Events

extension CommandSpec {
    static let pauses = CommandSpec(
        name: "pauses", group: .operators,
        summary: "Show what is paused, since when, by whom and why",
        details: "Shows the pauses of the pipeline, of stages and of offers.",
        json: "One object a line: scope, since and, where known, by, reason and notice."
    ) { invocation in
        let controls = try invocation.controls()
        let stages = controls.stages.sorted { $0.key.rawValue < $1.key.rawValue }
        let offers = controls.offers.sorted { $0.key < $1.key }
        let reports =
            (controls.pipeline.map { [PauseReport("pipeline", $0)] } ?? [])
            + stages.map { PauseReport("stage:\($0.key)", $0.value) } + offers.map { PauseReport($0.key, $0.value) }
        invocation.show(reports, orText: PausePage.table(reports, invocation.out.palette))
    }
}

/// A pause as `--json` prints it.
struct PauseReport: Codable, Equatable {
    var scope: String
    var since: Timestamp
    var by: String?
    /// Why, for operators.
    var reason: String?
    /// What publishers read.
    var notice: String?

    init(_ scope: String, _ pause: Controls.Pause) {
        self.scope = scope
        since = pause.since
        by = pause.by.isEmpty ? nil : pause.by
        (reason, notice) = (pause.reason, pause.notice)
    }
}
