// The connections whose request is being read or answered, with the limits of each.

import Glibc
import Synchronization

/// Any thread.
final class Connections: Sendable {
    struct Entry {
        var peer: String
        var admission: HTTPServer.Admission
        /// When to cut it off; nil for never.
        var deadline: ContinuousClock.Instant?
    }

    private let entries = Mutex<[Int32: Entry]>([:])
    private let bodyBytes = Atomic(0)

    /// Adds a connection; false if there are too many, or too many from unknown clients.
    func add(_ socket: Int32, _ entry: Entry, _ limits: HTTPServer.Limits) -> Bool {
        entries.withLock { entries in
            guard entries.count < limits.connections else { return false }
            if !entry.admission.isKnown {
                // Reserves some connections for known clients, however many others come.
                let strangers = entries.values.count { !$0.admission.isKnown }
                guard strangers < max(1, limits.connections * 3 / 4) else { return false }
            }
            entries[socket] = entry
            return true
        }
    }

    /// Call it before the socket is closed.
    func remove(_ socket: Int32) { entries.withLock { _ = $0.removeValue(forKey: socket) } }

    func admission(of socket: Int32) -> HTTPServer.Admission? { entries.withLock { $0[socket]?.admission } }

    func setDeadline(_ deadline: ContinuousClock.Instant?, of socket: Int32) {
        entries.withLock { $0[socket]?.deadline = deadline }
    }

    func count(of peer: String) -> Int { entries.withLock { $0.values.count { $0.peer == peer } } }

    /// Ends connections that have taken too long. Under the lock, so that a socket number cannot be reused meanwhile.
    func cutOff(_ now: ContinuousClock.Instant) {
        entries.withLock { entries in
            for (socket, entry) in entries where entry.deadline.map({ $0 <= now }) ?? false {
                shutdown(socket, Int32(SHUT_RDWR))
                entries[socket]?.deadline = nil
            }
        }
    }

    // MARK: Bodies

    /// Reserves bytes for bodies; false if all bodies together would exceed `most`.
    func reserve(_ bytes: Int, of most: Int) -> Bool {
        guard bodyBytes.add(bytes, ordering: .relaxed).newValue <= most else {
            release(bytes)
            return false
        }
        return true
    }

    func release(_ bytes: Int) { bodyBytes.subtract(bytes, ordering: .relaxed) }
}
