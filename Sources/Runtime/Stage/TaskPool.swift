// Where work is done: tasks that take one attempt after another from a queue. A task is opened while attempts wait and
// closed when none does, so work that hangs holds up nothing but its own task.

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
    }

    private struct State {
        var queue: ArraySlice<Attempt> = []
        /// A slot for each task that is open.
        var slots: [Slot?]
        var answers: [Answer] = []
        var isPaused = false
    }

    private let work: Work
    private let executor: any TaskExecutor
    private let now: @Sendable () -> Timestamp
    private let inFlight: InFlightFile?
    private let wake: @Sendable () -> Void
    private let state: Mutex<State>

    /// Calls `wake` on any thread when an answer came and none was there before.
    init(
        _ work: Work, limit: Int, executor: any TaskExecutor, now: @escaping @Sendable () -> Timestamp,
        inFlight: InFlightFile?, wake: @escaping @Sendable () -> Void
    ) {
        self.work = work
        self.executor = executor
        self.now = now
        self.inFlight = inFlight
        self.wake = wake
        state = Mutex(State(slots: Array(repeating: nil, count: limit)))
    }

    func add(_ attempts: [Attempt]) {
        state.withLock { state in
            state.queue += attempts
            openTasks(&state)
        }
    }

    /// While paused, what runs ends and nothing begins.
    func pause(_ isPaused: Bool) {
        state.withLock { state in
            state.isPaused = isPaused
            openTasks(&state)
        }
    }

    /// Takes an attempt back that has not begun; false where it has.
    func reclaim(_ attempt: Attempt) -> Bool {
        state.withLock { state in
            guard let index = state.queue.firstIndex(where: { $0 === attempt }) else { return false }
            state.queue.remove(at: index)
            return true
        }
    }

    /// Drops an attempt, or cancels its work. An answer may come all the same.
    func cancel(_ attempt: Attempt) {
        state.withLock { state in
            state.queue.removeAll { $0 === attempt }
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

    private func openTasks(_ state: inout State) {
        guard !state.isPaused else { return }
        var waiting = state.queue.count
        for index in state.slots.indices where waiting > 0 && state.slots[index] == nil {
            waiting -= 1
            state.slots[index] = Slot(
                task: Task(executorPreference: executor) { [self] in
                    var answer: Answer?
                    while let attempt = next(in: index, after: answer) { answer = await run(attempt) }
                })
        }
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

    /// Hands in an answer and takes the next attempt. Nil closes the task, also one that was canceled with its attempt.
    private func next(in slot: Int, after answer: Answer?) -> Attempt? {
        let (attempt, isFirst) = state.withLock { state in
            let isFirst = answer != nil && state.answers.isEmpty
            if let answer { state.answers.append(answer) }
            let attempt = state.isPaused || Task.isCancelled ? nil : state.queue.popFirst()
            state.slots[slot]?.attempt = attempt
            if let attempt {
                inFlight?.begin(slot, attempt.record.id)
            } else {
                inFlight?.end(slot)
                state.slots[slot] = nil
                openTasks(&state)
            }
            return (attempt, isFirst)
        }
        if isFirst { wake() }
        return attempt
    }
}
