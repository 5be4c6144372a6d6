// The event streams of open pages, bounded.

import Synchronization

/// How many event streams are open: each holds a thread.
final class Streams: Sendable {
    static let most = 200
    private let open = Mutex<[String: Int]>([:])

    /// Gives its place back when it is released.
    final class Place: Sendable {
        private let streams: Streams
        private let account: String

        fileprivate init(_ streams: Streams, _ account: String) {
            self.streams = streams
            self.account = account
        }

        deinit {
            streams.open.withLock { open in
                let left = (open[account] ?? 1) - 1
                open[account] = left == 0 ? nil : left
            }
        }
    }

    enum Refusal: Error { case quota, full }

    var count: Int { counts.values.reduce(0, +) }
    /// By account.
    var counts: [String: Int] { open.withLock { $0 } }

    /// A place for an account that may have so many.
    func take(_ account: String, atMost most: Int) throws(Refusal) -> Place {
        let refusal = open.withLock { open -> Refusal? in
            guard open[account] ?? 0 < most else { return .quota }
            guard open.values.reduce(0, +) < Self.most else { return .full }
            open[account, default: 0] += 1
            return nil
        }
        if let refusal { throw refusal }
        return Place(self, account)
    }
}
