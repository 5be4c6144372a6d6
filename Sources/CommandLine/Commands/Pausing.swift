// `pause` and `resume` of a stage or the line: written to offers.controls, which every worker follows. No coordinator is
// asked, since this must work when least else does; the broker's access list says who may write there.

import Events
import Offers

/// What became of it; `--json` prints it.
struct ControlReport: Codable, Equatable {
    enum Result: String, Codable {
        case paused, resumed, unchanged
    }

    var scope: String
    var result: Result
}

extension Execution {
    func control(_ scope: Controls.Scope, pauses: Bool, _ text: String?) throws {
        let isPaused = try controls().pause(of: scope) != nil
        if isPaused != pauses {
            let pause = pauses ? Controls.Pause(since: world.now(), reason: text) : nil
            try desk().send(Controls.message(scope, pause, id: world.newID(), source: "/offers/client"))
        }
        let result: ControlReport.Result = isPaused == pauses ? .unchanged : pauses ? .paused : .resumed
        let report = ControlReport(scope: scope.description, result: result)
        out.write(isJSON ? JSONLine.of(report) : PausePage.text(report, scope, isPaused: pauses))
    }

    /// What is paused now.
    func controls() throws -> Controls {
        var controls = Controls()
        _ = try desk().read(.controls, nil, .beginning) { record in
            _ = self.readable({ try controls.take(key: record.key, value: record.value) }, record)
        }
        return controls
    }
}

extension Controls {
    /// The pause of this very scope: a stage's own is not the line's.
    func pause(of scope: Scope) -> Pause? {
        switch scope {
        case .line: line
        case .stage(let stage): stages[stage]
        case .offer(let offer): offers[offer.description]
        case .record: nil
        }
    }
}
