// A stage whose work is nothing, unless the offer's name asks for a fault: everything else of it is the pipeline's own
// worker. OFFERS_FAULT_STAGE names the stage.

import Base
import Events
import FoundationEssentials
import Glibc
import Offers
import Runtime

/// Work by the offer's name, `WORD-AT-…`, where AT is the stage at which the word counts:
/// `reject` ends the submission, `fault` fails at every try, `crash` kills the process, `hang` never returns,
/// `slow` takes the time of the setting `fault-slow-ms`. Every other name completes at once.
struct FaultyWork: StageHandler {
    static let stage = Stage(rawValue: ProcessInfo.processInfo.environment["OFFERS_FAULT_STAGE"] ?? "certify")

    private let slow: Duration
    private let wait: Duration

    init(_ settings: Settings) throws {
        slow = .milliseconds(try settings.number("fault-slow-ms", default: 1000, in: 0...3_600_000))
        wait = .milliseconds(try settings.number("fault-wait-ms", default: 0, in: 0...3_600_000))
        _ = settings["fault-stage"]
    }

    func perform(_ job: StageJob) async throws -> StageOutcome {
        let words = job.step.key.offer.split(separator: "-", maxSplits: 1)
        guard words.count == 2, words[1].hasPrefix(Self.stage.rawValue) else {
            if wait > .zero { try await Task.sleep(for: wait) }
            return .completed()
        }
        switch words[0] {
        case "reject": return .rejected([Problem(at: "/plans", "nothing-to-certify")])
        case "fault": throw Fault("never-well", "this offer's work never succeeds")
        case "crash": kill(getpid(), SIGKILL)
        case "hang": try await Task.sleep(for: .seconds(86_400))
        case "slow": try await Task.sleep(for: slow)
        default: break
        }
        return .completed()
    }
}

@main enum Program {
    static func main() { StageWorker.main { settings in try FaultyWork(settings) } }
}
