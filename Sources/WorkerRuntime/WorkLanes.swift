// Where a stage's jobs are worked on: a lane takes one job after another, so that a batch of quick ones shares its tasks,
// locks and wake-ups. A lane that takes a job while more wait opens the next, up to the bound: a job that hangs holds up
// its lane and nobody else.

import EventLog
import Kafka
import Offers
import Synchronization

/// A job on its way to a lane; shared, for the loop sees by it when the work began.
final class Assignment: Sendable {
    let number: Int
    let slip: RoutingSlip
    let record: RecordID
    /// Milliseconds; zero before.
    private let begun = Atomic<Int64>(0)

    init(_ number: Int, _ slip: RoutingSlip, _ record: RecordID) {
        self.number = number
        self.slip = slip
        self.record = record
    }

    /// When its work began; nil while it waits for a lane.
    var began: Timestamp? {
        let milliseconds = begun.load(ordering: .relaxed)
        return milliseconds == 0 ? nil : Timestamp(milliseconds: milliseconds)
    }

    func begin(at time: Timestamp) { begun.store(time.milliseconds, ordering: .relaxed) }
}

/// Does jobs on at most `limit` lanes and keeps what became of them until the loop asks.
final class WorkLanes: Sendable {
    typealias Answer = (job: Int, result: Result<StageOutcome, any Error>)

    fileprivate struct Lane {
        var job: Int
        /// Its place in the crash notes.
        var slot: Int
        var task: Task<Void, Never>?
        var isCancelled = false
    }

    fileprivate struct State {
        /// Jobs that no lane has taken, from `first` on.
        var waiting: [Assignment] = []
        var first = 0
        var lanes: [Int: Lane] = [:]
        var lanesSoFar = 0
        /// Places in the crash notes that lanes have given back.
        var freeSlots: [Int] = []
        var slots = 0
        var answers: [Answer] = []
        /// What runs ends; nothing else begins.
        var isHeld = false
        /// Only the newest of each job counts.
        var progress: [Int: Progress] = [:]
    }

    private let work: any StageWork
    private let limit: Int
    private let executor: any TaskExecutor
    private let now: @Sendable () -> Timestamp
    private let notes: CrashNotes?
    private let wake: @Sendable () -> Void
    private let state = Mutex(State())

    /// `wake` is called on any thread, when an answer came and none was there before.
    init(
        _ work: any StageWork, limit: Int, executor: any TaskExecutor, now: @escaping @Sendable () -> Timestamp,
        notes: CrashNotes? = nil, wake: @escaping @Sendable () -> Void
    ) {
        self.work = work
        self.limit = limit
        self.executor = executor
        self.now = now
        self.notes = notes
        self.wake = wake
    }

    // MARK: The loop's side

    /// Whether nothing is at work but those jobs, and nothing waits.
    func isIdle(besides jobs: Set<Int>) -> Bool {
        state.withLock { state in
            state.first >= state.waiting.count && state.lanes.values.allSatisfy { jobs.contains($0.job) }
        }
    }

    func give(_ jobs: [Assignment]) {
        guard !jobs.isEmpty else { return }
        open(state.withLock { $0.take(in: jobs, limit: limit) })
    }

    /// While held no job is begun; those given wait.
    func hold(_ isHeld: Bool) {
        open(
            state.withLock { state in
                state.isHeld = isHeld
                return state.reserveLane(limit: limit)
            })
    }

    /// Takes a job back that no lane has begun; false where one has.
    func takeBack(_ job: Int) -> Bool {
        state.withLock { state in
            guard let place = state.waiting[state.first...].firstIndex(where: { $0.number == job }) else {
                return false
            }
            state.waiting.remove(at: place)
            return true
        }
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
            let began = now()
            job.begin(at: began)
            let stageJob = StageJob(slip: job.slip, now: began) { [self] in put($0, of: job.number) }
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
            state.enter(job, in: lane, notes)
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
        guard first < waiting.count, !isHeld else { return nil }
        first += 1
        return waiting[first - 1]
    }

    /// The lane has the job now, or with nil ends.
    mutating func enter(_ job: Assignment?, in lane: Int, _ notes: CrashNotes?) {
        guard let slot = lanes[lane]?.slot else { return }
        if let job {
            lanes[lane]?.job = job.number
            notes?.begin(slot, partition: job.record.partition.partition, offset: job.record.offset)
        } else {
            lanes[lane] = nil
            freeSlots.append(slot)
            notes?.end(slot)
        }
    }

    /// The number of a lane to be opened, where jobs wait and the bound allows it.
    mutating func reserveLane(limit: Int) -> Int? {
        guard first < waiting.count, lanes.count < limit, !isHeld else { return nil }
        lanesSoFar += 1
        let slot = freeSlots.popLast() ?? slots
        if slot == slots { slots += 1 }
        lanes[lanesSoFar] = WorkLanes.Lane(job: 0, slot: slot)
        return lanesSoFar
    }
}
