// Where stages do their work: threads of their own, because a copy or a scan blocks for hours and the shared pool has
// one thread a core. The loop's thread is not among them.

import Dispatch
import Synchronization

/// Runs tasks on at most `threads` threads, which are made as they are needed and kept.
final class WorkerThreads: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        /// Threads that have no job, or have been told of one and not yet taken it.
        var free = 0
        var threads = 0
    }

    private let limit: Int
    private let state = Mutex(State())
    /// Raised once a job.
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
