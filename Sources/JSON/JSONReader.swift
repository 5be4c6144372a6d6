// The only reader of JSON. It works directly on the bytes and is strict: RFC 8259, valid UTF-8, no lone surrogates, at
// most 64 levels. Skips a byte order mark at the start.

import Base
import Glibc

/// A cursor over the bytes of one JSON text. Valid as long as the bytes are.
public struct JSONReader {
    /// How deep objects and arrays may be nested.
    public static let deepest = 64

    @usableFromInline let base: UnsafePointer<UInt8>
    @usableFromInline let count: Int
    @usableFromInline package var position = 0

    public init(_ bytes: UnsafeBufferPointer<UInt8>) {
        // An empty text is never read.
        base = bytes.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
        count = bytes.count
        if count >= 3, base[0] == 0xEF, base[1] == 0xBB, base[2] == 0xBF { position = 3 }
    }

    /// Reads one value that takes up the whole text; throws `JSONError` otherwise.
    @inlinable public static func read<Value>(
        _ bytes: [UInt8], _ body: (inout JSONReader) throws(JSONError) -> Value
    ) throws(JSONError) -> Value {
        do throws(JSONError) {
            return try bytes.withUnsafeBufferPointer { (bytes) throws(JSONError) in
                var reader = JSONReader(bytes)
                let value = try body(&reader)
                guard reader.peek() == 0, reader.position == reader.count else {
                    throw reader.failure("more bytes after the value")
                }
                return value
            }
        } catch { throw isUTF16(bytes) ? JSONError("the text is in UTF-16; save it as UTF-8", at: 0) : error }
    }

    /// With or without a byte order mark: one of the two bytes of an ASCII character is zero.
    @usableFromInline static func isUTF16(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
            || bytes.count > 1 && (bytes[0] == 0) != (bytes[1] == 0)
    }

    @usableFromInline package func failure(_ reason: String) -> JSONError { JSONError(reason, at: position) }

    // MARK: Marks

    /// The next byte that is not white space, without consuming it; 0 at the end.
    @inlinable package mutating func peek() -> UInt8 {
        while position < count {
            let byte = base[position]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            position &+= 1
        }
        return 0
    }

    @inlinable mutating func takeIf(_ byte: UInt8) -> Bool {
        guard peek() == byte, position < count else { return false }
        position &+= 1
        return true
    }

    @inlinable mutating func take(_ byte: UInt8, _ what: StaticString) throws(JSONError) {
        guard takeIf(byte) else { throw failure("expected \(what)") }
    }

    /// Consumes exactly these bytes if they come next.
    @inlinable mutating func takeIf(_ text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard position &+ length <= count, memcmp(base + position, text.utf8Start, length) == 0 else { return false }
        position &+= length
        return true
    }

    // MARK: Objects and arrays

    /// Calls `body` with the name of each member of an object; `body` must consume the value.
    package mutating func members(_ body: (JSONName, inout JSONReader) throws(JSONError) -> Void) throws(JSONError) {
        try take(UInt8(ascii: "{"), "an object")
        if takeIf(UInt8(ascii: "}")) { return }
        repeat {
            let name = try self.name()
            try body(name, &self)
        } while takeIf(UInt8(ascii: ","))
        try take(UInt8(ascii: "}"), "',' or '}'")
    }

