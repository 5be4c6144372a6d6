// JSON of our own making, put down in the order of its bytes: names with their marks as they stand, values between them.
// The counterpart of `ExpectedText`. What is seldom written goes by way of `JSONWriter`.

import Base
import Synchronization

/// The bytes of a record as they grow.
struct RecordText: ~Copyable {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0
    /// A time that stands in the text, and where: an event's own is put down several times.
    private var lastTime = Timestamp(milliseconds: 0)
    private var lastPlace: Int?

    private init(capacity: Int) {
        (base, self.capacity) = Page.take(capacity)
    }

    deinit { Page.giveBack(base, capacity) }

    /// What `write` puts down; as long as that, however large the guess at the capacity was, since rows are kept.
    static func bytes(capacity: Int = 1024, _ write: (inout RecordText) -> Void) -> [UInt8] {
        var text = RecordText(capacity: capacity)
        write(&text)
        return Array(UnsafeBufferPointer(start: text.base, count: text.count))
    }

    @inline(__always)
    private mutating func reserve(_ more: Int) {
        if count &+ more > capacity { grow(count &+ more) }
    }

    private mutating func grow(_ least: Int) {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: max(least, capacity * 2))
        larger.update(from: base, count: count)
        Page.giveBack(base, capacity)
        base = larger
        capacity = max(least, capacity * 2)
    }

    /// Always inlined: a text that is known then is a few stores.
    @inline(__always)
    mutating func put(_ text: StaticString) {
        let length = text.utf8CodeUnitCount
        reserve(length)
        (base + count).update(from: text.utf8Start, count: length)
        count &+= length
    }

    /// Bytes that are JSON already.
    mutating func put(raw bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        reserve(bytes.count)
        (base + count).update(from: start, count: bytes.count)
        count &+= bytes.count
    }

    /// Copies a stretch of other bytes and says where it stands now.
    mutating func put(_ place: Range<Int>, of bytes: [UInt8]) -> Range<Int> {
        let start = count
        bytes.withUnsafeBufferPointer { put(raw: UnsafeBufferPointer(rebasing: $0[place])) }
        return start..<count
    }

    /// A value that is seldom there.
    mutating func put(value: some WireValue) { value.json.withUnsafeBufferPointer { put(raw: $0) } }

    mutating func put(_ number: Int) {
        if number >= 0, number < 10 {
            reserve(1)
            base[count] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number)
            count &+= 1
        } else {
            var digits = String(number)
            digits.withUTF8 { put(raw: $0) }
        }
    }

    mutating func put(_ flag: Bool) { if flag { put("true") } else { put("false") } }

    mutating func put(_ time: Timestamp) {
        let length = Timestamp.length &+ 2
        reserve(length)
        if let lastPlace, time == lastTime {
            (base + count).update(from: base + lastPlace, count: length)
        } else {
            base[count] = UInt8(ascii: "\"")
            time.write(to: base + count + 1)
            base[count &+ length &- 1] = UInt8(ascii: "\"")
            (lastTime, lastPlace) = (time, count)
        }
        count &+= length
    }

    /// A text in its quotes.
    mutating func quote(_ text: String) {
        if text.utf8.withContiguousStorageIfAvailable({ quote($0) }) == nil {
            var text = text
            text.withUTF8 { quote($0) }
        }
    }

    @inline(__always)
    private mutating func quote(_ text: UnsafeBufferPointer<UInt8>) {
        put("\"")
        inside(text)
        put("\"")
    }

    /// A text, or a part of one, between quotes that are put beside it.
    mutating func inside(_ text: String) {
        if text.utf8.withContiguousStorageIfAvailable({ inside($0) }) == nil {
            var text = text
            text.withUTF8 { inside($0) }
        }
    }

    @inline(__always)
    private mutating func inside(_ text: UnsafeBufferPointer<UInt8>) {
        reserve(text.count)
        guard let start = text.baseAddress else { return }
        if start.copyPlain(text.count, to: base + count) {
            count &+= text.count
        } else {
            // With its escapes, without the quotes around it.
            JSONWriter.bytes(capacity: 2 * text.count + 16) { $0.text(text) }.withUnsafeBufferPointer {
                put(raw: UnsafeBufferPointer(rebasing: $0[1..<$0.count - 1]))
            }
        }
    }

    mutating func put(texts: [String]) {
        put("[")
        for (place, text) in texts.enumerated() {
            if place > 0 { put(",") }
            quote(text)
        }
        put("]")
    }
}

