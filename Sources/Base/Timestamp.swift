// Points in time as events have them: whole milliseconds since 1970 UTC, written as RFC 3339. Does its own arithmetic,
// because every event has a time and Foundation's formatters cost more than the rest of the envelope.

/// A point in time, to the millisecond.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public var milliseconds: Int64

    /// The years 0000 to 9999, which RFC 3339 can write.
    private static let calendar: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

    /// Clamps times beyond the calendar, because a record can contain any number.
    public init(milliseconds: Int64) {
        self.milliseconds = min(max(milliseconds, Self.calendar.lowerBound), Self.calendar.upperBound)
    }

    public static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }

    public static func + (time: Timestamp, span: Duration) -> Timestamp {
        Timestamp(milliseconds: time.milliseconds + span.milliseconds)
    }

    public static func - (a: Timestamp, b: Timestamp) -> Duration {
        .milliseconds(a.milliseconds - b.milliseconds)
    }

    package static let millisecondsPerDay: Int64 = 86_400_000

    /// Days since 1970-01-01, rounded down.
    package var day: Int64 { floorDivide(milliseconds, Self.millisecondsPerDay) }

    /// 0 = Sunday … 6 = Saturday. 1970-01-01 was a Thursday.
    public var weekday: Int { Int(((day + 4) % 7 + 7) % 7) }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC with milliseconds, e.g. `2026-11-21T09:30:00.125Z`.
    public var description: String {
        String(unsafeUninitializedCapacity: Self.length) { text in
            if let start = text.baseAddress { write(to: start) }
            return Self.length
        }
    }

    /// Reads RFC 3339 (`2026-11-21T09:30:00Z`, fractions and offsets allowed); nil for anything else.
    public init?(_ text: some StringProtocol) {
        var text = String(text)
        guard let time = text.withUTF8({ Timestamp(utf8: $0) }) else { return nil }
        self = time
    }

    package init?(utf8 text: UnsafeBufferPointer<UInt8>) {
        if text.count == Self.length, let start = text.baseAddress, let time = Timestamp(written: start) {
            self = time
            return
        }
        guard text.count >= 20, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            text[10] == UInt8(ascii: "T") || text[10] == UInt8(ascii: "t"), text[13] == UInt8(ascii: ":"),
            text[16] == UInt8(ascii: ":")
        else { return nil }
        func number(_ range: Range<Int>) -> Int64? {
            UnsafeBufferPointer(rebasing: text[range]).wholeNumber.map { Int64($0) }
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
            let minute = number(14..<16), let second = number(17..<19), (1...12).contains(month),
            (1...daysInMonth(year, month)).contains(day), hour < 24, minute < 60, second < 61
        else { return nil }
        var rest = 19
        var fraction: Int64 = 0
        if text[rest] == UInt8(ascii: ".") {
            var scale: Int64 = 100
            rest += 1
            while rest < text.count, (48...57).contains(text[rest]) {
                fraction += Int64(text[rest] - 48) * scale
                scale /= 10
                rest += 1
            }
        }
        guard rest < text.count else { return nil }
        var offset: Int64 = 0
        switch text[rest] {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"): guard rest == text.count - 1 else { return nil }
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            guard text.count == rest + 6, text[rest + 3] == UInt8(ascii: ":"), let hours = number(rest + 1..<rest + 3),
                let minutes = number(rest + 4..<rest + 6), hours < 24, minutes < 60
            else { return nil }
            offset = (hours * 60 + minutes) * (text[rest] == UInt8(ascii: "-") ? -1 : 1)
        default: return nil
        }
        let days = daysSince1970(year: year, month: month, day: day)
        self.init(
            milliseconds: days * Self.millisecondsPerDay + ((hour * 60 + minute - offset) * 60 + second) * 1000
                + fraction
        )
    }

    /// The number of bytes that `write` writes.
    package static let length = 24

    /// Reads bytes in the form that `write` writes; nil for any other form.
    package init?(written text: UnsafePointer<UInt8>) {
        var places = Digits(text)
        let (century, year) = (places.two(at: 0), places.two(at: 2))
        let (month, day) = (places.two(at: 5), places.two(at: 8))
        let (hour, minute, second) = (places.two(at: 11), places.two(at: 14), places.two(at: 17))
        let fraction = places.two(at: 20) &* 10 &+ places.one(at: 22)
        guard places.areDigits, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            text[10] == UInt8(ascii: "T"), text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
            text[19] == UInt8(ascii: "."), text[23] == UInt8(ascii: "Z"), (1...12).contains(month),
            (1...daysInMonth(century &* 100 &+ year, month)).contains(day), hour < 24, minute < 60, second < 61
        else { return nil }
        let days = daysSince1970(year: century &* 100 &+ year, month: month, day: day)
        let sinceMidnight = ((hour &* 60 &+ minute) &* 60 &+ second) &* 1000 &+ fraction
        self.init(milliseconds: days &* Self.millisecondsPerDay &+ sinceMidnight)
    }

    /// Writes the `description`.
    package func write(to text: UnsafeMutablePointer<UInt8>) {
        let day = day
        let (year, month, dayOfMonth) = civilDate(daysSince1970: day)
        let sinceMidnight = UInt32(truncatingIfNeeded: milliseconds &- day &* Self.millisecondsPerDay)
        text.writeTwo(year / 100)
        (text + 2).writeTwo(year % 100)
        (text + 4).writePart("-", month)
        (text + 7).writePart("-", dayOfMonth)
        (text + 10).writePart("T", sinceMidnight / 3_600_000)
        (text + 13).writePart(":", sinceMidnight / 60_000 % 60)
        (text + 16).writePart(":", sinceMidnight / 1000 % 60)
        (text + 19).writePart(".", sinceMidnight % 1000 / 10)
        text[22] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: sinceMidnight % 10)
        text[23] = UInt8(ascii: "Z")
    }
}

