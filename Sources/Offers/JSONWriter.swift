// Writes JSON straight into bytes: what stands on the way of every record is written here and not by Foundation, whose
// encoder costs more than all else of a record together. Objects are written member by member in the order given; keep
// it alphabetical, so that the bytes are those of `wire`.

import Base

/// A value that reads and writes its own JSON.
public protocol WireValue {
    func write(to json: inout JSONWriter)
    init(from json: inout JSONScanner) throws
}

extension WireValue {
    /// The value as one JSON text.
    public var json: [UInt8] {
        JSONWriter.bytes(capacity: 1024, write)
    }

    /// Reads one JSON text; throws `JSONError`.
    public init(json bytes: [UInt8]) throws {
        self = try bytes.withUnsafeBufferPointer { try Self(json: $0) }
    }

    init(json bytes: UnsafeBufferPointer<UInt8>) throws {
        var scanner = JSONScanner(bytes)
        self = try Self(from: &scanner)
        guard scanner.isAtEnd else { throw scanner.failure("more bytes after the value") }
    }
}

/// JSON as it grows: in the array that is given out, and where that turns out too small, in memory of its own.
public struct JSONWriter: ~Copyable {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var count = 0
    private var ownsMemory = false
    /// Whether a comma is due before the next member or element.
    private var needsComma = false

    init(_ base: UnsafeMutablePointer<UInt8>, capacity: Int) {
        self.base = base
        self.capacity = capacity
    }

    deinit { if ownsMemory { base.deallocate() } }

