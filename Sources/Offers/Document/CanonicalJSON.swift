// One text for one value, so that equal content gives equal bytes however its publisher wrote it down.

import FoundationEssentials

extension JSONNode {
    /// Canonical JSON after RFC 8785: names sorted by UTF-16 code units, no white space, shortest escapes. Numbers that
    /// are whole lose sign of zero, exponent and fraction; others are written as the shortest that reads back the same.
    public var canonical: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    private func append(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .boolean(let flag): bytes.append(contentsOf: String(flag).utf8)
        case .number(let digits): bytes.append(contentsOf: Self.canonical(number: digits).utf8)
        case .string(let text): bytes.appendCanonical(text)
        case .array(let items):
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                item.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            let sorted = members.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
            for (index, member) in sorted.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes.appendCanonical(member.name)
                bytes.append(UInt8(ascii: ":"))
                member.value.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func canonical(number digits: String) -> String {
        guard let value = Double(digits), value.isFinite else { return digits }
        // Up to 2^53 a double is a whole number exactly, and an integer says it plainly.
        if value.magnitude <= 9_007_199_254_740_992, value == value.rounded() { return String(Int64(value)) }
        return "\(value)"
    }
}

extension [UInt8] {
    /// A string with the escapes that RFC 8785, section 3.2.2.2 prescribes.
    fileprivate mutating func appendCanonical(_ text: String) {
        append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case 0x08: append(contentsOf: #"\b"#.utf8)
            case 0x09: append(contentsOf: #"\t"#.utf8)
            case 0x0A: append(contentsOf: #"\n"#.utf8)
            case 0x0C: append(contentsOf: #"\f"#.utf8)
            case 0x0D: append(contentsOf: #"\r"#.utf8)
            case UInt8(ascii: "\""): append(contentsOf: #"\""#.utf8)
            case UInt8(ascii: "\\"): append(contentsOf: #"\\"#.utf8)
            case 0..<0x20:
                let hex = String(byte, radix: 16)
                append(contentsOf: (byte < 16 ? #"\u000"# : #"\u00"#).utf8)
                append(contentsOf: hex.utf8)
            default: append(byte)
            }
        }
        append(UInt8(ascii: "\""))
    }
}
