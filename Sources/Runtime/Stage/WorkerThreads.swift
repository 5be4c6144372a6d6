// Threads for the work of stages: a copy or a scan blocks for hours, and Swift's shared pool has only one thread for each
// core.

import Base
import Dispatch
import Synchronization

/// Runs tasks on at most `threads` threads, which start when they are needed and stay.
final class WorkerThreads: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        /// Threads that wait for a job, or were signaled and have not taken it yet.
        var free = 0
        var threads = 0
    }

    private let limit: Int
    private let state = Mutex(State())
    /// Signaled once for each job.
    private let waiting = DispatchSemaphore(value: 0)

    init(threads: Int) {
        limit = threads
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let needsThread = state.withLock { state in
            state.jobs.append(job)
            guard state.free < state.jobs.count, state.threads < limit else { return false }
            state.threads += 1
            state.free += 1
            return true
        }
        waiting.signal()
        if needsThread, !PlainThread.start({ [self] in serve() }) {
            state.withLock { state in
                state.threads -= 1
                state.free -= 1
            }
        }
    }

    private func serve() {
        while true {
            waiting.wait()
            let next = state.withLock { state in
                state.free -= 1
                return state.jobs.removeFirst()
            }
            next.runSynchronously(on: asUnownedTaskExecutor())
            state.withLock { $0.free += 1 }
        }
    }
}
