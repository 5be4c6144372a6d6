// What working threads tell the loop that gave them the work. Putting a result in wakes the loop.

import Events
import Offers
import Synchronization

/// Results on their way to the loop, by the number of the job.
final class CompletionQueue: Sendable {
    typealias Letter = (job: Int, result: Result<StageOutcome, any Error>)

    private let letters = Mutex<[Letter]>([])
    private let wake: @Sendable () -> Void

    init(wake: @escaping @Sendable () -> Void) {
        self.wake = wake
    }

    func put(_ result: Result<StageOutcome, any Error>, of job: Int) {
        letters.withLock { $0.append((job, result)) }
        wake()
    }

    func takeResults() -> [Letter] {
        letters.withLock { letters in
            defer { letters = [] }
            return letters
        }
    }
}
