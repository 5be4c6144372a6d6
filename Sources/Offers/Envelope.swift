// An event where it lies in its record, for records as `Event.structured` writes them: attributes in front in its order, no
// white space and no escape between, data last. One pass finds the places of its parts, and nothing is copied, so that a
// stage reads what it forwards for the price of looking at it. Any other form of an event is read by `Event`.

import Glibc

/// Places of an event's parts in a record. Trivial on purpose: thousands of them are at work at once.
struct Envelope: Sendable {
    typealias Piece = EventText.Piece

    private(set) var id = Piece()
    private(set) var source = Piece()
    private(set) var type = Piece()
    private(set) var subject = Piece()
    private(set) var time = Piece()
    /// From the comma before the first extension attribute to the one behind the last.
    private(set) var attributes = Piece()
    private(set) var data = Piece()

    // Extension attributes that the line itself asks for, by their values; nil where they are missing.
    private(set) var submission: Piece?
    private(set) var route: Piece?
    private(set) var requires: Piece?
    private(set) var traceParent: Piece?
    /// Whole numbers, written without a sign.
    private(set) var step: Piece?
    private(set) var attempt: Piece?

    /// The places in this record; nil where it is written in any other way, right or wrong.
    init?(_ record: UnsafeBufferPointer<UInt8>) {
        guard let base = record.baseAddress, record.count < Int32.max else { return nil }
        var cursor = Cursor(base: base, count: record.count)
        guard cursor.take("{\"specversion\":\"1.0\",\"id\":\""), let id = cursor.text(), id.count > 0,
            cursor.take(",\"source\":\""), let source = cursor.text(), source.count > 0,
            cursor.take(",\"type\":\""), let type = cursor.text(), type.count > 0,
            cursor.take(",\"subject\":\""), let subject = cursor.text(),
            cursor.take(",\"time\":\""), let time = cursor.text()
        else { return nil }
        (self.id, self.source, self.type, self.subject, self.time) = (id, source, type, subject, time)
        guard readAttributes(&cursor), cursor.take("\"application/json\",\"data\":"), let data = cursor.json(),
            cursor.position == record.count - 1, cursor.take("}")
        else { return nil }
        self.data = data
    }

    /// Takes the extension attributes and the name behind them, `datacontenttype`.
    private mutating func readAttributes(_ cursor: inout Cursor) -> Bool {
        let start = cursor.position
        var seen = InlineArray<32, UInt64>(repeating: 0)
        for number in seen.indices {
            let end = cursor.position
            guard let name = cursor.name() else { return false }
            if name.count == 15, cursor.holds("datacontenttype", at: name) {
                attributes = Piece(start: Int32(start), count: Int32(end - start))
                return true
            }
            // Two names of one mark may be one name twice, which `Event` tells.
            let mark = cursor.mark(of: name)
            for earlier in 0..<number where seen[earlier] == mark { return false }
            seen[number] = mark
            guard let (value, isText) = cursor.value(), keep(value, isText, name, cursor) else { return false }
        }
        return false
    }

    /// False for a name that is none of an extension's.
    private mutating func keep(_ value: Piece, _ isText: Bool, _ name: Piece, _ cursor: Cursor) -> Bool {
        switch name.count {
        case 0: return false
        case 2: return !cursor.holds("id", at: name)
        case 4:
            if !isText, cursor.holds("step", at: name) { step = value }
            return !cursor.holds("type", at: name) && !cursor.holds("time", at: name) && !cursor.holds("data", at: name)
        case 5: if isText, cursor.holds("route", at: name) { route = value }
        case 6: return !cursor.holds("source", at: name)
        case 7:
            if !isText, cursor.holds("attempt", at: name) { attempt = value }
            return !cursor.holds("subject", at: name)
        case 8: if isText, cursor.holds("requires", at: name) { requires = value }
        case 10: if isText, cursor.holds("submission", at: name) { submission = value }
        case 11:
            if isText, cursor.holds("traceparent", at: name) { traceParent = value }
            return !cursor.holds("specversion", at: name)
        default: break
        }
        return true
    }

    /// Each extension attribute of the record that these places are of: name, value, whether it is a text.
    func forEachAttribute(
        in record: UnsafeBufferPointer<UInt8>, _ body: (Piece, Piece, Bool) -> Void
    ) {
        guard let base = record.baseAddress else { return }
        var cursor = Cursor(base: base, count: record.count)
        cursor.position = Int(attributes.start)
        while cursor.position < Int(attributes.end), let name = cursor.name(), let (value, isText) = cursor.value() {
            body(name, value, isText)
        }
    }
}

