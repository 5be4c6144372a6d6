// The event streams of open pages, with a limit.

import Synchronization

/// The open event streams: each holds a thread until it notices that its page is gone, or that it has ended.
final class Streams: Sendable {
    static let most = 200

    private struct State {
        /// The streams that may continue, by account, oldest first.
        var open: [String: [Int]] = [:]
        /// The number of threads in use by open and ended streams, by account.
        var held: [String: Int] = [:]
        var soFar = 0
    }

    private let state = Mutex(State())

    /// Returns its thread when it is released.
    final class Place: Sendable {
        private let streams: Streams
        private let account: String
        private let number: Int

        fileprivate init(_ streams: Streams, _ account: String, _ number: Int) {
            (self.streams, self.account, self.number) = (streams, account, number)
        }

        /// False after newer streams of the account have replaced it.
        var isOpen: Bool { streams.state.withLock { $0.open[account]?.contains(number) ?? false } }

        deinit {
            streams.state.withLock { state in
                state.open[account]?.removeAll { $0 == number }
                if state.open[account] == [] { state.open[account] = nil }
                let left = (state.held[account] ?? 1) - 1
                state.held[account] = left == 0 ? nil : left
            }
        }
    }

    enum Refusal: Error { case quota, full }

    var count: Int { counts.values.reduce(0, +) }
    /// By account.
    var counts: [String: Int] { state.withLock { $0.open.mapValues(\.count) } }

    /// A place for an account with this limit: above it, the account's oldest stream ends. Refused if the account opens
    /// streams faster than they end.
    func take(_ account: String, atMost most: Int) throws(Refusal) -> Place {
        let taken = state.withLock { state -> Result<Int, Refusal> in
            guard state.held[account] ?? 0 < 2 * most else { return .failure(.quota) }
            guard state.held.values.reduce(0, +) < Self.most else { return .failure(.full) }
            state.soFar += 1
            state.held[account, default: 0] += 1
            state.open[account, default: []].append(state.soFar)
            if state.open[account, default: []].count > most { state.open[account]?.removeFirst() }
            return .success(state.soFar)
        }
        return Place(self, account, try taken.get())
    }
}
