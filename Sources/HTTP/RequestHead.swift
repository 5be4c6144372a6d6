// The head of a request, and whether it has only one reading (RFC 9112, RFC 9110). A lax reader may repair a head in
// another way than the reader in front of it.

/// A sound head.
struct RequestHead: Sendable, Equatable {
    /// What the bytes so far are.
    enum Reading: Equatable {
        case incomplete
        /// Refused, and why.
        case unsound(String)
        case sound(RequestHead)
    }

    /// The limits of a head.
    static let mostBytes = 16_384
    private static let mostHeaders = 100

    var method: String
    var target: String
    /// Names in lower case; of a repeated header, the last.
    var headers: [String: String] = [:]

    /// Reads the head at the start of the bytes.
    static func read(_ bytes: some Collection<UInt8>) -> Reading {
        var lines: [[UInt8]] = []
        var line: [UInt8] = []
        var follows = false
        for byte in bytes {
            switch (byte, follows) {
            case (0, _): return .unsound("a NUL")
            case (0x0A, true):
                follows = false
                if line.isEmpty { return lines.isEmpty ? .unsound("no request line") : read(lines) }
                lines.append(line)
                line = []
            case (0x0A, false): return .unsound("a line feed without a carriage return")
            case (_, true): return .unsound("a carriage return without a line feed")
            case (0x0D, false): follows = true
            default: line.append(byte)
            }
        }
        return .incomplete
    }

    private static func read(_ lines: [[UInt8]]) -> Reading {
        guard lines.count <= mostHeaders + 1 else { return .unsound("more than \(mostHeaders) headers") }
        let words = lines[0].split(separator: 0x20, omittingEmptySubsequences: false)
        guard words.count == 3, words[0].allSatisfy(isToken), !words[0].isEmpty,
            !words[1].isEmpty, words[1].allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else { return .unsound("a malformed request line") }
        let version = String(decoding: words[2], as: UTF8.self)
        guard version == "HTTP/1.1" || version == "HTTP/1.0" else { return .unsound("a version other than HTTP/1.1") }
        var head = RequestHead(
            method: String(decoding: words[0], as: UTF8.self), target: String(decoding: words[1], as: UTF8.self))
        var counts: [String: Int] = [:]
        for line in lines.dropFirst() {
            if line[0] == 0x20 || line[0] == 0x09 { return .unsound("a folded header") }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0, line[..<colon].allSatisfy(isToken)
            else { return .unsound("a malformed header name") }
            let rest = line[(colon + 1)...]
            guard rest.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                return .unsound("a control character in a header")
            }
            let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
            counts[name, default: 0] += 1
            head.headers[name] = trimmed(rest)
        }
        for name in ["host", "content-length", "transfer-encoding", "authorization"] where counts[name] ?? 0 > 1 {
            return .unsound("more than one \(name)")
        }
        if version == "HTTP/1.1", counts["host"] == nil { return .unsound("no host") }
        if let reason = head.framingFault(version) { return .unsound(reason) }
        return .sound(head)
    }

    /// Why the end of the body is ambiguous; nil if it is not.
    private func framingFault(_ version: String) -> String? {
        let length = headers["content-length"]
        if let length, length.isEmpty || length.count > 18 || !length.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return "a malformed content-length"
        }
        guard let coding = headers["transfer-encoding"] else { return nil }
        guard length == nil else { return "transfer-encoding beside content-length" }
        return coding.lowercased() == "chunked" && version == "HTTP/1.1"
            ? nil : "a transfer-encoding other than chunked"
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        let text = bytes.drop { $0 == 0x20 || $0 == 0x09 }
        let end = text.lastIndex { $0 != 0x20 && $0 != 0x09 } ?? text.startIndex - 1
        return String(decoding: text[..<(end + 1)], as: UTF8.self)
    }

    /// RFC 9110, section 5.6.2.
    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
