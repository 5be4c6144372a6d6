// Notifies the service manager, sd_notify(3): ready, alive, stopping. Sends a datagram to the socket that systemd names
// in NOTIFY_SOCKET; without one, does nothing.

import Glibc
import Synchronization

/// Tells systemd the state of the worker. Any thread.
public final class ServiceManager: Sendable {
    /// SOCK_DGRAM is declared in our C module or in Glibc, depending on what the compiler loads, so no import is sure
    /// to have it; O_CLOEXEC equals SOCK_CLOEXEC.
    private static let datagram: Int32 = 2
    private let path: String?
    /// How often a sign of life is due: a third of what `WatchdogSec` allows.
    private let pulse: Duration?
    private let lastPulse = Mutex<ContinuousClock.Instant?>(nil)

    /// `socket` is NOTIFY_SOCKET (a path, or a name in the abstract namespace behind `@`), `watchdogMicroseconds`
    /// WATCHDOG_USEC, both nil if the process was not started by systemd.
    public init(socket: String?, watchdogMicroseconds: Int64? = nil) {
        path = socket
        pulse = watchdogMicroseconds.map { .microseconds($0 / 3) }
    }

    public func isReady() { tell("READY=1\nSTATUS=ready") }
    public func isStopping() { tell("STOPPING=1\nSTATUS=committing what is finished") }

    /// Call it at every heartbeat; it notifies systemd as often as systemd wants.
    public func isAlive(at now: ContinuousClock.Instant = .now) {
        guard let pulse else { return }
        let isDue = lastPulse.withLock { last in
            if let last, now - last < pulse { return false }
            last = now
            return true
        }
        if isDue { tell("WATCHDOG=1") }
    }

    /// Ignores errors: a service manager that is not reachable must not end the worker.
    private func tell(_ message: String) {
        guard let path, !path.isEmpty else { return }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // An abstract name begins with a zero byte.
        var name = Array(path.utf8)
        if name[0] == UInt8(ascii: "@") { name[0] = 0 }
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let socket = Glibc.socket(AF_UNIX, Self.datagram | O_CLOEXEC, 0)
        guard socket >= 0 else { return }
        defer { close(socket) }
        let length = MemoryLayout<sa_family_t>.size + name.count
        let bytes = Array(message.utf8)
        _ = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, socklen_t(length))
            }
        }
    }
}
