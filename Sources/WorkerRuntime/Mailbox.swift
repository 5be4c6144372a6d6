// What workers' threads tell the loop: results and progress. Putting something in wakes the loop.

import Offers
import Synchronization

/// Letters from work to the loop, by the number of the job.
final class Mailbox: Sendable {
    struct Letters: Sendable {
        var results: [(job: Int, result: Result<StageOutcome, any Error>)] = []
        /// Only the newest of each job counts.
        var progress: [Int: Progress] = [:]
    }

    private let letters = Mutex(Letters())
    private let wake: @Sendable () -> Void

    init(wake: @escaping @Sendable () -> Void) {
        self.wake = wake
    }

    func put(_ result: Result<StageOutcome, any Error>, of job: Int) {
        letters.withLock { $0.results.append((job, result)) }
        wake()
    }

    /// Does not wake: progress is looked at when its time has come.
    func put(_ progress: Progress, of job: Int) {
        letters.withLock { $0.progress[job] = progress }
    }

    func takeResults() -> [(job: Int, result: Result<StageOutcome, any Error>)] {
        letters.withLock { letters in
            defer { letters.results = [] }
            return letters.results
        }
    }

    func takeProgress() -> [Int: Progress] {
        letters.withLock { letters in
            defer { letters.progress = [:] }
            return letters.progress
        }
    }
}