    /// Calls `body` for each element of an array; `body` must consume it.
    @usableFromInline mutating func elements(
        _ body: (inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) {
        try take(UInt8(ascii: "["), "an array")
        if takeIf(UInt8(ascii: "]")) { return }
        repeat { try body(&self) } while takeIf(UInt8(ascii: ","))
        try take(UInt8(ascii: "]"), "',' or ']'")
    }

    private mutating func name() throws(JSONError) -> JSONName {
        try take(UInt8(ascii: "\""), "a name in quotes")
        let (range, hasEscape) = try string()
        try take(UInt8(ascii: ":"), "':'")
        return JSONName(range: range, hasEscape: hasEscape)
    }

    /// Skips one value of any kind and returns its range of bytes.
    @usableFromInline package mutating func skip() throws(JSONError) -> Range<Int> {
        _ = peek()
        let start = position
        try skip(depth: 0)
        return start..<position
    }

    private mutating func skip(depth: Int) throws(JSONError) {
        switch peek() {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard depth < Self.deepest else { throw failure("nested deeper than \(Self.deepest)") }
            if base[position] == UInt8(ascii: "{") {
                try members { (_, reader) throws(JSONError) in try reader.skip(depth: depth + 1) }
            } else {
                try elements { (reader) throws(JSONError) in try reader.skip(depth: depth + 1) }
            }
        case UInt8(ascii: "\""):
            position &+= 1
            _ = try string()
        default: _ = try literal()
        }
    }

    // MARK: Texts

    /// Consumes a text and resolves its escapes.
    @usableFromInline mutating func text() throws(JSONError) -> String {
        try take(UInt8(ascii: "\""), "a text in quotes")
        let (range, hasEscape) = try string()
        return hasEscape ? unescaped(range) : String(decoding: bytes(range), as: UTF8.self)
    }

    /// Consumes a text and returns its bytes; nil if it contains escapes.
    mutating func plainText() throws(JSONError) -> UnsafeBufferPointer<UInt8>? {
        try take(UInt8(ascii: "\""), "a text in quotes")
        let (range, hasEscape) = try string()
        return hasEscape ? nil : bytes(range)
    }

    /// Consumes this text; the error names the member that must have it.
    @usableFromInline mutating func take(_ text: String, as name: StaticString) throws(JSONError) {
        var text = text
        let start = position
        if let plain = try plainText(), text.withUTF8({ plain.isEqual($0) }) { return }
        position = start
        let read = try self.text()
        guard read == text else { throw failure("\(name): \"\(read.prefix(60))\" is not \"\(text)\"") }
    }

    func bytes(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: base + range.lowerBound, count: range.count)
    }

    package func text(of name: JSONName) -> String {
        name.hasEscape ? unescaped(name.range) : String(decoding: bytes(name.range), as: UTF8.self)
    }

    func areEqual(_ a: JSONName, _ b: JSONName) -> Bool {
        a.hasEscape || b.hasEscape ? text(of: a) == text(of: b) : bytes(a.range).isEqual(bytes(b.range))
    }

    func isEqual(_ name: JSONName, _ text: StaticString) -> Bool {
        name.hasEscape ? self.text(of: name) == "\(text)" : bytes(name.range).isEqual(text)
    }

    /// Consumes the rest of a string after its first quote. Returns its range and whether it contains escapes.
    private mutating func string() throws(JSONError) -> (Range<Int>, hasEscape: Bool) {
        let start = position
        let plain = UnsafeBufferPointer(start: base, count: count)
        var hasEscape = false
        while true {
            position = plain.endOfPlainText(from: position)
            guard position < count else { throw failure("a text without its closing quote") }
            switch base[position] {
            case UInt8(ascii: "\""):
                position &+= 1
                return (start..<position &- 1, hasEscape)
            case UInt8(ascii: "\\"):
                hasEscape = true
                try escape()
            case 0x80...: try scalar()
            default: throw failure("a control character in a text: write it as \\u00XX")
            }
        }
    }

