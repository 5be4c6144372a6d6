// The tasks that do the work: each takes one attempt after another from a queue. A task opens when attempts wait and
// all others are busy, more open while attempts still wait, and a task closes when none waits. So hanging work occupies
// only its own task, and one task does all short work: several would wait for each other more than they work.

import Base
import Events
import Synchronization

/// Runs attempts in at most `limit` tasks and keeps their results until the loop takes them. Any thread.
final class TaskPool: Sendable {
    struct Answer: Sendable {
        let attempt: Attempt
        let result: Result<StageOutcome, any Error>
    }

    private struct Slot {
        var task: Task<Void, Never>?
        var attempt: Attempt?
        var line: FairQueue.Line?
    }

    private struct State {
        var queue: FairQueue
        /// A slot for each open task.
        var slots: [Slot?]
        var answers: [Answer] = []
        var isPaused = false
        /// Attempts that were taken since the last `widen` or the last time the queue was empty, and when that was.
        var taken = 0
        var looked = Timestamp(milliseconds: 0)
    }

    private let work: Work
    private let executor: any TaskExecutor
    private let now: @Sendable () -> Timestamp
    private let inFlight: InFlightFile?
    private let wake: @Sendable () -> Void
    private let state: Mutex<State>

    /// Calls `wake` on any thread when an answer arrives and none was there before.
    init(
        _ work: Work, limit: Int, executor: any TaskExecutor, now: @escaping @Sendable () -> Timestamp,
        inFlight: InFlightFile?, wake: @escaping @Sendable () -> Void
    ) {
        self.work = work
        self.executor = executor
        self.now = now
        self.inFlight = inFlight
        self.wake = wake
        state = Mutex(State(queue: FairQueue(slots: limit), slots: Array(repeating: nil, count: limit)))
    }

    func add(_ attempts: [Attempt]) {
        state.withLock { state in
            if state.queue.ready == 0 {
                state.looked = now()
                state.taken = 0
            }
            for attempt in attempts { state.queue.add(attempt) }
            openTask(&state)
        }
    }

    /// While paused, running work ends and nothing begins.
    func pause(_ isPaused: Bool) {
        state.withLock { state in
            state.isPaused = isPaused
            openTask(&state)
        }
    }

    /// Takes an attempt back that has not begun; false if it has.
    func reclaim(_ attempt: Attempt) -> Bool {
        state.withLock { $0.queue.remove(attempt) }
    }

    /// Drops an attempt, or cancels its work. An answer may come all the same.
    func cancel(_ attempt: Attempt) {
        state.withLock { state in
            _ = state.queue.remove(attempt)
            for case let slot? in state.slots where slot.attempt === attempt { slot.task?.cancel() }
        }
    }

    /// The answers since the last call.
    func takeAnswers() -> [Answer] {
        state.withLock { state in
            defer { state.answers = [] }
            return state.answers
        }
    }

    /// Whether nothing waits, and nothing runs but these jobs.
    func isIdle(besides jobs: Set<Int>) -> Bool {
        state.withLock { state in
            state.queue.isEmpty
                && state.slots.allSatisfy { slot in slot?.attempt.map { jobs.contains($0.number) } ?? true }
        }
    }

    // MARK: Tasks

    /// Doubles the open tasks if attempts wait and each open task takes fewer than ten in a millisecond. Returns
    /// whether to look again after `lookEvery`. Looks at most that often.
    func widen(now: Timestamp) -> Bool {
        state.withLock { state in
            let tasks = state.slots.count { $0 != nil }
            let waiting = state.queue.ready
            guard !state.isPaused, waiting > 0, tasks < state.slots.count else { return false }
            let elapsed = now - state.looked
            guard elapsed >= Self.lookEvery else { return true }
            let isSlow = state.taken < 10 * tasks * Int(elapsed.milliseconds)
            state.looked = now
            state.taken = 0
            if isSlow { for _ in 0..<min(tasks, waiting) { open(&state) } }
            return true
        }
    }

    static let lookEvery = Duration.milliseconds(1)

    /// Opens a task if attempts wait and no open task is about to take one.
    private func openTask(_ state: inout State) {
        guard !state.isPaused, state.queue.ready > 0 else { return }
        guard state.slots.allSatisfy({ slot in slot.map { $0.attempt != nil } ?? true }) else { return }
        open(&state)
    }

    private func open(_ state: inout State) {
        guard let index = state.slots.firstIndex(where: { $0 == nil }) else { return }
        state.slots[index] = Slot(
            task: Task(executorPreference: executor) { [self] in
                var answer: Answer?
                while let attempt = next(in: index, after: answer) { answer = await run(attempt) }
            })
    }

    private func run(_ attempt: Attempt) async -> Answer {
        let began = now()
        attempt.begin(at: began)
        do {
            return Answer(attempt: attempt, result: .success(try await work.perform(attempt, now: began)))
        } catch {
            return Answer(attempt: attempt, result: .failure(error))
        }
    }

    /// Returns an answer and takes the next attempt. Nil closes the task, even one that was canceled with its attempt.
    private func next(in slot: Int, after answer: Answer?) -> Attempt? {
        let (attempt, isFirst) = state.withLock { state in
            let isFirst = answer != nil && state.answers.isEmpty
            if let answer { state.answers.append(answer) }
            let before = state.slots[slot]?.line
            if let before { state.queue.ended(before) }
            let found = state.isPaused || Task.isCancelled ? nil : state.queue.next()
            let attempt = found?.attempt
            state.slots[slot]?.attempt = attempt
            state.slots[slot]?.line = found?.line
            if let attempt {
                state.taken += 1
                inFlight?.begin(slot, attempt.record.id)
                // Another publisher's turn: the previous one may now have more that may begin.
                if let before, before !== found?.line { openTask(&state) }
            } else {
                inFlight?.end(slot)
                state.slots[slot] = nil
                openTask(&state)
            }
            return (attempt, isFirst)
        }
        if isFirst { wake() }
        return attempt
    }
}
