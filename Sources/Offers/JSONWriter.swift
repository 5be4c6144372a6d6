// Writes JSON straight into bytes: what stands on the way of every record is written here and not by Foundation, whose
// encoder costs more than all else of a record together. Objects are written member by member in the order given; keep
// it alphabetical, so that the bytes are those of `wire`.

/// A value that reads and writes its own JSON.
public protocol WireValue {
    func write(to json: inout JSONWriter)
    init(from json: inout JSONScanner) throws
}

extension WireValue {
    /// The value as one JSON text.
    public var json: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }

    /// Reads one JSON text; throws `JSONError`.
    public init(json bytes: [UInt8]) throws {
        self = try bytes.withUnsafeBufferPointer { bytes in
            var scanner = JSONScanner(bytes)
            let value = try Self(from: &scanner)
            guard scanner.isAtEnd else { throw scanner.failure("more bytes after the value") }
            return value
        }
    }
}

/// JSON as it grows.
public struct JSONWriter {
    public private(set) var bytes: [UInt8] = []
    /// Whether a comma is due before the next member or element.
    private var needsComma = false

    public init(capacity: Int = 1024) {
        bytes.reserveCapacity(capacity)
    }

    /// Writes an object; `members` calls `member` for each.
    public mutating func object(_ members: (inout JSONWriter) -> Void) {
        enclose(UInt8(ascii: "{"), UInt8(ascii: "}"), members)
    }

    /// Writes an array; `elements` calls `element` for each.
    public mutating func array(_ elements: (inout JSONWriter) -> Void) {
        enclose(UInt8(ascii: "["), UInt8(ascii: "]"), elements)
    }

    private mutating func enclose(_ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) -> Void) {
        bytes.append(open)
        needsComma = false
        body(&self)
        bytes.append(close)
        needsComma = true
    }

    /// Writes a member; nothing for nil. `name` must need no escaping.
    public mutating func member(_ name: StaticString, _ value: (some WireValue)?) {
        guard let value else { return }
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        write(value)
    }

    mutating func member(named name: String, _ value: some WireValue) {
        separate()
        bytes.appendJSON(name)
        bytes.append(UInt8(ascii: ":"))
        write(value)
    }

    mutating func element(_ value: some WireValue) {
        separate()
        write(value)
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func write(_ value: some WireValue) {
        value.write(to: &self)
        needsComma = true
    }

    mutating func string(_ text: String) { bytes.appendJSON(text) }
    mutating func literal(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func time(_ time: Timestamp) {
        bytes.append(UInt8(ascii: "\""))
        bytes.append(time)
        bytes.append(UInt8(ascii: "\""))
    }
}

extension [UInt8] {
    /// Appends text as a JSON string, quotes included.
    public mutating func appendJSON(_ text: String) {
        var text = text
        append(UInt8(ascii: "\""))
        text.withUTF8 { appendEscaped($0) }
        append(UInt8(ascii: "\""))
    }

    /// What needs no escape, as a rule all of it, is copied in one piece.
    private mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for (place, byte) in text.enumerated() where Self.needsEscape(byte) {
            append(contentsOf: text[start..<place])
            start = place + 1
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                append(contentsOf: [UInt8(ascii: "\\"), byte])
            } else {
                append(contentsOf: "\\u00".utf8)
                append(contentsOf: [Self.hex[Int(byte >> 4)], Self.hex[Int(byte & 15)]])
            }
        }
        append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F
    }

    private static let hex = Array("0123456789abcdef".utf8)
}
