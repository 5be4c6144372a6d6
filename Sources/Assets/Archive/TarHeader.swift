// A header block of a tar, accepted only if all readers agree on it. Sources: POSIX.1-2017 "ustar Interchange Format";
// GNU tar manual, "Basic Tar Format"; Go's archive/tar, which container runtimes use.
import FoundationEssentials

struct TarHeader {
    static let length = 512

    /// The format, by its magic: before POSIX, POSIX, or GNU.
    private enum Form { case old, posix, gnu }

    private let bytes: [UInt8]
    private let form: Form

    /// Nil unless checksum and magic are correct and all unused fields are empty.
    init?(_ bytes: [UInt8]) {
        self.bytes = bytes
        guard bytes.count == Self.length, let sum = Self.octal(bytes[148..<156]), sum == Self.sum(bytes) else {
            return nil
        }
        switch Array(bytes[257..<265]) {
        case Array("ustar\0".utf8) + Array("00".utf8):
            form = .posix
            // Star's own format has times there, and a shorter prefix before them.
            guard Self.isZero(bytes[500..<512]) else { return nil }
        case Array("ustar  \0".utf8):
            form = .gnu
            // After two times, this format describes sparse files, which are refused by their type, and volumes.
            guard bytes[156] == UInt8(ascii: "S") || Self.isZero(bytes[369..<512]), Self.isTime(bytes[345..<357]),
                Self.isTime(bytes[357..<369])
            else {
                return nil
            }
        default:
            form = .old
            // GNU tar also writes device numbers there. Some readers would take the bytes after them for a prefix.
            guard Self.isZero(bytes[257..<265]), Self.isZero(bytes[345..<512]) else { return nil }
        }
    }

    /// Whether some reader takes the block for a header: its checksum is correct as a sum of unsigned or signed bytes.
    static func isLikely(_ block: [UInt8]) -> Bool {
        guard block.count == length else { return false }
        let digits = block[148..<156].drop { $0 == 0 || $0 == 0x20 }.prefix { (0x30...0x37).contains($0) }
        let stated = digits.reduce(Int64(0)) { $0 << 3 | Int64($1 - 0x30) }
        let negative = block.indices.count { !(148..<156).contains($0) && block[$0] > 0x7F }
        return !digits.isEmpty && (stated == sum(block) || stated == sum(block) - 256 * Int64(negative))
    }

    var type: UInt8 { bytes[156] }

    /// Includes the prefix, if the format has one.
    var name: [UInt8] {
        let name = Self.text(bytes[0..<100])
        let prefix = form == .posix ? Self.text(bytes[345..<500]) : []
        return prefix.isEmpty ? name : prefix + [UInt8(ascii: "/")] + name
    }

    var target: [UInt8] { Self.text(bytes[157..<257]) }

    /// Nil if it is not a number, or not one that all readers accept.
    var size: Int64? {
        let field = bytes[124..<136]
        guard field.first != 0x80 else {
            // GNU's base 256: no reader uses more than the last eight bytes.
            let number = field.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return Self.isZero(field[125..<128]) && number < 1 << 62 ? Int64(number) : nil
        }
        return Self.octal(field)
    }

    /// The size field is empty, as for links and folders.
    var hasNoSize: Bool { bytes[124..<136].allSatisfy { $0 == 0 || $0 == 0x20 } }

    static func isZero(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.allSatisfy { $0 == 0 } }

    private static func text(_ field: ArraySlice<UInt8>) -> [UInt8] { Array(field.prefix { $0 != 0 }) }

    /// Blanks, octal digits, then blanks and zero bytes up to the end of the field.
    private static func octal(_ field: ArraySlice<UInt8>) -> Int64? {
        let digits = field.drop { $0 == 0x20 }.prefix { (0x30...0x37).contains($0) }
        guard (1...20).contains(digits.count), field[digits.endIndex...].allSatisfy({ $0 == 0 || $0 == 0x20 }) else {
            return nil
        }
        return digits.reduce(0) { $0 << 3 | Int64($1 - 0x30) }
    }

    private static func isTime(_ field: ArraySlice<UInt8>) -> Bool { isZero(field) || octal(field) != nil }

    /// The sum of all bytes, with the checksum's own bytes taken as blanks.
    private static func sum(_ bytes: [UInt8]) -> Int64 {
        bytes.indices.reduce(0) { $0 + ((148..<156).contains($1) ? 0x20 : Int64(bytes[$1])) }
    }
}
