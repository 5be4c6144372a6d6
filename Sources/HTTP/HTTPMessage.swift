// Requests and responses as values, so that handlers are tested without a socket.

/// One HTTP request, whole.
public struct HTTPRequest: Sendable {
    public var method: String
    /// The path's parts, percent-decoded one by one: a `%2F` stays inside its part.
    public var path: [String]
    public var query: [String: String]
    /// Names in lower case; of a repeated header, the last.
    public var headers: [String: String]
    public var body: [UInt8]
    /// The peer's address.
    public var peer: String
    /// A form sent in parts, decoded by the server; nil for any other body, and for a malformed one.
    public var parts: FormParts?
    /// What the admission found out about its sender.
    public var sender: (any Sendable)?

    /// Parses the target of a request line. Nil unless it is a well-formed path and query: bad escapes, invalid UTF-8,
    /// control characters, `.` and `..` are refused.
    public init?(
        _ method: String, _ target: String, headers: [String: String] = [:], body: [UInt8] = [], peer: String = ""
    ) {
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = halves.first, path.hasPrefix("/"), target.utf8.count <= 4_096 else { return nil }
        var parts: [String] = []
        for part in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let text = Self.decoded(part, plus: false), text != ".", text != ".." else { return nil }
            parts.append(text)
        }
        if parts.last == "" { parts.removeLast() }
        guard let query = Self.fields(halves.count > 1 ? String(halves[1]) : "") else { return nil }
        self.method = method
        self.path = parts
        self.query = query
        self.headers = headers
        self.body = body
        self.peer = peer
    }

    /// A header by its name in lower case.
    public subscript(header: String) -> String? { headers[header] }

    /// The fields of a form as browsers send it; nil if it is malformed.
    public var form: [String: String]? {
        if let parts { return parts.texts }
        return FormParts.isOne(headers) ? nil : Self.fields(String(decoding: body, as: UTF8.self), most: 65_536)
    }

    /// The files of a form.
    public var files: [String: [UInt8]] { parts?.files ?? [:] }

    /// A cookie's value.
    public func cookie(_ name: String) -> String? {
        for pair in (headers["cookie"] ?? "").split(separator: ";") {
            let halves = pair.split(separator: "=", maxSplits: 1)
            if halves.count == 2, halves[0].drop(while: { $0 == " " }) == name { return String(halves[1]) }
        }
        return nil
    }

    private static func fields(_ text: String, most: Int = 4_096) -> [String: String]? {
        var fields: [String: String] = [:]
        for pair in text.split(separator: "&").prefix(most > 4_096 ? 2_000 : 100) where text.utf8.count <= most {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decoded(halves[0], plus: true),
                let value = decoded(halves.count > 1 ? halves[1] : "", plus: true, lines: most > 4_096)
            else { return nil }
            fields[name] = value
        }
        return fields
    }

    private static func decoded(_ text: Substring, plus: Bool, lines: Bool = false) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                let digits = String(decoding: rest.prefix(2), as: UTF8.self)
                guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit), let value = UInt8(digits, radix: 16)
                else { return nil }
                bytes.append(value)
                rest = rest.dropFirst(2)
            case UInt8(ascii: "+") where plus: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        let isClean = bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F || lines && [9, 10, 13].contains($0) }
        guard isClean else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}

/// One HTTP response.
public struct HTTPResponse: Sendable {
    /// What is sent.
    public enum Body: Sendable {
        case bytes([UInt8])
        /// Returns the next piece when there is one, blocking for at most some seconds; nil ends the response.
        case stream(@Sendable () -> [UInt8]?)
    }

    public var status: Int
    public var headers: [(name: String, value: String)]
    public var body: Body

    public init(_ status: Int, type: String? = nil, _ bytes: [UInt8] = [], headers: [(String, String)] = []) {
        self.status = status
        self.headers = (type.map { [("Content-Type", $0)] } ?? []) + headers
        body = .bytes(bytes)
    }

    /// A text for a person or a log.
    public static func text(_ status: Int, _ words: String) -> HTTPResponse {
        HTTPResponse(status, type: "text/plain; charset=utf-8", Array(words.utf8))
    }

    /// See Other, to be fetched by GET.
    public static func redirect(_ place: String, headers: [(String, String)] = []) -> HTTPResponse {
        HTTPResponse(303, headers: [("Location", place)] + headers)
    }

    /// A header's value; names compare without case.
    public subscript(header: String) -> String? {
        headers.first { $0.name.lowercased() == header.lowercased() }?.value
    }

    /// The body, if it is bytes.
    public var bytes: [UInt8] { if case .bytes(let bytes) = body { bytes } else { [] } }
}
