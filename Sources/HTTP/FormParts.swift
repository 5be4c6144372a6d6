// A form sent in parts (multipart/form-data, RFC 7578), as libmicrohttpd decodes it. Browsers send files this way.

import CLibmicrohttpd

/// The parts of a form by the names of their fields; the last one wins.
public struct FormParts: Sendable {
    public var texts: [String: String] = [:]
    public var files: [String: [UInt8]] = [:]

    public init() {}

    /// Whether a body is such a form.
    static func isOne(_ headers: [String: String]) -> Bool {
        headers["content-type"]?.lowercased().hasPrefix("multipart/form-data") == true
    }
}

/// Collects parts while they are read: a long one comes in pieces.
private final class Pieces {
    var texts: [String: [UInt8]] = [:]
    var files: [String: [UInt8]] = [:]
}

extension FormParts {
    /// Reads the body of the connection's request. Nil if it is malformed, or a text is not UTF-8.
    init?(_ body: [UInt8], of connection: OpaquePointer) {
        let pieces = Pieces()
        let context = Unmanaged.passUnretained(pieces).toOpaque()
        guard let processor = MHD_create_post_processor(connection, 4_096, take, context) else { return nil }
        let isRead = body.withUnsafeBytes { bytes in
            MHD_post_process(processor, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count) == .YES
        }
        // This call detects a form that ends in the middle of a part.
        guard MHD_destroy_post_processor(processor) == .YES, isRead else { return nil }
        for (name, bytes) in pieces.texts {
            guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else { return nil }
            texts[name] = text
        }
        files = pieces.files
    }
}

private func take(
    _ context: UnsafeMutableRawPointer?, _: MHD_ValueKind, _ key: UnsafePointer<CChar>?, _ file: UnsafePointer<CChar>?,
    _: UnsafePointer<CChar>?, _: UnsafePointer<CChar>?, _ data: UnsafePointer<CChar>?, _ offset: UInt64, _ size: Int
) -> MHD_Result {
    guard let context, let key else { return .NO }
    let pieces = Unmanaged<Pieces>.fromOpaque(context).takeUnretainedValue()
    let name = String(cString: key)
    let piece = data.map { UnsafeRawBufferPointer(start: $0, count: size) }
    let place = file == nil ? \Pieces.texts : \Pieces.files
    if offset == 0 { pieces[keyPath: place][name] = [] }
    if let piece { pieces[keyPath: place][name, default: []].append(contentsOf: piece) }
    return .YES
}
