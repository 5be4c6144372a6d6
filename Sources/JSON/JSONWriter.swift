// The only writer of JSON: directly into bytes, members in the given order, no white space.

import Base

/// JSON as it grows.
public struct JSONWriter: ~Copyable {
    @usableFromInline var base: UnsafeMutablePointer<UInt8>
    @usableFromInline var capacity: Int
    @usableFromInline package internal(set) var count = 0
    /// Whether the next member or element needs a comma.
    @usableFromInline var needsComma = false

    public init(capacity: Int = 1024) {
        base = .allocate(capacity: capacity)
        self.capacity = capacity
    }

    deinit { base.deallocate() }

    /// What `write` writes.
    @inlinable public static func bytes(capacity: Int = 1024, _ write: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter(capacity: capacity)
        write(&writer)
        return writer.bytes
    }

    /// A copy of what has been written.
    public var bytes: [UInt8] { [UInt8](UnsafeBufferPointer(start: base, count: count)) }

    /// Starts again with the same memory.
    public mutating func removeAll() {
        count = 0
        needsComma = false
    }

    /// Gives `read` the bytes written so far.
    public borrowing func withBytes<Result, Failure: Error>(
        _ read: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try read(UnsafeBufferPointer(start: base, count: count))
    }

    // MARK: Objects and arrays

    /// Writes an object; `members` calls `member` for each.
    @inlinable public mutating func object<Failure: Error>(
        _ members: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        byte(UInt8(ascii: "{"))
        needsComma = false
        try members(&self)
        byte(UInt8(ascii: "}"))
        needsComma = true
    }

    /// Writes an array; `elements` calls `element` for each.
    @inlinable public mutating func array(_ elements: (inout JSONWriter) -> Void) {
        byte(UInt8(ascii: "["))
        needsComma = false
        elements(&self)
        byte(UInt8(ascii: "]"))
        needsComma = true
    }

    /// Writes a member; nothing for nil. `name` must need no escape.
    @inlinable public mutating func member(_ name: StaticString, _ value: (some JSONValue)?) {
        guard let value else { return }
        begin(name)
        value.write(to: &self)
        needsComma = true
    }

    /// Writes a member; `write` writes its value.
    @inlinable public mutating func member(_ name: StaticString, with write: (inout JSONWriter) -> Void) {
        begin(name)
        needsComma = false
        write(&self)
        needsComma = true
    }

    /// Writes a member whose name is only known at run time.
    @inlinable public mutating func member(named name: String, _ value: some JSONValue) {
        separate()
        text(name)
        byte(UInt8(ascii: ":"))
        value.write(to: &self)
        needsComma = true
    }

    @inlinable public mutating func element(_ value: some JSONValue) {
        separate()
        value.write(to: &self)
        needsComma = true
    }

    @inlinable mutating func begin(_ name: StaticString) {
        let length = name.utf8CodeUnitCount
        reserve(length + 4)
        if needsComma {
            base[count] = UInt8(ascii: ",")
            count &+= 1
        }
        base[count] = UInt8(ascii: "\"")
        (base + count + 1).update(from: name.utf8Start, count: length)
        base[count + 1 + length] = UInt8(ascii: "\"")
        base[count + 2 + length] = UInt8(ascii: ":")
        count &+= length &+ 3
    }

    @inlinable mutating func separate() {
        if needsComma { byte(UInt8(ascii: ",")) }
    }

    // MARK: Bytes

    @inlinable mutating func reserve(_ more: Int) {
        if count &+ more > capacity { grow(count &+ more) }
    }

    @usableFromInline mutating func grow(_ least: Int) {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: max(least, capacity * 2))
        larger.update(from: base, count: count)
        base.deallocate()
        base = larger
        capacity = max(least, capacity * 2)
    }

    @inlinable mutating func byte(_ byte: UInt8) {
        reserve(1)
        base[count] = byte
        count &+= 1
    }

    /// Writes bytes that are already JSON.
    @usableFromInline package mutating func raw(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        reserve(bytes.count)
        (base + count).update(from: start, count: bytes.count)
        count &+= bytes.count
    }

    @usableFromInline package mutating func raw(_ text: StaticString) {
        raw(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Ends a line, for logs.
    public mutating func endLine() {
        byte(UInt8(ascii: "\n"))
        needsComma = false
    }

    @usableFromInline mutating func number(_ number: Int) {
        guard number < 0 || number > 9 else { return byte(UInt8(ascii: "0") + UInt8(number)) }
        var digits = String(number)
        digits.withUTF8 { raw($0) }
    }

    @usableFromInline mutating func time(_ time: Timestamp) {
        reserve(Timestamp.length + 2)
        base[count] = UInt8(ascii: "\"")
        time.write(to: base + count + 1)
        base[count + 1 + Timestamp.length] = UInt8(ascii: "\"")
        count &+= Timestamp.length &+ 2
    }

    /// A text in quotes.
    @usableFromInline mutating func text(_ text: String) {
        var text = text
        text.withUTF8 { self.text($0) }
    }

    private mutating func text(_ text: UnsafeBufferPointer<UInt8>) {
        reserve(text.count + 2)
        byte(UInt8(ascii: "\""))
        var place = 0
        while true {
            let end = text.endOfPlainText(from: place)
            raw(UnsafeBufferPointer(rebasing: text[place..<end]))
            guard end < text.count else { break }
            if text[end] < 0x80 { escape(text[end]) } else { byte(text[end]) }
            place = end + 1
        }
        byte(UInt8(ascii: "\""))
    }

    /// Escapes exactly what RFC 8785 (section 3.2.2.2) requires.
    private mutating func escape(_ character: UInt8) {
        byte(UInt8(ascii: "\\"))
        switch character {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte(character)
        case 0x08: byte(UInt8(ascii: "b"))
        case 0x09: byte(UInt8(ascii: "t"))
        case 0x0A: byte(UInt8(ascii: "n"))
        case 0x0C: byte(UInt8(ascii: "f"))
        case 0x0D: byte(UInt8(ascii: "r"))
        default:
            raw("u00")
            byte(Self.hexDigit(character >> 4))
            byte(Self.hexDigit(character & 15))
        }
    }

    private static func hexDigit(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }
}
