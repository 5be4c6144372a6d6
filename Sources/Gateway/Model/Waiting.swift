// Lets threads wait for a change, with a limit.

import Base
import Dispatch
import Synchronization

/// A number that grows with each change, and the threads that wait for it.
final class Changes: Sendable {
    private struct State {
        var number = 0
        var isClosed = false
        var waiting: [Int: DispatchSemaphore] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    var number: Int { state.withLock { $0.number } }
    var isClosed: Bool { state.withLock { $0.isClosed } }

    func tell() {
        wake { $0.number += 1 }
    }

    /// Ends all waits, now and later.
    func close() {
        wake { $0.isClosed = true }
    }

    /// Waits until the number exceeds `seen`, but not longer than given; returns the number.
    func wait(beyond seen: Int, milliseconds: Int) -> Int {
        let semaphore = DispatchSemaphore(value: 0)
        let ticket: Int? = state.withLock { state in
            guard state.number <= seen, !state.isClosed else { return nil }
            state.next += 1
            state.waiting[state.next] = semaphore
            return state.next
        }
        guard let ticket else { return number }
        _ = semaphore.wait(timeout: .now() + .milliseconds(milliseconds))
        return state.withLock { state in
            state.waiting[ticket] = nil
            return state.number
        }
    }

    private func wake(_ change: (inout State) -> Void) {
        let waiting = state.withLock { state in
            change(&state)
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for semaphore in waiting { semaphore.signal() }
    }
}
