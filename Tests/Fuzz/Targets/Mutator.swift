// Wrong bytes made from right ones, for where no coverage guides: bits, lengths, numbers at their edges, pieces doubled,
// moved, cut and mixed with another sample.

import TestSupport

struct Mutator {
    private var random: SeededGenerator
    private let seeds: [[UInt8]]
    /// Small inputs reach as far as great ones, and many more of them are tried.
    private static let longest = 8192

    init(_ seeds: [[UInt8]], seed: Int) {
        self.seeds = seeds.isEmpty ? [[]] : seeds
        random = SeededGenerator(seed: UInt64(bitPattern: Int64(seed)))
    }

    mutating func next() -> [UInt8] {
        var bytes = seeds.randomElement(using: &random) ?? []
        for _ in 0..<number(1...8) { change(&bytes) }
        return bytes.count > Self.longest ? Array(bytes.prefix(Self.longest)) : bytes
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    private mutating func change(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else {
            bytes = (0..<number(1...32)).map { _ in UInt8(number(0...255)) }
            return
        }
        let place = number(0...bytes.count - 1)
        let length = min(number(1...16) * (random.chance(10) ? 16 : 1), bytes.count - place)
        switch number(0...10) {
        case 0: bytes[place] ^= 1 << UInt8(number(0...7))
        case 1: bytes[place] = UInt8(number(0...255))
        case 2:
            bytes[place] = [0, 1, 0x20, 0x22, 0x5C, 0x7F, 0x80, 0xC0, 0xED, 0xFF].randomElement(using: &random) ?? 0
        case 3: bytes.removeSubrange(place..<place + length)
        case 4: bytes.insert(contentsOf: bytes[place..<place + length], at: number(0...bytes.count))
        case 5: bytes.removeSubrange(place...)
        case 6: replaceNumber(&bytes, from: place)
        case 7: bytes.insert(contentsOf: token(), at: place)
        case 8: mix(&bytes, at: place)
        case 9: for index in place..<min(place + 4, bytes.count) { bytes[index] = random.chance(50) ? 0xFF : 0 }
        default: bytes.insert(contentsOf: (0..<length).map { _ in UInt8(number(0...255)) }, at: place)
        }
    }

    /// The next number in the text becomes one at an edge.
    private mutating func replaceNumber(_ bytes: inout [UInt8], from place: Int) {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard let start = bytes[place...].firstIndex(where: digits.contains) else { return }
        let end = bytes[start...].firstIndex { !digits.contains($0) } ?? bytes.count
        let edges = [
            "0", "-1", "1e400", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "2147483648",
            "00", "1.5", "65536", "99999999999999999999999", "",
        ]
        bytes.replaceSubrange(start..<end, with: Array((edges.randomElement(using: &random) ?? "").utf8))
    }

    private mutating func token() -> [UInt8] {
        let tokens = [
            "{", "}", "[", "]", ",", ":", "\"", "\\u0000", "\\ud800", "null", "true", "%00", "%2F", "..", "/", "=", "&",
            "\r\n", "\u{FEFF}", "é", "日本", "🏳️‍🌈", "e\u{301}", "-", "1e999", String(repeating: "[", count: 80),
        ]
        return Array((tokens.randomElement(using: &random) ?? "").utf8)
    }

    private mutating func mix(_ bytes: inout [UInt8], at place: Int) {
        guard let other = seeds.randomElement(using: &random), !other.isEmpty else { return }
        bytes = Array(bytes[..<place] + other[number(0...other.count - 1)...])
    }
}
