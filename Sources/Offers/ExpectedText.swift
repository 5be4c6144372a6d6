// JSON of our own making, read by what must come next: names are compared where they have to stand, and nothing is looked
// for. Where something else stands, be it right or wrong, the reading ends without an answer, and whoever reads JSON from
// anybody (`JSONScanner`) begins anew. So this may refuse what it likes, but must not read anything otherwise.

import Base
import Glibc

/// A cursor over bytes that are likely to be what we write.
struct ExpectedText {
    /// Something else stands there.
    struct Otherwise: Error {}

    private let bytes: UnsafeBufferPointer<UInt8>
    private let base: UnsafePointer<UInt8>
    private(set) var place: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int = 0) throws(Otherwise) {
        guard let base = bytes.baseAddress else { throw Otherwise() }
        self.bytes = bytes
        self.base = base
        self.place = place
    }

    var isAtEnd: Bool { place == bytes.count }

    /// Takes these very bytes where they stand.
    @inline(__always)
    mutating func takes(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard place &+ count <= bytes.count, memcmp(base + place, text.utf8Start, count) == 0 else { return false }
        place &+= count
        return true
    }

    @inline(__always)
    mutating func take(_ text: StaticString) throws(Otherwise) {
        guard takes(text) else { throw Otherwise() }
    }

    /// Takes a text up to its quote, the first of which has been taken; only one in which nothing is escaped.
    mutating func plain() throws(Otherwise) -> UnsafeBufferPointer<UInt8> {
        let start = place
        while place &+ 8 <= bytes.count {
            let found = UnsafeRawPointer(base + place).loadUnaligned(as: UInt64.self).firstSpecial
            place &+= found
            if found < 8 { break }
        }
        while place < bytes.count, base[place] >= 0x20, base[place] != UInt8(ascii: "\""),
            base[place] != UInt8(ascii: "\\")
        {
            place &+= 1
        }
        guard place < bytes.count, base[place] == UInt8(ascii: "\"") else { throw Otherwise() }
        let text = UnsafeBufferPointer(start: base + start, count: place &- start)
        place &+= 1
        return text
    }

    /// The same as a String; with escapes, too.
    mutating func string() throws(Otherwise) -> String {
        let start = place
        if let text = try? plain() { return String(decoding: text, as: UTF8.self) }
        place = start &- 1
        return try value()
    }

    /// Takes a whole number of at most 18 digits.
    mutating func number() throws(Otherwise) -> Int {
        let start = place
        var number = 0
        while place < bytes.count, base[place] &- UInt8(ascii: "0") < 10, place &- start < 18 {
            number = number &* 10 &+ Int(base[place] &- UInt8(ascii: "0"))
            place &+= 1
        }
        guard place > start else { throw Otherwise() }
        return number
    }

    /// Takes a time as we write it, its quotes included.
    mutating func time() throws(Otherwise) -> Timestamp {
        guard place &+ Timestamp.length &+ 2 <= bytes.count, takes("\""),
            let time = Timestamp(written: base + place), base[place &+ Timestamp.length] == UInt8(ascii: "\"")
        else { throw Otherwise() }
        place &+= Timestamp.length &+ 1
        return time
    }

    /// Takes a value of any kind as anybody may have written it.
    mutating func value<Value: WireValue>() throws(Otherwise) -> Value {
        var scanner = JSONScanner(bytes, at: place)
        guard let value = try? Value(from: &scanner) else { throw Otherwise() }
        place = scanner.position
        return value
    }

    /// Takes a list of texts.
    mutating func strings() throws(Otherwise) -> [String] {
        if takes("[]") { return [] }
        return try value()
    }

    /// Goes on at another place.
    mutating func skip(to place: Int) { self.place = place }
}

extension UInt64 {
    /// How many of the eight bytes come before the first that ends a string, begins an escape or is a control character; 8
    /// where none is. Each test leaves the top bit of a byte that holds what it looks for; the lowest such bit is right.
    @inline(__always)
    fileprivate var firstSpecial: Int {
        let word = UInt64(littleEndian: self)
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ (ones &* 0x22)
        let escapes = word ^ (ones &* 0x5C)
        let found =
            ((quotes &- ones) & ~quotes) | ((escapes &- ones) & ~escapes) | ((word &- (ones &* 0x20)) & ~word)
        return (found & (ones &* 0x80)).trailingZeroBitCount / 8
    }
}
