// Finds the values of a JSON text, for messages about documents that people write.

/// Finds line and column of a value by its pointer (RFC 6901).
public struct JSONPlaces: Sendable {
    private let text: [UInt8]
    /// The byte of a member's name, or of an element's value.
    private var offsets: [String: Int] = [:]

    /// Reads the text as far as it is valid JSON.
    public init(_ text: [UInt8]) {
        self.text = text
        var offsets: [String: Int] = [:]
        _ = try? JSONReader.read(text) { (reader) throws(JSONError) in
            _ = reader.peek()
            offsets[""] = reader.position
            try reader.note(&offsets, in: "", depth: 0)
        }
        self.offsets = offsets
    }

    /// Line and column, both from 1; columns count characters. For a missing value, those of the innermost existing
    /// value around it.
    public func place(of pointer: String) -> (line: Int, column: Int)? {
        var pointer = Substring(pointer)
        while offsets[String(pointer)] == nil, let slash = pointer.lastIndex(of: "/") { pointer = pointer[..<slash] }
        return JSONError("", at: offsets[String(pointer)]).place(in: text)
    }
}

extension JSONReader {
    fileprivate mutating func note(_ offsets: inout [String: Int], in parent: String, depth: Int) throws(JSONError) {
        var index = 0
        switch peek() {
        case UInt8(ascii: "{") where depth < Self.deepest:
            try members { (name, reader) throws(JSONError) in
                let pointer = JSONNode.pointer(parent, to: reader.text(of: name))
                offsets[pointer] = name.range.lowerBound - 1
                try reader.note(&offsets, in: pointer, depth: depth + 1)
            }
        case UInt8(ascii: "[") where depth < Self.deepest:
            try elements { (reader) throws(JSONError) in
                let pointer = "\(parent)/\(index)"
                index += 1
                _ = reader.peek()
                offsets[pointer] = reader.position
                try reader.note(&offsets, in: pointer, depth: depth + 1)
            }
        default: _ = try skip()
        }
    }
}
