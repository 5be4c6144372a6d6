// Where a stage's jobs are worked on: a lane takes one job after another, so that a batch of quick ones shares its tasks,
// locks and wake-ups. A lane that takes a job while more wait opens the next, up to the bound: a job that hangs holds up
// its lane and nobody else.

import Offers
import Synchronization

/// A job on its way to a lane.
struct Assignment: Sendable {
    var number: Int
    var slip: RoutingSlip
}

/// Does jobs on at most `limit` lanes and keeps what became of them until the loop asks.
final class WorkLanes: Sendable {
    typealias Answer = (job: Int, result: Result<StageOutcome, any Error>)

    fileprivate struct Lane {
        var job: Int
        var task: Task<Void, Never>?
        var isCancelled = false
    }

    fileprivate struct State {
        /// Jobs that no lane has taken, from `first` on.
        var waiting: [Assignment] = []
        var first = 0
        var lanes: [Int: Lane] = [:]
        var lanesSoFar = 0
        var answers: [Answer] = []
        /// Only the newest of each job counts.
        var progress: [Int: Progress] = [:]
    }

    private let work: any StageWork
    private let limit: Int
    private let executor: any TaskExecutor
    private let now: @Sendable () -> Timestamp
    private let wake: @Sendable () -> Void
    private let state = Mutex(State())

    /// `wake` is called on any thread, when an answer came and none was there before.
    init(
        _ work: any StageWork, limit: Int, executor: any TaskExecutor, now: @escaping @Sendable () -> Timestamp,
        wake: @escaping @Sendable () -> Void
    ) {
        self.work = work
        self.limit = limit
        self.executor = executor
        self.now = now
        self.wake = wake
    }

    // MARK: The loop's side

    func give(_ jobs: [Assignment]) {
        guard !jobs.isEmpty else { return }
        open(state.withLock { $0.take(in: jobs, limit: limit) })
    }

    /// Cancels the job's work; its answer, if any comes, is for the caller to drop.
    func cancel(_ job: Int) {
        state.withLock { state in
            if let place = state.waiting[state.first...].firstIndex(where: { $0.number == job }) {
                state.waiting.remove(at: place)
            }
            guard let lane = state.lanes.first(where: { $0.value.job == job })?.key else { return }
            state.lanes[lane]?.isCancelled = true
            state.lanes[lane]?.task?.cancel()
        }
    }

    func takeAnswers() -> [Answer] {
        state.withLock { state in
            defer { state.answers = [] }
            return state.answers
        }
    }

    func takeProgress() -> [Int: Progress] {
        state.withLock { state in
            defer { state.progress = [:] }
            return state.progress
        }
    }

    // MARK: The work's side

    /// Starts the lane that was reserved, if any. Outside the lock, since an executor may begin at once.
    private func open(_ lane: Int?) {
        guard let lane else { return }
        let task = Task(executorPreference: executor) { [self] in await serve(lane) }
        state.withLock { state in
            state.lanes[lane]?.task = task
            if state.lanes[lane]?.isCancelled == true { task.cancel() }
        }
    }

    private func serve(_ lane: Int) async {
        var answer: Answer?
        while let job = next(lane, after: answer) {
            let stageJob = StageJob(slip: job.slip, now: now()) { [self] in put($0, of: job.number) }
            do {
                answer = (job.number, .success(try await work.perform(stageJob)))
            } catch {
                answer = (job.number, .failure(error))
            }
        }
    }

    /// Hands in an answer and takes the next job: one lock a job. Nil ends the lane.
    private func next(_ lane: Int, after answer: Answer?) -> Assignment? {
        let (job, opening, isNews) = state.withLock { state in
            let isNews = answer != nil && state.answers.isEmpty
            if let answer { state.answers.append(answer) }
            // A lane's task that was cancelled with one job must not do another.
            let job = state.lanes[lane]?.isCancelled == true ? nil : state.popJob()
            if let job { state.lanes[lane]?.job = job.number } else { state.lanes[lane] = nil }
            return (job, state.reserveLane(limit: limit), isNews)
        }
        if isNews { wake() }
        open(opening)
        return job
    }

    /// Does not wake: progress is looked at when its time has come.
    private func put(_ progress: Progress, of job: Int) {
        state.withLock { $0.progress[job] = progress }
    }
}

extension WorkLanes.State {
    mutating func take(in jobs: [Assignment], limit: Int) -> Int? {
        waiting.removeFirst(first)
        first = 0
        waiting += jobs
        return reserveLane(limit: limit)
    }

    mutating func popJob() -> Assignment? {
        guard first < waiting.count else { return nil }
        first += 1
        return waiting[first - 1]
    }

    /// The number of a lane to be opened, where jobs wait and the bound allows it.
    mutating func reserveLane(limit: Int) -> Int? {
        guard first < waiting.count, lanes.count < limit else { return nil }
        lanesSoFar += 1
        lanes[lanesSoFar] = WorkLanes.Lane(job: 0)
        return lanesSoFar
    }
}
