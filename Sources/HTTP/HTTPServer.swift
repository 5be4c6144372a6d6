// Serves HTTP through libmicrohttpd: one thread per connection, bounded in number, size and time. All other code uses
// `HTTPRequest` and `HTTPResponse`.

import CLibmicrohttpd

/// A server on one address.
///
/// @unchecked Sendable: owns the C daemon, which does its own locking; it is written once, before it is shared.
public final class HTTPServer: @unchecked Sendable {
    /// Why a server cannot start.
    public struct CannotListen: Error, CustomStringConvertible {
        public var description: String
    }

    /// Bounds for what clients may take.
    public struct Limits: Sendable {
        public var body = 1 << 20
        public var connections: UInt32 = 512
        public var connectionsOfOneAddress: UInt32 = 128
        /// A connection on which nothing moves for so long is closed.
        public var idleSeconds: UInt32 = 30

        public init() {}
    }

    /// What is answered without asking `handle`.
    public enum Refusal: Sendable {
        case bodyTooLarge(most: Int)
        case badTarget
    }

    fileprivate let limits: Limits
    fileprivate let handle: @Sendable (HTTPRequest) -> HTTPResponse
    fileprivate let refuse: @Sendable (Refusal) -> HTTPResponse
    private var daemon: OpaquePointer?
    /// Of use where port 0 asked for any.
    public private(set) var port: UInt16 = 0

    /// Listens at once. `handle` is called on the connection's thread and may block; `refuse` words what is turned away
    /// before it becomes a request.
    public init(
        address: String, port: UInt16, limits: Limits = Limits(),
        refuse: @escaping @Sendable (Refusal) -> HTTPResponse = HTTPServer.plainly,
        handle: @escaping @Sendable (HTTPRequest) -> HTTPResponse
    ) throws {
        self.limits = limits
        self.handle = handle
        self.refuse = refuse
        // The daemon holds us without a count: `stop` ends all its threads before we go.
        let context = Unmanaged.passUnretained(self).toOpaque()
        daemon = shim_start(
            address, port, limits.connections, limits.connectionsOfOneAddress, limits.idleSeconds, accept, context,
            begin, complete)
        guard let daemon else {
            throw CannotListen(
                description: "cannot listen on \(address) port \(port): see that the address is one of this machine's "
                    + "and that no other program has the port")
        }
        self.port = shim_port(daemon)
    }

    /// Refusals as plain text.
    public static let plainly: @Sendable (Refusal) -> HTTPResponse = { refusal in
        switch refusal {
        case .bodyTooLarge(let most): .text(413, "a body has at most \(most) bytes\n")
        case .badTarget: .text(400, "the address is malformed\n")
        }
    }

    /// Ends all connections and waits for them. Streams must end by themselves first.
    public func stop() {
        if let daemon { MHD_stop_daemon(daemon) }
        daemon = nil
    }

    deinit { stop() }
}

/// A request while it arrives: created with its first line, released by `complete`.
private final class Incoming {
    let target: String
    var body: [UInt8] = []
    var hasBegun = false
    var isTooLarge = false

    init(target: String) { self.target = target }
}

private func begin(
    _: UnsafeMutableRawPointer?, _ target: UnsafePointer<CChar>?, _: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    Unmanaged.passRetained(Incoming(target: target.map { String(cString: $0) } ?? "")).toOpaque()
}

private func complete(
    _: UnsafeMutableRawPointer?, _: OpaquePointer?, _ request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _: MHD_RequestTerminationCode
) {
    guard let held = request?.pointee else { return }
    Unmanaged<Incoming>.fromOpaque(held).release()
    request?.pointee = nil
}

