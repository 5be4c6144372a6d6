// ISO 8601 durations, as profiles and policies write them.

extension Duration {
    /// Reads ISO 8601 durations of weeks, days, hours, minutes and seconds, up to ten years; nil for anything else.
    public init?(iso8601 text: String) {
        var text = text
        guard let span = text.withUTF8({ Duration(utf8: $0) }) else { return nil }
        self = span
    }

    private init?(utf8 text: UnsafeBufferPointer<UInt8>) {
        guard text.first == UInt8(ascii: "P"), text.count <= 24 else { return nil }
        var seconds: Int64 = 0
        var number: Int64?
        var timePart = false
        for character in text.dropFirst() {
            switch character {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                number = (number ?? 0) * 10 + Int64(character - UInt8(ascii: "0"))
                guard (number ?? 0) < 1_000_000_000 else { return nil }
            case UInt8(ascii: "T") where number == nil && !timePart: timePart = true
            default:
                guard let value = number, let unit = Self.seconds(inUnit: character, ofTime: timePart) else {
                    return nil
                }
                seconds += value * unit
                number = nil
            }
        }
        guard number == nil, text.last != UInt8(ascii: "T"), text.count > 2, (1...315_576_000).contains(seconds) else {
            return nil
        }
        self = .seconds(seconds)
    }

    private static func seconds(inUnit letter: UInt8, ofTime: Bool) -> Int64? {
        switch (Unicode.Scalar(letter), ofTime) {
        case ("W", false): 604_800
        case ("D", false): 86_400
        case ("H", true): 3600
        case ("M", true): 60
        case ("S", true): 1
        default: nil
        }
    }
}
