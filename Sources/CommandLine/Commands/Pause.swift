// `offerctl pause`, and what it shares with `resume`. Pausing an offer is a command to the coordinator. Pausing a stage
// or the pipeline writes a record to offers.controls, which every worker follows: it works even while the coordinator
// is down, and the broker's access list says who may do it.

import BrokerClient
import Events
import JSON
import Offers

extension CommandSpec {
    static let pause = CommandSpec(
        name: "pause", group: .operators, operands: [.optionalOffer],
        options: [.stage, .pipeline, .why, .notice, .noWait],
        summary: "Pause an offer, a stage or the whole pipeline",
        details: """
            Pauses OFFER, the workers of one stage, or all stages until "offerctl resume". Within a
            second nothing new starts; running work is finished and committed. Workers stay in their
            groups, and the pause survives restarts. A paused pipeline still accepts commands and
            sends mail. The pause of an offer is in its history and ends with the submission. The time
            limit of a step keeps running: the mail about an overdue step says that it is paused.
            """,
        json: ControlReport.json
    ) { invocation in
        try invocation.pauseOrResume(pauses: true)
    }
}

extension OptionSpec {
    fileprivate static let notice = OptionSpec(
        name: "--notice", value: "TEXT", accepts: .text(most: 4_000), help: "What publishers read of the pause")
    /// Why an operator does something.
    static let why = OptionSpec(
        name: "--text", value: "TEXT", accepts: .text(most: 4_000), help: "Reason, for operators: in history and audit")
}

/// The result of pausing a stage or the pipeline; `--json` prints it.
struct ControlReport: Codable, Equatable {
    static let json = """
        Of an offer: one object as of cancel. Of a stage or the pipeline: one object with
        scope (pipeline or stage:NAME) and result (paused, resumed or unchanged).
        """

    enum Result: String, Codable {
        case paused, resumed, unchanged
    }

    var scope: String
    var result: Result
}

extension Invocation {
    func pauseOrResume(pauses: Bool) throws {
        let offer = arguments.optionalOffer()
        let given = [offer != nil, arguments.has(.stage), arguments.has(.pipeline)].count { $0 }
        guard given == 1 else {
            throw ToolError(
                .usage, "name one thing to \(pauses ? "pause" : "resume"): an OFFER, --stage STAGE or --pipeline")
        }
        if let offer {
            var command = command(pauses ? .pause : .resume, offer, text: arguments[.why])
            if pauses { command.event[Command.Name.notice] = arguments[.notice] }
            return try ask([command])
        }
        try control(
            arguments[.stage].map { .stage(Stage(rawValue: $0.lowercased())) } ?? .pipeline, pauses: pauses)
    }

    private func control(_ scope: Controls.Scope, pauses: Bool) throws {
        let isPaused = try controls().pause(of: scope) != nil
        if isPaused != pauses {
            if pauses {
                try broker().pause(scope, notice: arguments[.notice], act)
            } else {
                try broker().resume(scope, act)
            }
        }
        let result: ControlReport.Result = isPaused == pauses ? .unchanged : pauses ? .paused : .resumed
        let report = ControlReport(scope: scope.description, result: result)
        show([report], orText: PausePage.text(report, scope, isPaused: pauses))
    }

    /// The action of the person who runs the command.
    var act: OperatorAct {
        OperatorAct(by: principal, reason: arguments[.why], id: world.newID(), at: world.now())
    }

    /// What is paused now.
    func controls() throws -> Controls {
        var controls = Controls()
        _ = try broker().read(.controls, nil, .beginning) { record in
            _ = row(record) { try controls.take(key: $0.key, value: $0.value) }
        }
        return controls
    }
}

extension Controls {
    /// The pause of exactly this scope: a stage's own is not the pipeline's.
    fileprivate func pause(of scope: Scope) -> Pause? {
        switch scope {
        case .pipeline: pipeline
        case .stage(let stage): stages[stage]
        case .offer(let offer): offers[offer.description]
        case .record: nil
        }
    }
}
