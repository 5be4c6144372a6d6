// Where connections wait until the head of their request is complete. The head stays in the socket until then, so a
// slow client costs us neither a thread nor memory, and libmicrohttpd reads only sound heads. Each connection serves
// one request; anything after it is ignored.

import Base
import CLibmicrohttpd
import Dispatch
import Glibc
import Synchronization

/// Accepts connections on its own thread and passes on those with a sound head.
final class FrontDoor: Sendable {
    private struct Guest {
        var caller: Listener.Caller
        var deadline: ContinuousClock.Instant
    }

    private let listener: Listener
    private let limits: HTTPServer.Limits
    private let connections: Connections
    /// Takes over the socket.
    private let pass: @Sendable (Listener.Caller, RequestHead) -> Void
    private let refuse: @Sendable (HTTPServer.Refusal) -> HTTPResponse
    private let events: Int32
    private let bell: Int32
    private let hasEnded = Mutex(false)
    private let ended = DispatchSemaphore(value: 0)

    init?(
        _ listener: Listener, _ limits: HTTPServer.Limits, _ connections: Connections,
        refuse: @escaping @Sendable (HTTPServer.Refusal) -> HTTPResponse,
        pass: @escaping @Sendable (Listener.Caller, RequestHead) -> Void
    ) {
        self.listener = listener
        self.limits = limits
        self.connections = connections
        self.refuse = refuse
        self.pass = pass
        events = shim_events()
        bell = shim_bell()
        guard events >= 0, bell >= 0, shim_watch(events, listener.socket, 0) != 0, shim_watch(events, bell, 0) != 0
        else { return nil }
        guard
            PlainThread.start({ [self] in
                run()
                ended.signal()
            })
        else { return nil }
    }

    /// Stops accepting and waits for the thread.
    func stop() {
        hasEnded.withLock { $0 = true }
        shim_ring(bell)
        ended.wait()
        close(events)
        close(bell)
    }

    private func run() {
        var guests: [Int32: Guest] = [:]
        var found = [Int32](repeating: 0, count: 64)
        var buffer = [UInt8](repeating: 0, count: RequestHead.mostBytes)
        while !hasEnded.withLock({ $0 }) {
            let count = shim_wait(events, &found, 250)
            for socket in found.prefix(max(0, Int(count))) {
                if socket == listener.socket {
                    accept(&guests)
                } else if let guest = guests[socket], look(guest, &buffer) {
                    guests[socket] = nil
                }
            }
            let now = ContinuousClock.now
            connections.cutOff(now)
            for (socket, guest) in guests where guest.deadline <= now {
                close(socket)
                guests[socket] = nil
            }
        }
        for socket in guests.keys { close(socket) }
    }

    private func accept(_ guests: inout [Int32: Guest]) {
        while let caller = listener.accept() {
            let ofPeer = guests.values.count { $0.caller.peer == caller.peer } + connections.count(of: caller.peer)
            guard limits.isProxy(caller.peer) || ofPeer < limits.connectionsOfOneAddress else {
                close(caller.socket)
                continue
            }
            if guests.count >= limits.connections,
                let oldest = guests.min(by: { $0.value.deadline < $1.value.deadline })
            {
                // Who is slow makes room.
                close(oldest.key)
                guests[oldest.key] = nil
            }
            // Edge-triggered: looks again only when more has arrived.
            guard shim_watch(events, caller.socket, 1) != 0 else {
                close(caller.socket)
                continue
            }
            guests[caller.socket] = Guest(caller: caller, deadline: .now + limits.headTime)
        }
    }

    /// Whether we are done with the client: passed on, refused, or gone.
    private func look(_ guest: Guest, _ buffer: inout [UInt8]) -> Bool {
        let socket = guest.caller.socket
        let count = recv(socket, &buffer, buffer.count, Int32(MSG_PEEK | MSG_DONTWAIT))
        if count < 0, errno == EAGAIN || errno == EINTR { return false }
        guard count > 0 else {
            close(socket)
            return true
        }
        switch RequestHead.read(buffer[..<count]) {
        case .incomplete where count < buffer.count: return false
        case .incomplete: turnAway(socket, .headTooLarge(most: buffer.count))
        case .unsound(let reason): turnAway(socket, .unsound(reason))
        case .sound(let head):
            shim_unwatch(events, socket)
            pass(guest.caller, head)
        }
        return true
    }

    /// Answers directly and closes.
    func turnAway(_ socket: Int32, _ refusal: HTTPServer.Refusal) {
        RawAnswer.send(refuse(refusal), to: socket)
        close(socket)
    }
}
