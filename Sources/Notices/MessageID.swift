// Message-IDs made from event ids: the same event always gives the same Message-ID, so that a mail sent twice is known
// as one (R31), and every mail of a submission names the same root, so that mail programs show them as one thread.

/// An RFC 5322 msg-id, `<left@domain>`.
struct MessageID: Sendable, Hashable, CustomStringConvertible {
    let description: String

    private static let longest = 180

    /// Makes the id of whatever `name` names. Different names give different ids: characters that may not stand in a
    /// dot-atom are written `=XX`. A name too long for a line keeps its beginning and ends in a digest of the whole.
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

/// FNV-1a, 128 bits (Fowler, Noll, Vo): spreads names, keeps no secrets.
private func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt128 {
    bytes.reduce(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d) { hash, byte in
        (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013B
    }
}

extension UInt8 {
    /// Two upper-case digits.
    var hexadecimal: String {
        (self < 16 ? "0" : "") + String(self, radix: 16, uppercase: true)
    }
}
