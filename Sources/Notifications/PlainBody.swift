// The plain text of a mail as it travels: UTF-8 as it is (8bit, RFC 2045, section 2.8), so that `kcat -C` shows it in any
// language. The HTML form beside it stays quoted-printable.

/// Text as lines of at most 998 octets that end in CRLF (RFC 5322, section 2.1.1). A longer line is broken at its last
/// blank, or between two characters. No line can end a part of the mail: one that begins like `boundary` gets a blank.
func plainBody(_ text: String, boundary: String) -> [UInt8] {
    let longest = 996
    var body: [UInt8] = []
    body.reserveCapacity(text.utf8.count + 64)
    for (index, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
        if index > 0 { body += "\r\n".utf8 }
        var rest = line.filter { $0 != 0 && $0 != UInt8(ascii: "\r") }[...]
        while rest.count > longest {
            let end = breakpoint(rest.prefix(longest))
            append(rest[..<end], boundary, to: &body)
            body += "\r\n".utf8
            rest = rest[end...]
        }
        append(rest, boundary, to: &body)
    }
    return body
}

private func append(_ line: ArraySlice<UInt8>, _ boundary: String, to body: inout [UInt8]) {
    if line.starts(with: "--\(boundary)".utf8) { body.append(UInt8(ascii: " ")) }
    body += line
}

/// Behind the last blank, else before the last character, which may be cut.
private func breakpoint(_ line: ArraySlice<UInt8>) -> Int {
    if let blank = line.lastIndex(of: UInt8(ascii: " ")), blank > line.startIndex { return blank + 1 }
    let last = line.lastIndex { $0 & 0xC0 != 0x80 } ?? line.endIndex
    return last > line.startIndex ? last : line.endIndex
}
