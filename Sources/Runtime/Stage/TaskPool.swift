// Where a stage's jobs are worked on: a lane takes one job after another, so that a batch of quick ones shares its tasks,
// locks and wake-ups. A lane that takes a job while more wait opens the next, up to the bound: a job that hangs holds up
// its lane and nobody else. A lane that finds on coming that the others are quick goes again, for threads that meet at each
// job cost more than they do; the loop opens another at its next turn.

import Base
import Events
import Offers
import Synchronization

/// Does jobs on at most `limit` lanes and keeps what became of them until the loop asks.
final class TaskPool: Sendable {
    typealias Answer = (job: Int, result: Result<StageOutcome, any Error>)

    fileprivate struct Lane {
        let id: LaneID
        var job = 0
        var task: Task<Void, Never>?
        var isCancelled = false
    }

    /// A lane, and where it is kept and noted: slots are used again, numbers never.
    fileprivate struct LaneID {
        let slot: Int
        let number: Int
    }

    /// Lanes with quick work meet here at each job, so little is done under the lock: nothing is hashed or let go of.
    fileprivate struct State {
        /// Jobs that no lane has taken.
        var waiting = Queue()
        /// By slot.
        var lanes: [Lane?] = []
        var freeSlots: [Int] = []
        var lanesSoFar = 0
        /// How many jobs lanes have taken.
        var taken = 0
        /// That count when the lane that is on its way was asked for; nil where none is.
        var askedAt: Int?
        /// That count from which a lane opens another: the last that came was not needed.
        var enoughUntil = 0
        var answers: [Answer] = []
        /// What runs ends; nothing else begins.
        var isHeld = false
    }

    private let work: any StageHandler
    private let limit: Int
    private let executor: any TaskExecutor
    private let now: @Sendable () -> Timestamp
    private let notes: InFlightFile?
    private let wake: @Sendable () -> Void
    private let state = Mutex(State())

    /// `wake` is called on any thread, when an answer came and none was there before.
    init(
        _ work: any StageHandler, limit: Int, executor: any TaskExecutor, now: @escaping @Sendable () -> Timestamp,
        notes: InFlightFile? = nil, wake: @escaping @Sendable () -> Void
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
            state.waiting.isEmpty && state.lanes.allSatisfy { lane in lane.map { jobs.contains($0.job) } ?? true }
        }
    }

    func give(_ jobs: [Job]) {
        guard !jobs.isEmpty else { return }
        open(
            state.withLock { state in
                state.waiting.add(jobs)
                return state.reserveLane(limit: limit)
            })
    }

    /// While held no job is begun; those given wait.
    func hold(_ isHeld: Bool) {
        open(
            state.withLock { state in
                state.isHeld = isHeld
                return state.reserveLane(limit: limit)
            })
    }

    /// Whether jobs wait and there could be more lanes.
    var couldOpen: Bool { state.withLock { $0.couldOpen(limit: limit) } }

    /// Takes a job back that no lane has begun; false where one has.
    func takeBack(_ job: Int) -> Bool {
        state.withLock { $0.waiting.remove(job) }
    }

    /// Cancels the job's work; its answer, if any comes, is for the caller to drop.
    func cancel(_ job: Int) {
        state.withLock { state in
            _ = state.waiting.remove(job)
            guard let slot = state.lanes.firstIndex(where: { $0?.job == job }) else { return }
            state.lanes[slot]?.isCancelled = true
            state.lanes[slot]?.task?.cancel()
        }
    }

    /// What has been answered since the last call. Opens a lane where jobs wait, also where one that came went again.
    func takeAnswers() -> [Answer] {
        var answers: [Answer] = []
        answers.reserveCapacity(WorkerLoop.batch)
        open(
            state.withLock { state in
                swap(&state.answers, &answers)
                state.enoughUntil = 0
                return state.reserveLane(limit: limit)
            })
        return answers
    }

    // MARK: The work's side

    /// Starts the lane that was reserved, if any. Outside the lock, since an executor may begin at once.
    private func open(_ lane: LaneID?) {
        guard let lane else { return }
        let task = Task(executorPreference: executor) { [self] in await serve(lane) }
        state.withLock { state in
            // It may have ended, and another have its slot.
            guard state.lanes[lane.slot]?.id.number == lane.number else { return }
            state.lanes[lane.slot]?.task = task
            if state.lanes[lane.slot]?.isCancelled == true { task.cancel() }
        }
    }

    private func serve(_ lane: LaneID) async {
        var answer: Answer?
        while let job = next(lane, after: answer) {
            let began = now()
            job.began = began
            let stageJob = StageJob(step: job.slip, now: began, report: job.put)
            do {
                answer = (job.number, .success(try await work.perform(stageJob)))
            } catch {
                answer = (job.number, .failure(error))
            }
        }
    }

    /// Hands in an answer and takes the next job: one lock a job. Nil ends the lane.
    private func next(_ lane: LaneID, after answer: consuming Answer?) -> Job? {
        var isNews = false
        var opening: LaneID?
        let job = state.withLock { state in
            var isNeeded = true
            if let answer {
                isNews = state.answers.isEmpty
                state.answers.append(answer)
            } else {
                isNeeded = state.needsLane()
            }
            let job = isNeeded ? state.takeJob(in: lane.slot) : nil
            if job == nil {
                // Before another lane can have the slot.
                notes?.end(lane.slot)
                state.close(lane.slot)
            }
            opening = state.reserveLane(limit: limit)
            return job
        }
        if let job { notes?.begin(lane.slot, partition: job.record.partition, offset: job.record.offset) }
        if isNews { wake() }
        open(opening)
        return job
    }
}

