// Addresses that may stand in a header. Stricter than RFC 5322 on purpose: what is left cannot break out of a header,
// a command line or a log.

/// A plain address `local@domain`: RFC 5322 dot-atom, RFC 1123 host name, ASCII, at most 254 characters.
struct MailAddress: Sendable, Hashable, CustomStringConvertible {
    let description: String
    /// What stands behind the `@`.
    let domain: String

    /// Reads an address; blanks around it are taken off. Nil for anything else than `local@domain`: quoted local parts,
    /// comments, display names, address literals and non-ASCII addresses are not taken.
    init?(_ text: some StringProtocol) {
        let bytes = text.utf8.drop { $0 == UInt8(ascii: " ") }
        let trimmed = String(decoding: bytes, as: UTF8.self).reversed().drop { $0 == " " }
        let parts = String(trimmed.reversed()).split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, Self.isLocalPart(parts[0]), Self.isDomain(parts[1]),
            parts[0].utf8.count + parts[1].utf8.count < 254
        else { return nil }
        domain = String(parts[1])
        description = "\(parts[0])@\(domain)"
    }

    /// One or more host name labels; a single one (`localhost`) is a domain too.
    static func isDomain(_ text: some StringProtocol) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
            }
    }

    /// RFC 5322 dot-atom-text, but no leading `-`, so that it is never taken for an option.
    private static func isLocalPart(_ text: some StringProtocol) -> Bool {
        (1...64).contains(text.utf8.count) && text.first != "-"
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
                !atom.isEmpty && atom.utf8.allSatisfy { $0.isAtomText }
            }
    }
}

extension UInt8 {
    /// `A-Z a-z 0-9`.
    var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    /// RFC 5322, section 3.2.3, atext.
    var isAtomText: Bool {
        isLetterOrDigit || "!#$%&'*+-/=?^_`{|}~".utf8.contains(self)
    }
}