    /// Consumes one non-ASCII character (Unicode 15, table 3-7).
    private mutating func scalar() throws(JSONError) {
        let lead = base[position]
        let (length, second): (Int, ClosedRange<UInt8>) =
            switch lead {
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xE1...0xEC, 0xEE...0xEF: (3, 0x80...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            default: (0, 0...0)
            }
        guard length > 0, position + length <= count, second.contains(base[position + 1]),
            (2..<length).allSatisfy({ base[position + $0] & 0xC0 == 0x80 })
        else { throw failure("bytes that are not UTF-8; save the text as UTF-8") }
        position &+= length
    }

    /// Consumes an escape (RFC 8259, section 7); surrogates only in pairs.
    private mutating func escape() throws(JSONError) {
        guard position + 1 < count else { throw failure("a text without its closing quote") }
        switch base[position + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position &+= 2
        case UInt8(ascii: "u"):
            guard let unit = unit(at: position + 2) else { throw failure("a \\u escape without four digits") }
            if (0xD800..<0xDC00).contains(unit) {
                guard position + 8 <= count, base[position + 6] == UInt8(ascii: "\\"),
                    base[position + 7] == UInt8(ascii: "u"), let low = self.unit(at: position + 8),
                    (0xDC00..<0xE000).contains(low)
                else { throw failure("half of a surrogate pair") }
                position &+= 6
            } else if (0xDC00..<0xE000).contains(unit) {
                throw failure("half of a surrogate pair")
            }
            position &+= 6
        default: throw failure("an unknown escape")
        }
    }

    /// Four hexadecimal digits at a position.
    private func unit(at place: Int) -> UInt32? {
        guard place + 4 <= count else { return nil }
        var unit: UInt32 = 0
        for offset in 0..<4 {
            guard let digit = Character(Unicode.Scalar(base[place + offset])).hexDigitValue else { return nil }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    /// The text of a range that `string` has passed.
    private func unescaped(_ range: Range<Int>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(range.count)
        var place = range.lowerBound
        while place < range.upperBound {
            guard base[place] == UInt8(ascii: "\\") else {
                text.append(base[place])
                place += 1
                continue
            }
            place += 2
            switch base[place - 1] {
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "u"):
                var code = unit(at: place) ?? 0
                place += 4
                if (0xD800..<0xDC00).contains(code) {
                    code = 0x10000 + (code - 0xD800) << 10 + ((unit(at: place + 2) ?? 0xDC00) - 0xDC00)
                    place += 6
                }
                text.append(contentsOf: (Unicode.Scalar(code) ?? "\u{FFFD}").utf8)
            case let plain: text.append(plain)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    // MARK: Literals

    /// Consumes a number, `true`, `false` or `null` as written.
    package mutating func literal() throws(JSONError) -> UnsafeBufferPointer<UInt8> {
        _ = peek()
        let start = position
        if !takeIf("true"), !takeIf("false"), !takeIf("null") { try number() }
        // What may follow a value: punctuation, white space, or the end.
        guard position == count || !base[position].isOfWord else { throw JSONError("expected a value", at: start) }
        return bytes(start..<position)
    }

    /// RFC 8259, section 6.
    private mutating func number() throws(JSONError) {
        let start = position
        func digits() -> Bool {
            let first = position
            while position < count, base[position] &- UInt8(ascii: "0") < 10 { position &+= 1 }
            return position > first
        }
        if position < count, base[position] == UInt8(ascii: "-") { position &+= 1 }
        let isZero = position < count && base[position] == UInt8(ascii: "0")
        if isZero { position &+= 1 }
        guard isZero || digits() else { throw JSONError("expected a value", at: start) }
        if position < count, base[position] == UInt8(ascii: ".") {
            position &+= 1
            guard digits() else { throw failure("expected digits after the decimal point") }
        }
        if position < count, base[position] | 0x20 == UInt8(ascii: "e") {
            position &+= 1
            if position < count, base[position] == UInt8(ascii: "+") || base[position] == UInt8(ascii: "-") {
                position &+= 1
            }
            guard digits() else { throw failure("expected digits in the exponent") }
        }
    }
}

/// The range of a member's name.
@usableFromInline package struct JSONName {
    var range: Range<Int>
    var hasEscape: Bool
}

extension UInt8 {
    /// Letters, digits and the characters of numbers.
    fileprivate var isOfWord: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
