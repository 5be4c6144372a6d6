// A stage whose work is nothing, or a wait: everything else of it is the pipeline's own worker, so what the benchmark measures
// of it is the cost of the worker. OFFERS_BENCH_STAGE names the stage.

import Base
import Events
import FoundationEssentials
import Offers
import Runtime

/// Work that waits `--bench-wait-ms` for each offer, and without end for the offer that `--bench-hang` names.
struct NoWork: StageHandler {
    static let stage = Stage(rawValue: ProcessInfo.processInfo.environment["OFFERS_BENCH_STAGE"] ?? "certify")

    private let wait: Duration
    private let hangs: String?

    init(_ settings: Settings) throws {
        wait = .milliseconds(try settings.number("bench-wait-ms", default: 0, in: 0...60_000))
        hangs = settings["bench-hang"]
        _ = settings["bench-stage"]
    }

    func perform(_ job: StageJob) async throws -> StageOutcome {
        if let hangs, "\(job.step.key)" == hangs { try await Task.sleep(for: .seconds(3600)) }
        if wait > .zero { try await Task.sleep(for: wait) }
        return .completed()
    }
}

@main enum Program {
    static func main() { StageWorker.main { settings in try NoWork(settings) } }
}
