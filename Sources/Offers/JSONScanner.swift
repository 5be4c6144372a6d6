// Reads JSON where it lies. An event's envelope is read member by member and the offer behind it is only stepped over,
// so an event costs what its envelope costs, not what its offer does. Foundation reads whole documents; this does not.

import Base
import Glibc

/// What is wrong with the bytes, and at which of them.
public struct JSONError: Error, Equatable, CustomStringConvertible {
    public var reason: String
    /// Nil where what is wrong has no place, because it is missing.
    public var offset: Int?

    public var description: String { offset.map { "\(reason) at byte \($0)" } ?? reason }
}

/// A cursor over the UTF-8 bytes of one JSON text (RFC 8259). Nothing nested deeper than 64 is followed.
public struct JSONScanner {
    static let deepest = 64
    let bytes: UnsafeBufferPointer<UInt8>
    public internal(set) var position: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    func failure(_ reason: String) -> JSONError { JSONError(reason: reason, offset: position) }

    /// The next byte that is no white space, without taking it; 0 at the end.
    mutating func peek() -> UInt8 {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            case let byte: return byte
            }
        }
        return 0
    }

    /// Whether nothing but white space is left.
    var isAtEnd: Bool {
        mutating get { peek() == 0 && position >= bytes.count }
    }

    mutating func take(_ byte: UInt8, _ what: String) throws {
        guard peek() == byte else { throw failure("expected \(what)") }
        position += 1
    }

    mutating func takeIf(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    /// Goes through the members of an object; `body` must take the member's value.
    mutating func object(_ body: (String, inout JSONScanner) throws -> Void) throws {
        try members { try body($1.text($0), &$1) }
    }

    /// As `object`, with the place of each name, as written, instead of its text.
    mutating func members(_ body: (Range<Int>, inout JSONScanner) throws -> Void) throws {
        try take(UInt8(ascii: "{"), "an object")
        if takeIf(UInt8(ascii: "}")) { return }
        repeat {
            _ = peek()
            let name = try stringRange()
            try take(UInt8(ascii: ":"), "':'")
            try body(name, &self)
        } while takeIf(UInt8(ascii: ","))
        try take(UInt8(ascii: "}"), "',' or '}'")
    }

    /// Goes through the elements of an array; `body` must take the element.
    mutating func elements(_ body: (inout JSONScanner) throws -> Void) throws {
        try take(UInt8(ascii: "["), "an array")
        if takeIf(UInt8(ascii: "]")) { return }
        repeat { try body(&self) } while takeIf(UInt8(ascii: ","))
        try take(UInt8(ascii: "]"), "',' or ']'")
    }

    /// Takes a string, escapes resolved.
    mutating func string() throws -> String {
        _ = peek()
        return try text(try stringRange())
    }

    /// The text of a string that stands, as written, in this range.
    func text(_ range: Range<Int>) throws -> String {
        let content = UnsafeBufferPointer(rebasing: bytes[range])
        return hasEscape(range) ? try unescape(content) : String(decoding: content, as: UTF8.self)
    }

    /// Takes a string as it is written: for texts in which no escape stands, if they are right.
    mutating func plainString() throws -> UnsafeBufferPointer<UInt8> {
        _ = peek()
        return UnsafeBufferPointer(rebasing: bytes[try stringRange()])
    }

    /// Whether a literal is a whole number as JSON writes it, without a sign.
    func isPlainNumber(_ range: Range<Int>) -> Bool {
        guard bytes[range.lowerBound] != UInt8(ascii: "0") || range.count == 1 else { return false }
        return UnsafeBufferPointer(rebasing: bytes[range]).wholeNumber != nil
    }

    func hasEscape(_ range: Range<Int>) -> Bool {
        guard let base = bytes.baseAddress, !range.isEmpty else { return false }
        return memchr(base + range.lowerBound, Int32(UInt8(ascii: "\\")), range.count) != nil
    }

    /// Takes a string and says where its content lies, between the quotes, as written.
    mutating func stringRange() throws -> Range<Int> {
        try take(UInt8(ascii: "\""), "a string")
        let start = position
        while true {
            guard let base = bytes.baseAddress else { throw failure("string without an end") }
            position = Self.endOfPlainText(base, from: position, count: bytes.count)
            guard position < bytes.count else { throw failure("string without an end") }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return start..<position - 1
            case UInt8(ascii: "\\"): position += 2
            default: throw failure("control character in a string")
            }
        }
    }

    /// The place of the first byte that ends a string, begins an escape or is a control character. Eight bytes at once:
    /// each test leaves the top bit of a byte that holds what it looks for. A borrow may set that of a byte behind such a
    /// one as well, so the lowest is always right.
    @inline(__always)
    static func endOfPlainText(_ base: UnsafePointer<UInt8>, from start: Int, count: Int) -> Int {
        var place = start
        let ones: UInt64 = 0x0101_0101_0101_0101
        while place &+ 8 <= count {
            let word = UInt64(littleEndian: UnsafeRawPointer(base + place).loadUnaligned(as: UInt64.self))
            let quotes = (word ^ (ones &* 0x22)) &- ones
            let escapes = (word ^ (ones &* 0x5C)) &- ones
            let controls = word &- (ones &* 0x20)
            let found = (quotes | escapes | controls) & ~word & (ones &* 0x80)
            guard found == 0 else { return place &+ found.trailingZeroBitCount / 8 }
            place &+= 8
        }
        while place < count, base[place] >= 0x20, base[place] != UInt8(ascii: "\""),
            base[place] != UInt8(ascii: "\\")
        {
            place &+= 1
        }
        return place
    }

    /// Steps over one value of any kind, which lies so many levels deep, and says which bytes it was.
    mutating func skip(within level: Int = 0) throws -> Range<Int> {
        _ = peek()
        let start = position
        var depth = level
        repeat {
            switch peek() {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
                guard depth <= Self.deepest else { throw failure("nested deeper than \(Self.deepest)") }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                position += 1
                guard depth >= level else { throw failure("unexpected close") }
            case UInt8(ascii: "\""): _ = try stringRange()
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                guard depth > level else { throw failure("expected a value") }
                position += 1
            case 0: throw failure("unexpected end")
            default: try word()
            }
        } while depth > level
        return start..<position
    }

    /// Takes a number, `true`, `false` or `null` as it is written.
    mutating func literal() throws -> String {
        String(decoding: try literalBytes(), as: UTF8.self)
    }

    mutating func literalBytes() throws -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[try literalRange()])
    }

    mutating func literalRange() throws -> Range<Int> {
        _ = peek()
        let start = position
        try word()
        return start..<position
    }

    private mutating func word() throws {
        let start = position
        scan: while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "E"),
                UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
                position += 1
            default: break scan
            }
        }
        guard position > start else { throw failure("expected a value") }
    }

    private func unescape(_ content: UnsafeBufferPointer<UInt8>) throws -> String {
        // As bytes: a view of scalars copies itself at each piece that is added to it.
        var text: [UInt8] = []
        var i = 0
        func unit(at i: Int) throws -> UInt32 {
            guard i + 4 <= content.count,
                content[i..<i + 4].allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
                let unit = UInt32(String(decoding: content[i..<i + 4], as: UTF8.self), radix: 16)
            else { throw failure("bad \\u escape") }
            return unit
        }
        while i < content.count {
            guard content[i] == UInt8(ascii: "\\") else {
                text.append(content[i])
                i += 1
                continue
            }
            guard i + 1 < content.count else { throw failure("bad escape") }
            i += 2
            switch content[i - 1] {
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(content[i - 1])
            case UInt8(ascii: "u"):
                var code = try unit(at: i)
                i += 4
                if (0xD800..<0xDC00).contains(code), i + 6 <= content.count, content[i] == UInt8(ascii: "\\") {
                    let low = try unit(at: i + 2)
                    if (0xDC00..<0xE000).contains(low) {
                        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
                        i += 6
                    }
                }
                text.append(contentsOf: (Unicode.Scalar(code) ?? "\u{FFFD}").utf8)
            default: throw failure("bad escape")
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