extension EventText.Piece {
    var end: Int32 { start + count }
}

extension UInt8 {
    /// Whether it may stand in a number, `true`, `false` or `null`, as `JSONScanner` reads them.
    @inline(__always)
    fileprivate var isOfWord: Bool {
        self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z") || self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9")
            || self == UInt8(ascii: "-") || self == UInt8(ascii: "+") || self == UInt8(ascii: ".")
            || self == UInt8(ascii: "E")
    }
}

/// Goes through a record byte by byte and refuses what is not as expected.
private struct Cursor {
    let base: UnsafePointer<UInt8>
    let count: Int
    var position = 0

    init(base: UnsafePointer<UInt8>, count: Int) {
        self.base = base
        self.count = count
    }

    @inline(__always)
    mutating func take(_ literal: StaticString) -> Bool {
        let length = literal.utf8CodeUnitCount
        guard count - position >= length, memcmp(base + position, literal.utf8Start, length) == 0 else { return false }
        position += length
        return true
    }

    /// Takes a text's content and its closing quote.
    @inline(__always)
    mutating func text() -> EventText.Piece? {
        let start = position
        let end = JSONScanner.endOfPlainText(base, from: start, count: count)
        guard end < count, base[end] == UInt8(ascii: "\"") else { return nil }
        position = end + 1
        return EventText.Piece(start: Int32(start), count: Int32(end - start))
    }

    /// Takes a comma and a member's name with its colon.
    @inline(__always)
    mutating func name() -> EventText.Piece? {
        guard take(",\""), let name = text(), take(":") else { return nil }
        return name
    }

    /// Takes a text, a whole number without a sign, or a truth value. What follows must be another member.
    mutating func value() -> (EventText.Piece, isText: Bool)? {
        guard position < count else { return nil }
        let start = position
        switch base[start] {
        case UInt8(ascii: "\""):
            position += 1
            return text().map { ($0, true) }
        case UInt8(ascii: "t"): guard take("true") else { return nil }
        case UInt8(ascii: "f"): guard take("false") else { return nil }
        case UInt8(ascii: "0"): position += 1
        default:
            while position < count, position - start < 18, base[position] &- UInt8(ascii: "0") <= 9 { position += 1 }
            guard position > start else { return nil }
        }
        guard position < count, base[position] == UInt8(ascii: ",") else { return nil }
        return (EventText.Piece(start: Int32(start), count: Int32(position - start)), false)
    }

    /// Takes a whole JSON value of any kind, as `JSONScanner.skip` does; nil for what that refuses.
    mutating func json() -> EventText.Piece? {
        let start = position
        var depth = 0
        repeat {
            guard position < count else { return nil }
            let byte = base[position]
            position &+= 1
            switch byte {
            case UInt8(ascii: "\""): guard string() else { return nil }
            case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x0A, 0x0D, 0x09: guard depth > 0 else { return nil }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth &+= 1
                guard depth <= JSONScanner.deepest else { return nil }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth &-= 1
                guard depth >= 0 else { return nil }
            default:
                guard byte.isOfWord else { return nil }
                while position < count, base[position].isOfWord { position &+= 1 }
            }
        } while depth > 0
        return EventText.Piece(start: Int32(start), count: Int32(position - start))
    }

    /// Takes the rest of a string, escapes stepped over.
    @inline(__always)
    private mutating func string() -> Bool {
        while true {
            position = JSONScanner.endOfPlainText(base, from: position, count: count)
            guard position < count else { return false }
            switch base[position] {
            case UInt8(ascii: "\""):
                position &+= 1
                return true
            case UInt8(ascii: "\\"): position &+= 2
            default: return false
            }
        }
    }

    /// Whether a piece, which is as long as the text, is that text.
    @inline(__always)
    func holds(_ text: StaticString, at piece: EventText.Piece) -> Bool {
        memcmp(base + Int(piece.start), text.utf8Start, text.utf8CodeUnitCount) == 0
    }

    /// Names that differ in length or in their first seven bytes have different marks; never zero.
    @inline(__always)
    func mark(of name: EventText.Piece) -> UInt64 {
        var word: UInt64 = 0
        // Behind a name there is at least its quote.
        if Int(name.start) + 8 <= count {
            word = UInt64(littleEndian: UnsafeRawPointer(base + Int(name.start)).loadUnaligned(as: UInt64.self))
        }
        let bits = UInt64(min(name.count, 7)) * 8
        return word & ((1 << bits) - 1) | UInt64(min(name.count, 254) + 1) << 56
    }
}