/// Digits at fixed positions. Whether all of them were digits is checked once, at the end.
private struct Digits {
    private let text: UnsafePointer<UInt8>
    private var largest: UInt8 = 0

    init(_ text: UnsafePointer<UInt8>) { self.text = text }

    var areDigits: Bool { largest < 10 }

    mutating func one(at place: Int) -> Int64 {
        let digit = text[place] &- UInt8(ascii: "0")
        largest = max(largest, digit)
        return Int64(digit)
    }

    mutating func two(at place: Int) -> Int64 { one(at: place) &* 10 &+ one(at: place &+ 1) }
}

extension UnsafeMutablePointer<UInt8> {
    /// A mark and two digits.
    fileprivate func writePart(_ mark: Unicode.Scalar, _ number: UInt32) {
        self[0] = UInt8(ascii: mark)
        (self + 1).writeTwo(number)
    }

    fileprivate func writeTwo(_ number: UInt32) {
        self[0] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number / 10)
        self[1] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number % 10)
    }
}

extension Timestamp: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let time = Timestamp(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "\(text) is not an RFC 3339 date-time"))
        }
        self = time
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Duration {
    /// Whole milliseconds, truncated.
    public var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}

@inline(__always)
private func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
    a >= 0 ? a / b : -((-a + b - 1) / b)
}

private func daysInMonth(_ year: Int64, _ month: Int64) -> Int64 {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
}

extension Timestamp {
    /// `2026-11-21 09:30`, in UTC, for people.
    public var short: String {
        let text = description
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
    }
}

// The two conversions follow Howard Hinnant, "chrono-compatible low-level date algorithms" (proleptic Gregorian).

private func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
    let y = month <= 2 ? year - 1 : year
    let era = floorDivide(y, 400)
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}

/// For days of the years 0000 to 9999. Adds an era so that no number is negative.
private func civilDate(daysSince1970 days: Int64) -> (year: UInt32, month: UInt32, day: UInt32) {
    let z = UInt32(truncatingIfNeeded: days &+ 719_468 &+ 146_097)
    let era = z / 146_097
    let dayOfEra = z &- era &* 146_097
    let yearOfEra = (dayOfEra &- dayOfEra / 1460 &+ dayOfEra / 36_524 &- dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra &- (365 &* yearOfEra &+ yearOfEra / 4 &- yearOfEra / 100)
    let mp = (5 &* dayOfYear &+ 2) / 153
    let month = mp < 10 ? mp &+ 3 : mp &- 9
    let year = yearOfEra &+ era &* 400 &- 400 &+ (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear &- (153 &* mp &+ 2) / 5 &+ 1)
}
