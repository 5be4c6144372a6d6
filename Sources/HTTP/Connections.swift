// The connections whose request is being read or answered, each with what it may still take.

import Glibc
import Synchronization

/// Any thread.
final class Connections: Sendable {
    struct Entry {
        var peer: String
        var admission: HTTPServer.Admission
        /// When it is cut off; nil for never.
        var deadline: ContinuousClock.Instant?
    }

    private let entries = Mutex<[Int32: Entry]>([:])
    private let bodyBytes = Atomic(0)

    /// Takes a connection in; false where there are too many, or too many of strangers.
    func add(_ socket: Int32, _ entry: Entry, _ limits: HTTPServer.Limits) -> Bool {
        entries.withLock { entries in
            guard entries.count < limits.connections else { return false }
            if !entry.admission.isKnown {
                // Those who are known must find a place, however many strangers come.
                let strangers = entries.values.count { !$0.admission.isKnown }
                guard strangers < max(1, limits.connections * 3 / 4) else { return false }
            }
            entries[socket] = entry
            return true
        }
    }

    /// To be called before the socket is closed.
    func remove(_ socket: Int32) { entries.withLock { _ = $0.removeValue(forKey: socket) } }

    func admission(of socket: Int32) -> HTTPServer.Admission? { entries.withLock { $0[socket]?.admission } }

    func setDeadline(_ deadline: ContinuousClock.Instant?, of socket: Int32) {
        entries.withLock { $0[socket]?.deadline = deadline }
    }

    func count(of peer: String) -> Int { entries.withLock { $0.values.count { $0.peer == peer } } }

    /// Ends the connections that have taken too long. Under the lock, so that no socket is another's by then.
    func cutOff(_ now: ContinuousClock.Instant) {
        entries.withLock { entries in
            for (socket, entry) in entries where entry.deadline.map({ $0 <= now }) ?? false {
                shutdown(socket, Int32(SHUT_RDWR))
                entries[socket]?.deadline = nil
            }
        }
    }

    // MARK: Bodies

    /// Takes so many bytes for bodies; false where all bodies together would have more than `most`.
    func reserve(_ bytes: Int, of most: Int) -> Bool {
        guard bodyBytes.add(bytes, ordering: .relaxed).newValue <= most else {
            release(bytes)
            return false
        }
        return true
    }

    func release(_ bytes: Int) { bodyBytes.subtract(bytes, ordering: .relaxed) }
}
