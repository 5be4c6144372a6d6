// Serves HTTP through libmicrohttpd, which only this file uses: one thread for each request, with limits for number,
// size and time. The front door checks whether a request's head is sound; all other code uses `HTTPRequest` and
// `HTTPResponse`.

import CLibmicrohttpd
import Glibc

/// A server on one address.
///
/// @unchecked Sendable: owns the C daemon, which does its own locking; it is written once, before it is shared.
public final class HTTPServer: @unchecked Sendable {
    /// Why a server cannot start.
    public struct CannotListen: Error, CustomStringConvertible {
        public var description: String
    }

    /// The limits for clients.
    public struct Limits: Sendable {
        /// Bytes of one body, from a known client.
        public var body = 1 << 20
        /// Bytes of all bodies that are being read or handled.
        public var bodiesTogether = 64 << 20
        public var connections = 512
        public var connectionsOfOneAddress = 128
        /// Addresses that many clients share.
        public var isProxy: @Sendable (String) -> Bool = { _ in false }
        /// For a head, from the start of the connection.
        public var headTime = Duration.seconds(10)
        /// For the rest of a request.
        public var bodyTime = Duration.seconds(30)
        /// For reading an answer; streams have no limit.
        public var answerTime = Duration.seconds(120)
        /// A connection without traffic is closed after this time.
        public var idleSeconds: UInt32 = 30

        public init() {}
    }

    /// The limits of a request, decided after its head.
    public struct Admission: Sendable {
        /// Bytes of its body.
        public var body: Int
        /// Whether the client is known: some connections are reserved for known clients.
        public var isKnown: Bool
        /// Passed on with the request, so that it is found out once.
        public var sender: (any Sendable)?

        public init(body: Int, isKnown: Bool, sender: (any Sendable)? = nil) {
            self.body = body
            self.isKnown = isKnown
            self.sender = sender
        }
    }

    /// Requests that are answered without `handle`.
    public enum Refusal: Sendable {
        case bodyTooLarge(most: Int)
        case headTooLarge(most: Int)
        case badTarget
        /// The head is ambiguous; with the reason.
        case unsound(String)
        /// Too many connections, or too many bytes of bodies.
        case busy
    }

    let limits: Limits
    let handle: @Sendable (HTTPRequest) -> HTTPResponse
    let refuse: @Sendable (Refusal) -> HTTPResponse
    let connections = Connections()
    private var daemon: OpaquePointer?
    private var door: FrontDoor?
    /// The actual port, if port 0 was requested.
    public let port: UInt16

    /// Listens at once. `admit` decides the limits of a request after its head; nil gives everybody the same. `handle`
    /// is called on the request's thread and may block; `refuse` answers what is refused before it becomes a request.
    public init(
        address: String, port: UInt16, limits: Limits = Limits(),
        refuse: @escaping @Sendable (Refusal) -> HTTPResponse = HTTPServer.plainly,
        admit: (@Sendable (HTTPRequest) -> Admission)? = nil,
        handle: @escaping @Sendable (HTTPRequest) -> HTTPResponse
    ) throws {
        self.limits = limits
        self.handle = handle
        self.refuse = refuse
        func fault() -> CannotListen {
            CannotListen(
                description: "cannot listen on \(address) port \(port): see that the address is one of this machine's "
                    + "and that no other program has the port")
        }
        guard let listener = Listener(address: address, port: port) else { throw fault() }
        self.port = listener.port
        // The daemon does not retain us: `stop` ends all its threads before we are released.
        let context = Unmanaged.passUnretained(self).toOpaque()
        daemon = shim_start(
            UInt32(limits.connections + 16), limits.idleSeconds, requestArrives, context, requestBegins, requestEnds,
            connectionEnds)
        guard let daemon = daemon.map(Daemon.init) else { throw fault() }
        door = FrontDoor(listener, limits, connections, refuse: refuse) { [connections, weak self] caller, head in
            let request = HTTPRequest(head.method, head.target, headers: head.headers, peer: caller.peer)
            let usual = Admission(body: limits.body, isKnown: admit == nil)
            let entry = Connections.Entry(
                peer: caller.peer, admission: request.flatMap { admit?($0) } ?? usual, deadline: .now + limits.bodyTime)
            guard connections.add(caller.socket, entry, limits) else {
                self?.door?.turnAway(caller.socket, .busy)
                return
            }
            daemon.add(caller, else: { connections.remove(caller.socket) })
        }
        guard door != nil else { throw fault() }
    }

    /// The daemon's own locking makes this safe on any thread.
    private struct Daemon: @unchecked Sendable {
        let pointer: OpaquePointer

        /// The daemon closes the socket, even if it does not accept it.
        func add(_ caller: Listener.Caller, else failed: () -> Void) {
            var address = caller.address
            let isTaken = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    MHD_add_connection(pointer, caller.socket, $0, caller.length)
                }
            }
            if isTaken != .YES { failed() }
        }
    }

    /// Refusals as plain text.
    public static let plainly: @Sendable (Refusal) -> HTTPResponse = { refusal in
        switch refusal {
        case .bodyTooLarge(let most): .text(413, "a body has at most \(most) bytes\n")
        case .headTooLarge(let most): .text(431, "the head of a request has at most \(most) bytes\n")
        case .badTarget: .text(400, "the address is malformed\n")
        case .unsound(let reason): .text(400, "the request has \(reason)\n")
        case .busy: .text(503, "too much at once; try again in some seconds\n")
        }
    }

    /// Ends all connections and waits for them. Streams must end by themselves first.
    public func stop() {
        door?.stop()
        door = nil
        if let daemon { MHD_stop_daemon(daemon) }
        daemon = nil
    }

    deinit { stop() }
}
