// The only rule for e-mail addresses: validation accepts exactly the addresses that the notifier can send mail to. It
// is stricter than RFC 5322 so that an address cannot break out of a header, a command line or a log.

/// A plain address `local@domain`: RFC 5322 dot-atom, RFC 1123 host name, ASCII, at most 254 characters.
package struct EmailAddress: Sendable, Hashable, CustomStringConvertible {
    package let description: String
    /// What follows the `@`.
    package let domain: String

    /// Reads an address. Nil unless it is `local@domain`: refuses quoted local parts, comments, display names, address
    /// literals, non-ASCII addresses, and host names with fewer than `leastLabels` labels.
    package init?(_ text: some StringProtocol, leastLabels: Int = 2) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 254, Self.isLocalPart(parts[0]), Self.isHostName(parts[1]),
            parts[1].split(separator: ".").count >= leastLabels
        else { return nil }
        domain = String(parts[1])
        description = String(text)
    }

    /// One or more labels of letters, digits and inner hyphens.
    package static func isHostName(_ text: some StringProtocol) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
            }
    }

    /// RFC 5322 dot-atom-text without a leading `-`, so that no program takes it for an option.
    private static func isLocalPart(_ text: some StringProtocol) -> Bool {
        (1...64).contains(text.utf8.count) && text.first != "-"
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
                !atom.isEmpty && atom.utf8.allSatisfy { $0.isAtomText }
            }
    }
}

extension UInt8 {
    /// `A-Z a-z 0-9`.
    package var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    /// RFC 5322, section 3.2.3, atext.
    package var isAtomText: Bool {
        isLetterOrDigit || "!#$%&'*+-/=?^_`{|}~".utf8.contains(self)
    }
}
