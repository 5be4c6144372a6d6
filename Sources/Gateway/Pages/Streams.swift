// The event streams of open pages, bounded.

import Synchronization

/// How many event streams are open: each holds a thread.
final class Streams: Sendable {
    static let most = 200
    private let open = Mutex(0)

    /// Gives its place back when it is released.
    final class Place: Sendable {
        private let streams: Streams
        fileprivate init(_ streams: Streams) { self.streams = streams }
        deinit { streams.open.withLock { $0 -= 1 } }
    }

    var count: Int { open.withLock { $0 } }

    func take() -> Place? {
        let isFree = open.withLock { open in
            guard open < Self.most else { return false }
            open += 1
            return true
        }
        return isFree ? Place(self) : nil
    }
}
