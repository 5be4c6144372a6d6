// RFC 2045, section 6.7: any UTF-8 text as printable ASCII in short lines, which no relay must convert. `kcat -C` shows
// Western text readably, `offerctl notifications` any text.

/// The text in quoted-printable: lines of at most 76 characters, line feeds become CRLF. Also encodes a leading dot
/// (the end of a mail for some transports) and a leading `From ` (the start of a mail in an mbox).
func quotedPrintable(_ text: String) -> [UInt8] {
    var encoded: [UInt8] = []
    encoded.reserveCapacity(text.utf8.count * 3 / 2)
    for (index, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
        if index > 0 { encoded += "\r\n".utf8 }
        encodeLine(line, into: &encoded)
    }
    return encoded
}

private func encodeLine(_ line: Substring.UTF8View, into encoded: inout [UInt8]) {
    var column = 0
    var left = line.count
    let startsLikeMailbox = line.starts(with: "From ".utf8)
    for byte in line {
        left -= 1
        let isBlank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
        let isLiteral = isBlank ? left > 0 : (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=")
        // The "=" of a soft line break must also fit, so a line is full at 75.
        if column + (isLiteral ? 1 : 3) > 75 {
            encoded += "=\r\n".utf8
            column = 0
        }
        let isRisky = column == 0 && (byte == UInt8(ascii: ".") || startsLikeMailbox && left == line.count - 1)
        if isLiteral, !isRisky {
            encoded.append(byte)
            column += 1
        } else {
            encoded.append(UInt8(ascii: "="))
            encoded += byte.hexadecimal.utf8
            column += 3
        }
    }
}
