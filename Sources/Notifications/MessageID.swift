// Message-IDs derived from event ids: the same event always has the same Message-ID, so that a mail sent twice counts
// as one (R31).

import Base
import Events
import Offers

/// An RFC 5322 msg-id, `<left@domain>`.
struct MessageID: Sendable, Hashable, CustomStringConvertible {
    let description: String

    private static let longest = 180

    /// Different names have different ids: characters that a dot-atom does not allow become `=XX`. A name that is too
    /// long for a line keeps its beginning and ends with a hash of the whole.
    init(for name: String, domain: String) {
        var left = ""
        for byte in name.utf8 {
            if byte.isLetterOrDigit || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "-") {
                left.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                left += "=" + byte.hexadecimal
            }
            guard left.utf8.count <= Self.longest else {
                left = left.prefix(Self.longest - 40) + "=_" + String(fnv1a(name.utf8), radix: 16)
                break
            }
        }
        description = "<\(left.isEmpty ? "=" : left)@\(domain)>"
    }
}

extension UInt8 {
    /// Two upper-case digits.
    var hexadecimal: String {
        (self < 16 ? "0" : "") + String(self, radix: 16, uppercase: true)
    }
}
