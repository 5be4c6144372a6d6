// A task executor without threads. The test decides which task runs and when, so that nothing depends on time or on the
// machine.

import Synchronization

/// Runs the jobs of tasks on the calling thread, when the test asks for it.
public final class ManualExecutor: TaskExecutor {
    private let jobs = Mutex<[UnownedJob]>([])

    public init() {}

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
    }

    /// How many jobs wait, in the order in which they came.
    public var waiting: Int { jobs.withLock { $0.count } }

    /// Runs the job at a place among those that wait; false where there is none.
    @discardableResult
    public func run(at place: Int = 0) -> Bool {
        guard let job = jobs.withLock({ $0.indices.contains(place) ? $0.remove(at: place) : nil }) else { return false }
        job.runSynchronously(on: asUnownedTaskExecutor())
        return true
    }

    /// Runs jobs, also those that come meanwhile, until none waits.
    public func drain() {
        while run() {}
    }
}
