// Tars as no tool writes them: each header is what its test says, with a right checksum.

@testable import Assets

enum TarMaker {
    static let posix = Array("ustar\u{0}00".utf8)
    static let gnu = Array("ustar  \u{0}".utf8)
    static let end = [UInt8](repeating: 0, count: 1024)

    /// A header of 512 bytes. `fields` are put over it before the sum is made.
    static func header(
        _ name: String, type: Character = "0", size: Int = 0, target: String = "", magic: [UInt8] = posix,
        fields: [(Int, [UInt8])] = []
    ) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 512)
        func put(_ content: [UInt8], at place: Int) {
            bytes.replaceSubrange(place..<place + content.count, with: content)
        }
        put(Array(name.utf8.prefix(100)), at: 0)
        put(Array("0000644".utf8), at: 100)
        put(octal(size, digits: 11), at: 124)
        bytes[156] = type.asciiValue ?? 0
        put(Array(target.utf8.prefix(100)), at: 157)
        put(magic, at: 257)
        for (place, content) in fields { put(content, at: place) }
        put(Array("        ".utf8), at: 148)
        put(octal(bytes.reduce(0) { $0 + Int($1) }, digits: 6) + [0, 0x20], at: 148)
        return bytes
    }

    static func octal(_ number: Int, digits: Int) -> [UInt8] {
        let text = String(number, radix: 8)
        return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8)
    }

    /// Content and what fills its last block.
    static func padded(_ content: [UInt8]) -> [UInt8] {
        content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }

    static func file(_ name: String, _ text: String, fields: [(Int, [UInt8])] = [], magic: [UInt8] = posix) -> [UInt8] {
        header(name, size: text.utf8.count, magic: magic, fields: fields) + padded(Array(text.utf8))
    }

    /// An extended header with these records.
    static func pax(_ records: [(String, String)], type: Character = "x") -> [UInt8] {
        raw(records.map { record($0, $1) }.joined(), type: type)
    }

    static func raw(_ content: String, type: Character) -> [UInt8] {
        header("extended", type: type, size: content.utf8.count) + padded(Array(content.utf8))
    }

    static func long(_ name: String, type: Character) -> [UInt8] {
        header("././@LongLink", type: type, size: name.utf8.count + 1, magic: gnu) + padded(Array(name.utf8) + [0])
    }

    private static func record(_ key: String, _ value: String) -> String {
        let rest = " \(key)=\(value)\n"
        var length = rest.utf8.count + 1
        while "\(length)".utf8.count + rest.utf8.count != length { length += 1 }
        return "\(length)\(rest)"
    }
}
