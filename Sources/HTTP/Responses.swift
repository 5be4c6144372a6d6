// Converts responses for libmicrohttpd.

import CLibmicrohttpd

func queue(_ response: HTTPResponse, on connection: OpaquePointer) -> MHD_Result {
    guard let made = make(response.body) else { return .NO }
    // Releases our reference on every path; a queued response has its own.
    defer { MHD_destroy_response(made) }
    for (name, value) in response.headers + [("Connection", "close")] {
        // Refuses line breaks, so that a value cannot become another header.
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

/// An outgoing stream, with the bytes that did not fit into the last buffer.
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