private func accept(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _: UnsafePointer<CChar>?,
    _ method: UnsafePointer<CChar>?, _: UnsafePointer<CChar>?, _ data: UnsafePointer<CChar>?,
    _ size: UnsafeMutablePointer<Int>?, _ request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let context, let connection, let method, let size, let held = request?.pointee else { return .NO }
    let server = Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue()
    let incoming = Unmanaged<Incoming>.fromOpaque(held).takeUnretainedValue()
    if !incoming.hasBegun {
        incoming.hasBegun = true
        let headers = headers(of: connection)
        // Refused before it is sent: answering now makes libmicrohttpd close the connection.
        if let length = headers["content-length"].flatMap(Int.init), length > server.limits.body {
            return queue(server.refuse(.bodyTooLarge(most: server.limits.body)), on: connection)
        }
        return .YES
    }
    if size.pointee > 0 {
        if incoming.body.count + size.pointee > server.limits.body {
            incoming.isTooLarge = true
            incoming.body = []
        } else if let data, !incoming.isTooLarge {
            incoming.body.append(contentsOf: UnsafeRawBufferPointer(start: data, count: size.pointee))
        }
        size.pointee = 0
        return .YES
    }
    guard !incoming.isTooLarge else {
        return queue(server.refuse(.bodyTooLarge(most: server.limits.body)), on: connection)
    }
    let name = String(cString: method)
    guard
        var request = HTTPRequest(
            name == "HEAD" ? "GET" : name, incoming.target, headers: headers(of: connection), body: incoming.body,
            peer: peer(of: connection))
    else { return queue(server.refuse(.badTarget), on: connection) }
    if FormParts.isOne(request.headers) { request.parts = FormParts(request.body, of: connection) }
    return queue(server.handle(request), on: connection)
}

private func headers(of connection: OpaquePointer) -> [String: String] {
    var headers: [String: String] = [:]
    withUnsafeMutablePointer(to: &headers) { place in
        _ = MHD_get_connection_values(
            connection, .HEADER_KIND,
            { place, _, name, value in
                guard let place, let name, let value else { return .YES }
                let headers = place.assumingMemoryBound(to: [String: String].self)
                headers.pointee[String(cString: name).lowercased()] = String(cString: value)
                return .YES
            }, place)
    }
    return headers
}

private func peer(of connection: OpaquePointer) -> String {
    var text = [CChar](repeating: 0, count: 64)
    shim_peer(connection, &text, 64)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

private func queue(_ response: HTTPResponse, on connection: OpaquePointer) -> MHD_Result {
    guard let made = make(response.body) else { return .NO }
    // Releases our reference on every path; a queued response holds its own.
    defer { MHD_destroy_response(made) }
    for (name, value) in response.headers {
        // Refuses line breaks, so no value can become a header of its own.
        guard MHD_add_response_header(made, name, value) == .YES else { return .NO }
    }
    return MHD_queue_response(connection, UInt32(response.status), made)
}

private func make(_ body: HTTPResponse.Body) -> OpaquePointer? {
    switch body {
    case .bytes(let bytes):
        return bytes.withUnsafeBytes { buffer in
            MHD_create_response_from_buffer(
                buffer.count, UnsafeMutableRawPointer(mutating: buffer.baseAddress), .RESPMEM_MUST_COPY)
        }
    case .stream(let next):
        let stream = Unmanaged.passRetained(Outgoing(next)).toOpaque()
        let made = MHD_create_response_from_callback(
            UInt64.max, 16_384, read, stream,
            { stream in if let stream { Unmanaged<Outgoing>.fromOpaque(stream).release() } })
        if made == nil { Unmanaged<Outgoing>.fromOpaque(stream).release() }
        return made
    }
}

/// A stream as it goes out, with what did not fit into the last buffer.
private final class Outgoing {
    let next: @Sendable () -> [UInt8]?
    var rest: ArraySlice<UInt8> = []

    init(_ next: @escaping @Sendable () -> [UInt8]?) { self.next = next }
}

private func read(
    _ stream: UnsafeMutableRawPointer?, _: UInt64, _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int
) -> Int {
    guard let stream, let buffer else { return -1 }
    let outgoing = Unmanaged<Outgoing>.fromOpaque(stream).takeUnretainedValue()
    if outgoing.rest.isEmpty {
        guard let piece = outgoing.next() else { return -1 }
        outgoing.rest = piece[...]
    }
    let count = min(size, outgoing.rest.count)
    for (index, byte) in outgoing.rest.prefix(count).enumerated() { buffer[index] = CChar(bitPattern: byte) }
    outgoing.rest = outgoing.rest.dropFirst(count)
    return count
}
