// What is wrong with a JSON text, and where.

/// Why a JSON text cannot be read (RFC 8259), or does not have the expected form.
public struct JSONError: Error, Equatable, CustomStringConvertible {
    public var reason: String
    /// The wrong byte, from 0; nil if something is missing.
    public var offset: Int?
    /// Members are not in the expected order, so the reader continues by name. Never leaves the module.
    @usableFromInline var isSurprise = false

    public init(_ reason: String, at offset: Int? = nil) {
        self.reason = reason
        self.offset = offset
    }

    @usableFromInline static let surprise = {
        var error = JSONError("unexpected order of members")
        error.isSurprise = true
        return error
    }()

    public var description: String { offset.map { "\(reason) at byte \($0)" } ?? reason }

    /// The reason and its place, for the author of the text.
    public func text(in bytes: [UInt8]) -> String {
        place(in: bytes).map { "line \($0.line), column \($0.column): \(reason)" } ?? reason
    }

    /// For the author of a file: its name, line and column, the JSON pointer of the value, and the reason.
    public func text(in text: [UInt8], of file: String) -> String {
        guard let offset, let (line, column) = place(in: text) else { return "\(file): \(reason)" }
        var pointer = ""
        // The text may be malformed here; the values before it still have names.
        _ = try? JSONReader.read(text) { (reader) throws(JSONError) in try reader.locate(offset, &pointer) }
        return "\(file):\(line):\(column): \(pointer.isEmpty ? "" : "\(pointer): ")\(reason)"
    }

    /// Line and column of the error, both from 1; columns count characters. Nil if the error has no place.
    public func place(in text: [UInt8]) -> (line: Int, column: Int)? {
        guard let offset else { return nil }
        let before = text.prefix(offset)
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return (line, String(decoding: before[start...], as: UTF8.self).count + 1)
    }
}

extension JSONReader {
    /// Moves to a byte of the text; `pointer` then names the innermost value around it.
    fileprivate mutating func locate(_ byte: Int, _ pointer: inout String) throws(JSONError) {
        let outer = pointer
        var index = 0
        switch peek() {
        case UInt8(ascii: "{") where position < byte:
            try members { (name, reader) throws(JSONError) in
                pointer = JSONNode.pointer(outer, to: reader.text(of: name))
                try reader.locate(byte, &pointer)
                guard reader.position < byte else { throw JSONError("found") }
            }
        case UInt8(ascii: "[") where position < byte:
            try elements { (reader) throws(JSONError) in
                pointer = "\(outer)/\(index)"
                index += 1
                try reader.locate(byte, &pointer)
                guard reader.position < byte else { throw JSONError("found") }
            }
        default: _ = try skip()
        }
        pointer = outer
    }
}
