// The read-only responder: GET and HEAD of three paths, on libmicrohttpd with a thread of its own. It speaks no TLS and
// asks for no password: bind it where only the scraper and the supervisor reach it.

import CLibmicrohttpd
import Foundation
import Offers

/// Serves `/metrics`, `/healthz` and `/readyz`.
///
/// @unchecked Sendable: the daemon's handle is set once and libmicrohttpd takes calls on it from any thread.
public final class MonitoringServer: @unchecked Sendable {
    /// `host:port` as bound; port 0 in the setting shows here as the port that the system chose.
    public let address: String
    private let pages: Pages
    private var daemon: OpaquePointer?

    /// Binds `host:port` (numeric host, IPv6 in brackets). Throws `Settings.Wrong` where that cannot be had.
    public init(address text: String, metrics: Metrics, health: Health) throws {
        let listener = try Listener(text)
        address = listener.address
        pages = Pages(metrics: metrics, health: health)
        // The daemon owns the socket once it runs; `pages` outlives it, because `deinit` stops it first.
        let options: [any CVarArg] = [
            Int32(MHD_OPTION.LISTEN_SOCKET.rawValue), listener.socket,
            Int32(MHD_OPTION.CONNECTION_LIMIT.rawValue), UInt32(16),
            Int32(MHD_OPTION.CONNECTION_TIMEOUT.rawValue), UInt32(10),
            Int32(MHD_OPTION.END.rawValue),
        ]
        let flags = MHD_USE_INTERNAL_POLLING_THREAD.rawValue | MHD_USE_POLL.rawValue
        daemon = withVaList(options) { options in
            MHD_start_daemon_va(
                flags, 0, nil, nil,
                { context, connection, path, method, _, _, _, _ in
                    Pages.serve(context, connection, path, method)
                }, Unmanaged.passUnretained(pages).toOpaque(),
                options)
        }
        guard daemon != nil else {
            close(listener.socket)
            throw Settings.Wrong("--metrics-address \(text): the responder could not be started")
        }
    }

    deinit {
        if let daemon { MHD_stop_daemon(daemon) }
    }
}

/// What the callback reads.
private final class Pages: Sendable {
    let metrics: Metrics
    let health: Health

    init(metrics: Metrics, health: Health) {
        self.metrics = metrics
        self.health = health
    }

    static func serve(
        _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ path: UnsafePointer<CChar>?,
        _ method: UnsafePointer<CChar>?
    ) -> MHD_Result {
        guard let context, let path, let method else { return .NO }
        let pages = Unmanaged<Pages>.fromOpaque(context).takeUnretainedValue()
        let isRead = ["GET", "HEAD"].contains(String(cString: method))
        let answer =
            isRead
            ? pages.health.answer(String(cString: path), pages.metrics) : Answer(405, "only GET and HEAD\n")
        var body = Array(answer.body.utf8)
        guard let response = MHD_create_response_from_buffer(body.count, &body, .RESPMEM_MUST_COPY) else {
            return .NO
        }
        defer { MHD_destroy_response(response) }
        MHD_add_response_header(response, "Content-Type", answer.type)
        if !isRead { MHD_add_response_header(response, "Allow", "GET, HEAD") }
        return MHD_queue_response(connection, answer.status, response)
    }
}

/// A listening socket and the address it has.
private struct Listener {
    let socket: Int32
    let address: String

    init(_ text: String) throws {
        func wrong(_ why: String) -> Settings.Wrong {
            Settings.Wrong("--metrics-address \(text): \(why); give HOST:PORT with a numeric host, as 127.0.0.1:9400")
        }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw wrong("no port")
        }
        let host = text[..<colon].trimmingPrefix("[").prefix { $0 != "]" }
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_PASSIVE
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(String(host), String(port), &hints, &found) == 0, let info = found?.pointee else {
            throw wrong("\(host) is no numeric address")
        }
        defer { freeaddrinfo(found) }
        socket = Glibc.socket(info.ai_family, info.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw wrong("no socket: \(String(cString: strerror(errno)))") }
        var on: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        guard bind(socket, info.ai_addr, info.ai_addrlen) == 0, listen(socket, 16) == 0 else {
            let reason = String(cString: strerror(errno))
            close(socket)
            throw wrong(reason)
        }
        address = "\(text[..<colon]):\(Self.port(of: socket) ?? port)"
    }

    private static func port(of socket: Int32) -> UInt16? {
        var bound = sockaddr_in6()  // The port stands at the same place in sockaddr_in.
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let code = withUnsafeMutablePointer(to: &bound) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &length) }
        }
        return code == 0 ? UInt16(bigEndian: bound.sin6_port) : nil
    }
}