extension RecordText {
    /// A name with its marks and a value behind it; nothing for nil.
    @inline(__always)
    mutating func put(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        put(name)
        quote(text)
    }

    @inline(__always)
    mutating func put(_ name: StaticString, _ time: Timestamp?) {
        guard let time else { return }
        put(name)
        put(time)
    }

    /// The first attributes of an event of the coordinator's, or of another source; the id ends as `id` does.
    mutating func beginEvent(
        id: String, _ end: StaticString, _ number: Int? = nil, source: String, type: StaticString, subject: String,
        time: Timestamp
    ) {
        put("{\"specversion\":\"1.0\",\"id\":\"")
        inside(id)
        put(end)
        if let number { put(number) }
        put("\",\"source\":")
        quote(source)
        put(",\"type\":\"")
        put(type)
        put("\",\"subject\":")
        quote(subject)
        put(",\"time\":")
        put(time)
    }
}

/// The memory that one text after another is put down on. It stays in the processor's cache; a piece of its own each time
/// would be above what `malloc` keeps at hand. Who comes while another has it gets a piece of its own.
private enum Page {
    private static let capacity = 8192
    /// The address of a piece that nobody has; 0 for none.
    private static let spare = Atomic<UInt>(0)

    /// At least so many bytes, and how many they are. The caller owns them until it gives them back.
    static func take(_ least: Int) -> (UnsafeMutablePointer<UInt8>, capacity: Int) {
        guard least <= capacity else { return (.allocate(capacity: least), least) }
        let kept = UnsafeMutablePointer<UInt8>(bitPattern: spare.exchange(0, ordering: .acquiring))
        return (kept ?? .allocate(capacity: capacity), capacity)
    }

    static func giveBack(_ base: UnsafeMutablePointer<UInt8>, _ size: Int) {
        guard size == capacity else { return base.deallocate() }
        let other = spare.exchange(UInt(bitPattern: base), ordering: .acquiringAndReleasing)
        UnsafeMutablePointer<UInt8>(bitPattern: other)?.deallocate()
    }
}

extension UnsafePointer<UInt8> {
    /// Copies a text in which nothing needs an escape, eight bytes at once; false where something does, and then some of
    /// it was copied.
    @inline(__always)
    fileprivate func copyPlain(_ count: Int, to copy: UnsafeMutablePointer<UInt8>) -> Bool {
        let (from, to) = (UnsafeRawPointer(self), UnsafeMutableRawPointer(copy))
        guard count >= 8 else {
            if count >= 4 {
                // Four and four: those in the middle are looked at twice.
                let start = from.loadUnaligned(as: UInt32.self)
                let end = (from + (count &- 4)).loadUnaligned(as: UInt32.self)
                guard !(UInt64(start) | UInt64(end) << 32).mayNeedEscape else { return false }
                to.storeBytes(of: start, as: UInt32.self)
                (to + (count &- 4)).storeBytes(of: end, as: UInt32.self)
                return true
            }
            for place in 0..<count {
                guard self[place] >= 0x20, self[place] != 0x22, self[place] != 0x5C, self[place] != 0x7F else {
                    return false
                }
                copy[place] = self[place]
            }
            return true
        }
        var place = 0
        while place < count {
            // The last of them go with some of those before once more.
            let start = place &+ 8 <= count ? place : count &- 8
            let word = (from + start).loadUnaligned(as: UInt64.self)
            guard !word.mayNeedEscape else { return false }
            (to + start).storeBytes(of: word, as: UInt64.self)
            place = start &+ 8
        }
        return true
    }
}
