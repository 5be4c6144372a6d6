// Where stages do their work: threads of their own, because a copy or a scan blocks for hours and the shared pool has
// one thread a core. The loop's thread is not among them.

import Foundation
import Synchronization

/// Runs tasks on at most `threads` threads, which are made as they are needed and kept.
final class WorkPool: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var idle = 0
        var threads = 0
    }

    private let limit: Int
    private let condition = NSCondition()
    private let state = Mutex(State())

    init(threads: Int) {
        limit = threads
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        condition.lock()
        let needsThread = state.withLock { state in
            state.jobs.append(job)
            guard state.idle < state.jobs.count, state.threads < limit else { return false }
            state.threads += 1
            return true
        }
        condition.signal()
        condition.unlock()
        if needsThread { Thread.detachNewThread { [self] in serve() } }
    }

    private func serve() {
        while true {
            condition.lock()
            var next: UnownedJob?
            while next == nil {
                next = state.withLock { state in
                    guard !state.jobs.isEmpty else {
                        state.idle += 1
                        return nil
                    }
                    return state.jobs.removeFirst()
                }
                guard next == nil else { break }
                condition.wait()
                state.withLock { $0.idle -= 1 }
            }
            condition.unlock()
            next?.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}
