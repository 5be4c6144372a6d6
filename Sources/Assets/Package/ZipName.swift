// Names in a zip: their characters, and which names may be unpacked. Sources: PKWARE's APPNOTE 6.3, 4.4.4 and 4.4.17,
// appendix D; Info-ZIP's Unicode path field 0x7075.
import FoundationEssentials

enum ZipName {
    /// Code page 437 from 0x80 on, for names that are not UTF-8.
    private static let oem = Array(
        "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}"
            .unicodeScalars)

    /// The name with `/` instead of the `\` that some tools write, and without leading `./`. Throws if bytes that must
    /// be UTF-8 are not.
    /// - Parameter unicode: the CRC-32 of the bytes, and the same name in UTF-8.
    static func read(_ bytes: [UInt8], isUTF8: Bool, unicode: [UInt8]?) throws -> String {
        if let unicode {
            let check = unicode.prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            if check == CRC32.of(bytes) {
                guard let name = String(validating: unicode.dropFirst(4), as: UTF8.self) else {
                    throw unreadable(bytes)
                }
                // The plain name must also be safe, because not every reader knows the field.
                guard isSafe(plain(decoded(bytes))) else { throw PackageFindings.unsafe(decoded(bytes)) }
                return plain(name)
            }
        }
        guard !isUTF8 || String(validating: bytes, as: UTF8.self) != nil else { throw unreadable(bytes) }
        return plain(decoded(bytes))
    }

    private static func decoded(_ bytes: [UInt8]) -> String {
        if let name = String(validating: bytes, as: UTF8.self) { return name }
        var name = String.UnicodeScalarView()
        for byte in bytes { name.append(byte < 0x80 ? Unicode.Scalar(byte) : oem[Int(byte) - 0x80]) }
        return String(name)
    }

    private static func plain(_ name: String) -> String {
        var rest = name.replacing("\\", with: "/")[...]
        while rest.hasPrefix("./") { rest = rest.dropFirst(2) }
        return String(rest)
    }

    private static func unreadable(_ bytes: [UInt8]) -> AssetProblem {
        AssetProblem([PackageFindings.nameUnreadable(String(decoding: bytes, as: UTF8.self))])
    }

    /// No absolute path, drive, control character, `.` or `..`; a folder ends in `/`. The name of the top folder is
    /// empty.
    static func isSafe(_ name: String) -> Bool {
        guard name.utf8.count <= 1_024, !name.hasPrefix("/") else { return false }
        guard !name.unicodeScalars.contains(where: { $0.value < 32 || $0 == ":" || $0.value == 127 }) else {
            return false
        }
        var parts = name.split(separator: "/", omittingEmptySubsequences: false)
        if parts.last == "" { parts.removeLast() }
        return parts.allSatisfy { $0 != "" && $0 != "." && $0 != ".." }
    }
}