extension TaskPool.State {
    /// So many jobs taken while a lane was on its way are quick ones.
    private static let quick = 8

    private var openLanes: Int { lanes.count - freeSlots.count }

    /// Whether the lane that has come is of use.
    mutating func needsLane() -> Bool {
        let asked = askedAt ?? taken
        askedAt = nil
        guard openLanes > 1, taken - asked > Self.quick else { return true }
        enoughUntil = taken + WorkerLoop.batch
        return false
    }

    func couldOpen(limit: Int) -> Bool { !waiting.isEmpty && openLanes < limit && !isHeld }

    /// The lane's next job; nil where none waits, and for a lane whose task was cancelled with its last one.
    mutating func takeJob(in slot: Int) -> Job? {
        guard !isHeld, lanes[slot]?.isCancelled == false, let job = waiting.next() else { return nil }
        lanes[slot]?.job = job.number
        taken += 1
        return job
    }

    mutating func close(_ slot: Int) {
        lanes[slot] = nil
        freeSlots.append(slot)
    }

    /// A lane to be opened, where jobs wait and the bound allows it; one at a time.
    mutating func reserveLane(limit: Int) -> TaskPool.LaneID? {
        guard couldOpen(limit: limit), askedAt == nil, openLanes == 0 || taken >= enoughUntil else { return nil }
        askedAt = taken
        lanesSoFar += 1
        let slot = freeSlots.popLast() ?? lanes.count
        if slot == lanes.count { lanes.append(nil) }
        let lane = TaskPool.LaneID(slot: slot, number: lanesSoFar)
        lanes[slot] = TaskPool.Lane(id: lane)
        return lane
    }
}

/// First in, first out: a batch is appended as it is, and its memory used again when all of it was taken.
private struct Queue {
    private var jobs: [Job?] = []
    private var first = 0

    var isEmpty: Bool { first == jobs.count }

    mutating func add(_ more: [Job]) {
        if isEmpty {
            jobs.removeAll(keepingCapacity: true)
            first = 0
        }
        for job in more { jobs.append(job) }
    }

    mutating func next() -> Job? {
        guard first < jobs.count else { return nil }
        defer { first += 1 }
        return jobs[first].take()
    }

    /// False where it is not waiting.
    mutating func remove(_ number: Int) -> Bool {
        guard let place = jobs[first...].firstIndex(where: { $0?.number == number }) else { return false }
        jobs.remove(at: place)
        return true
    }
}
