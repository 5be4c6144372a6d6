// A stage that does what no shipped one may: its work ends the process, or never returns. Everything else of it is the
// pipeline's own worker, so what the tests see is how a worker deals with such work.

import Base
import Events
import Foundation
import Offers
import Runtime

/// By the offer's name: `crash-…` aborts, `stuck-…` blocks its thread without end, `sleep-…` waits until it is canceled.
struct UnrulyWork: StageHandler {
    static let stage = Stage.certify

    func perform(_ job: StageJob) async throws -> StageOutcome {
        let name = job.step.key.offer
        if name.hasPrefix("crash-") { abort() }
        while name.hasPrefix("stuck-") { sleep(3600) }
        if name.hasPrefix("sleep-") { try await Task.sleep(for: .seconds(3600)) }
        return .completed()
    }
}

@main enum Program {
    static func main() {
        // It is meant to crash: no file of that is wanted.
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        StageWorker.main { _ in UnrulyWork() }
    }
}