    /// What `write` writes. With a good guess at the capacity nothing is copied.
    public static func bytes(capacity: Int = 1024, _ write: (inout JSONWriter) -> Void) -> [UInt8] {
        var longer: [UInt8]?
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            guard let base = buffer.baseAddress else { return }
            var writer = JSONWriter(base, capacity: buffer.count)
            write(&writer)
            if writer.ownsMemory {
                longer = Array(UnsafeBufferPointer(start: writer.base, count: writer.count))
            } else {
                count = writer.count
            }
        }
        if let longer { return longer }
        // Rows are kept, and records wait for their batch: what a guess was too large by is not.
        return bytes.capacity - bytes.count > 256 ? bytes.withUnsafeBufferPointer { Array($0) } : bytes
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
        byte(open)
        needsComma = false
        body(&self)
        byte(close)
        needsComma = true
    }

    /// Writes a member; nothing for nil. `name` must need no escaping.
    @inline(__always)
    public mutating func member(_ name: StaticString, _ value: (some WireValue)?) {
        guard let value else { return }
        begin(name)
        write(value)
    }

    /// A member whose value is what `write` writes.
    mutating func member(_ name: StaticString, _ write: (inout JSONWriter) -> Void) {
        begin(name)
        needsComma = false
        write(&self)
        needsComma = true
    }

    /// A member that is a text; nothing for nil.
    @inline(__always)
    public mutating func member(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        begin(name)
        string(text)
        needsComma = true
    }

    /// A member that is a time.
    @inline(__always)
    public mutating func member(_ name: StaticString, _ time: Timestamp) {
        begin(name)
        self.time(time)
        needsComma = true
    }

    /// A member whose text is put together of these.
    @inline(__always)
    public mutating func member(_ name: StaticString, _ start: String, _ end: StaticString, _ number: Int?) {
        begin(name)
        string(start)
        count -= 1
        literal(end)
        if let number { self.number(number) }
        byte(UInt8(ascii: "\""))
        needsComma = true
    }

    /// A member that is a number as a text.
    @inline(__always)
    public mutating func member(_ name: StaticString, text number: Int) {
        begin(name)
        byte(UInt8(ascii: "\""))
        self.number(number)
        byte(UInt8(ascii: "\""))
        needsComma = true
    }

    /// A member whose text, which needs no escape, is known beforehand.
    @inline(__always)
    public mutating func member(_ name: StaticString, literal text: StaticString) {
        member(name, plain: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// A member whose text lies somewhere else.
    mutating func member(_ name: StaticString, text: UnsafeBufferPointer<UInt8>) {
        begin(name)
        self.text(text)
        needsComma = true
    }

    /// A member whose text is known to need no escape.
    @inline(__always)
    mutating func member(_ name: StaticString, plain text: UnsafeBufferPointer<UInt8>) {
        begin(name)
        byte(UInt8(ascii: "\""))
        raw(text)
        byte(UInt8(ascii: "\""))
        needsComma = true
    }

    /// A member whose value is JSON already.
    mutating func member(_ name: StaticString, raw: UnsafeBufferPointer<UInt8>) {
        begin(name)
        self.raw(raw)
        needsComma = true
    }

    /// A member whose name and value, a text or JSON, lie somewhere else.
    mutating func member(named name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>, isText: Bool) {
        separate()
        text(name)
        byte(UInt8(ascii: ":"))
        if isText { text(value) } else { raw(value) }
        needsComma = true
    }

    public mutating func member(named name: String, _ value: some WireValue) {
        separate()
        string(name)
        byte(UInt8(ascii: ":"))
        write(value)
    }

    mutating func element(_ value: some WireValue) {
        separate()
        write(value)
    }

    /// Writes an element, or copies it from other bytes where it is known to stand there. Says where it stands now.
    public mutating func element(
        _ value: some WireValue, standingAt known: Range<Int>?, in bytes: [UInt8]
    ) -> Range<Int> {
        separate()
        let start = count
        if let known {
            bytes.withUnsafeBufferPointer { raw(UnsafeBufferPointer(rebasing: $0[known])) }
            needsComma = true
        } else {
            write(value)
        }
        return start..<count
    }

    /// Always inlined, and `member` with it: a name that is known then is a few stores, not a call to copy it.
    @inline(__always)
    private mutating func begin(_ name: StaticString) {
        let length = name.utf8CodeUnitCount
        reserve(length + 4)
        base[count] = UInt8(ascii: ",")
        count += needsComma ? 1 : 0
        base[count] = UInt8(ascii: "\"")
        (base + count + 1).update(from: name.utf8Start, count: length)
        base[count + 1 + length] = UInt8(ascii: "\"")
        base[count + 2 + length] = UInt8(ascii: ":")
        count += length + 3
    }

    private mutating func separate() {
        if needsComma { byte(UInt8(ascii: ",")) }
    }

    @inline(__always)
    private mutating func write(_ value: some WireValue) {
        value.write(to: &self)
        needsComma = true
    }
}

// MARK: Bytes

extension JSONWriter {
    /// What has been written; as long as the writer lives.
    var written: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

    /// Makes room for so many bytes more.
    @inline(__always)
    private mutating func reserve(_ more: Int) {
        if count + more > capacity { grow(count + more) }
    }

    private mutating func grow(_ least: Int) {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: max(least, capacity * 2))
        larger.update(from: base, count: count)
        if ownsMemory { base.deallocate() }
        base = larger
        ownsMemory = true
        capacity = max(least, capacity * 2)
    }

    @inline(__always)
    mutating func byte(_ byte: UInt8) {
        reserve(1)
        base[count] = byte
        count += 1
    }

    /// Ends a line of JSON, for logs.
    public mutating func endLine() {
        byte(UInt8(ascii: "\n"))
        needsComma = false
    }

    /// A whole line that was written before, with its end.
    public mutating func line(_ line: [UInt8]) { line.withUnsafeBufferPointer { raw($0) } }

    /// Bytes that are JSON already.
    mutating func raw(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        reserve(bytes.count)
        (base + count).update(from: start, count: bytes.count)
        count += bytes.count
    }

    mutating func literal(_ text: StaticString) {
        raw(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func number(_ number: Int) {
        guard number < 0 || number > 9 else { return byte(UInt8(ascii: "0") + UInt8(number)) }
        var digits = String(number)
        digits.withUTF8 { raw($0) }
    }

    /// A text without its quotes, for one that needs no escape.
    mutating func content(_ text: String) {
        if text.utf8.withContiguousStorageIfAvailable({ raw($0) }) == nil { for unit in text.utf8 { byte(unit) } }
    }

    mutating func string(_ text: String) {
        if text.utf8.withContiguousStorageIfAvailable({ self.text($0) }) == nil { scattered(text) }
    }

    /// A text that does not lie in one piece; none of ours does so, and apart from `string` nobody pays for it.
    private mutating func scattered(_ text: String) {
        var text = text
        text.withUTF8 { self.text($0) }
    }

    mutating func time(_ time: Timestamp) {
        reserve(Timestamp.length + 2)
        base[count] = UInt8(ascii: "\"")
        time.write(to: base + count + 1)
        base[count + 1 + Timestamp.length] = UInt8(ascii: "\"")
        count += Timestamp.length + 2
    }

    /// A text in quotes, copied word by word and looked at on the way; what needs an escape is seldom there.
    mutating func text(_ text: UnsafeBufferPointer<UInt8>) {
        reserve(text.count + 2)
        base[count] = UInt8(ascii: "\"")
        let plain = text.copyPlain(to: base + count + 1)
        count += plain + 1
        if plain < text.count { escape(text, from: plain) }
        byte(UInt8(ascii: "\""))
    }

    private mutating func escape(_ text: UnsafeBufferPointer<UInt8>, from start: Int) {
        reserve(text.count - start)
        for character in text[start...] {
            if character.needsEscape { escape(character) } else { byte(character) }
        }
    }

    private mutating func escape(_ character: UInt8) {
        byte(UInt8(ascii: "\\"))
        guard character < 0x20 || character == 0x7F else { return byte(character) }
        literal("u00")
        byte(Self.hex(character >> 4))
        byte(Self.hex(character & 15))
    }

    private static func hex(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }
}
