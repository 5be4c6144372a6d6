// Texts from files, headers and addresses.

import CLibcurl

extension StringProtocol {
    /// Without white space and line breaks at both ends.
    package var trimmed: String {
        let head = drop { $0.isWhitespace }
        return String(head[..<(head.lastIndex { !$0.isWhitespace }.map(head.index(after:)) ?? head.startIndex)])
    }
}

extension String {
    /// For a part of an address: everything except letters, digits, `-._~` and the characters to keep becomes `%XX`
    /// (RFC 3986, 2.1).
    package func percentEncoded(keeping others: String = "") -> String {
        let plain = Set("-._~\(others)".utf8)
        return utf8.reduce(into: "") { text, byte in
            let scalar = Unicode.Scalar(byte)
            if plain.contains(byte) || scalar.isASCII && scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            {
                text.unicodeScalars.append(scalar)
            } else {
                text += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
    }

    /// Decodes each `%XX`; other text stays unchanged.
    var percentDecoded: String {
        var length: Int32 = 0
        guard let text = curl_easy_unescape(nil, self, Int32(clamping: utf8.count), &length) else { return self }
        defer { curl_free(text) }
        return text.withMemoryRebound(to: UInt8.self, capacity: Int(length)) { bytes in
            String(decoding: UnsafeBufferPointer(start: bytes, count: Int(length)), as: UTF8.self)
        }
    }
}

/// `name=value&…`, for an address or a form (`application/x-www-form-urlencoded`).
package func encodedForm(_ fields: [(String, String)]) -> String {
    fields.map { "\($0.0.percentEncoded())=\($0.1.percentEncoded())" }.joined(separator: "&")
}
