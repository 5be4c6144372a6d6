// libmicrohttpd's callbacks while a request arrives, on the request's thread.

import CLibmicrohttpd
import Glibc

/// A request while it arrives: created with its first line, released by `complete`.
private final class Incoming {
    let target: String
    var body: [UInt8] = []
    var hasBegun = false
    /// Of bodies, reserved.
    var reserved = 0
    var most = 0

    init(target: String) { self.target = target }
}

func requestBegins(
    _: UnsafeMutableRawPointer?, _ target: UnsafePointer<CChar>?, _: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    Unmanaged.passRetained(Incoming(target: target.map { String(cString: $0) } ?? "")).toOpaque()
}

private func server(_ context: UnsafeMutableRawPointer?) -> HTTPServer? {
    context.map { Unmanaged<HTTPServer>.fromOpaque($0).takeUnretainedValue() }
}

func requestEnds(
    _ context: UnsafeMutableRawPointer?, _: OpaquePointer?, _ request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _: MHD_RequestTerminationCode
) {
    guard let held = request?.pointee else { return }
    let incoming = Unmanaged<Incoming>.fromOpaque(held).takeRetainedValue()
    server(context)?.connections.release(incoming.reserved)
    request?.pointee = nil
}

func connectionEnds(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ what: MHD_ConnectionNotificationCode
) {
    if shim_has_closed(what) != 0 { server(context)?.connections.remove(shim_socket(connection)) }
}

func requestArrives(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _: UnsafePointer<CChar>?,
    _ method: UnsafePointer<CChar>?, _: UnsafePointer<CChar>?, _ data: UnsafePointer<CChar>?,
    _ size: UnsafeMutablePointer<Int>?, _ request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let server = server(context), let connection, let method, let size, let held = request?.pointee else {
        return .NO
    }
    let incoming = Unmanaged<Incoming>.fromOpaque(held).takeUnretainedValue()
    let socket = shim_socket(connection)
    if !incoming.hasBegun {
        incoming.hasBegun = true
        incoming.most = server.connections.admission(of: socket)?.body ?? 0
        // Refused before it is sent: an answer now makes libmicrohttpd close the connection.
        if let length = headers(of: connection)["content-length"].flatMap(Int.init), length > incoming.most {
            return queue(server.refuse(.bodyTooLarge(most: incoming.most)), on: connection)
        }
        return .YES
    }
    if size.pointee > 0 {
        let refusal = incoming.take(data, size.pointee, server)
        size.pointee = 0
        guard let refusal else { return .YES }
        // libmicrohttpd would read the rest before it answers.
        RawAnswer.send(server.refuse(refusal), to: socket, patience: .seconds(1))
        return .NO
    }
    let name = String(cString: method)
    guard
        var request = HTTPRequest(
            name == "HEAD" ? "GET" : name, incoming.target, headers: headers(of: connection), body: incoming.body,
            peer: peer(of: connection))
    else { return queue(server.refuse(.badTarget), on: connection) }
    request.sender = server.connections.admission(of: socket)?.sender
    if FormParts.isOne(request.headers) { request.parts = FormParts(request.body, of: connection) }
    server.connections.setDeadline(nil, of: socket)
    let response = server.handle(request)
    if case .bytes = response.body {
        server.connections.setDeadline(.now + server.limits.answerTime, of: socket)
    }
    return queue(response, on: connection)
}

extension Incoming {
    /// Takes a piece of the body; returns the reason if it cannot.
    fileprivate func take(_ data: UnsafePointer<CChar>?, _ count: Int, _ server: HTTPServer) -> HTTPServer.Refusal? {
        guard body.count + count <= most else { return .bodyTooLarge(most: most) }
        guard server.connections.reserve(count, of: server.limits.bodiesTogether) else { return .busy }
        reserved += count
        if let data { body.append(contentsOf: UnsafeRawBufferPointer(start: data, count: count)) }
        return nil
    }
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
