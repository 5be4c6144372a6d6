// Says whether bytes are one JSON text (RFC 8259), and if not, in which line and column. Stricter than Foundation's
// reader, which lets trailing commas pass: the offer's bytes travel as they are, and every reader must take them.

/// Where JSON ends to be JSON, counted from 1; columns are counted in characters as an editor shows them.
struct JSONFault: Error, Equatable {
    var reason: String
    var line: Int
    var column: Int
}

/// A check that keeps nothing of what it reads.
struct JSONSyntax {
    /// As deep as the readers of events follow.
    static let deepest = 64

    private let bytes: [UInt8]
    private var position = 0

    /// Throws the first fault.
    static func check(_ bytes: [UInt8]) throws(JSONFault) {
        if String(validating: bytes, as: UTF8.self) == nil {
            let sound = String(decoding: bytes, as: UTF8.self).prefix { $0 != "\u{FFFD}" }
            throw place("this is not UTF-8", after: Array(sound.utf8))
        }
        var syntax = JSONSyntax(bytes: bytes)
        try syntax.value(depth: 0)
        syntax.skipBlanks()
        if syntax.position < bytes.count { throw syntax.fault("there is more after the end") }
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func fault(_ reason: String) -> JSONFault {
        Self.place(next == nil ? "it ends too early" : reason, after: Array(bytes.prefix(position)))
    }

    private static func place(_ reason: String, after bytes: [UInt8]) -> JSONFault {
        let lines = String(decoding: bytes, as: UTF8.self).split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return JSONFault(reason: reason, line: lines.count, column: (lines.last?.count ?? 0) + 1)
    }

    private mutating func skipBlanks() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    private mutating func value(depth: Int) throws(JSONFault) {
        skipBlanks()
        guard depth < Self.deepest else { throw fault("nested deeper than \(Self.deepest)") }
        switch next {
        case UInt8(ascii: "{"): try members(depth)
        case UInt8(ascii: "["): try elements(depth)
        case UInt8(ascii: "\""): try string()
        case let byte? where byte == UInt8(ascii: "-") || isDigit(byte): try number()
        case _: try word()
        }
    }

    private mutating func members(_ depth: Int) throws(JSONFault) {
        try list(until: UInt8(ascii: "}")) { syntax throws(JSONFault) in
            guard syntax.next == UInt8(ascii: "\"") else { throw syntax.fault("expected a name in double quotes") }
            try syntax.string()
            syntax.skipBlanks()
            guard syntax.next == UInt8(ascii: ":") else { throw syntax.fault("expected a colon") }
            syntax.position += 1
            try syntax.value(depth: depth + 1)
        }
    }

    private mutating func elements(_ depth: Int) throws(JSONFault) {
        try list(until: UInt8(ascii: "]")) { syntax throws(JSONFault) in try syntax.value(depth: depth + 1) }
    }

    /// From the opening bracket to behind the closing one.
    private mutating func list(
        until close: UInt8, _ item: (inout JSONSyntax) throws(JSONFault) -> Void
    ) throws(JSONFault) {
        position += 1
        skipBlanks()
        if next == close {
            position += 1
            return
        }
        while true {
            try item(&self)
            skipBlanks()
            guard let byte = next, byte == close || byte == UInt8(ascii: ",") else {
                throw fault("expected a comma or \(Character(Unicode.Scalar(close)))")
            }
            position += 1
            if byte == close { return }
            skipBlanks()
            if next == close { throw fault("expected another item: the last one has no comma behind it") }
        }
    }

    private mutating func string() throws(JSONFault) {
        position += 1
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return
            case UInt8(ascii: "\\"): try escape()
            case 0..<0x20: throw fault("a line break or control character stands in a text: write it as an escape")
            default: position += 1
            }
        }
        throw fault("")
    }

    private mutating func escape() throws(JSONFault) {
        position += 1
        let isUnicode = next == UInt8(ascii: "u")
        guard let byte = next, isUnicode || "\"\\/bfnrt".utf8.contains(byte) else { throw fault("unknown escape") }
        position += 1
        for _ in 0..<(isUnicode ? 4 : 0) {
            guard let digit = next, Character(Unicode.Scalar(digit)).isHexDigit else {
                throw fault("\\u needs four hexadecimal digits")
            }
            position += 1
        }
    }

    /// `-?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)?`
    private mutating func number() throws(JSONFault) {
        if next == UInt8(ascii: "-") { position += 1 }
        if next == UInt8(ascii: "0") {
            position += 1
            if let byte = next, isDigit(byte) { throw fault("a number has no zero in front") }
        } else {
            try digits()
        }
        if next == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
    }

    private mutating func digits() throws(JSONFault) {
        guard let byte = next, isDigit(byte) else { throw fault("expected a digit") }
        while let byte = next, isDigit(byte) { position += 1 }
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private mutating func word() throws(JSONFault) {
        for word in ["true", "false", "null"] where bytes[position...].starts(with: word.utf8) {
            position += word.utf8.count
            return
        }
        throw fault("expected a value")
    }
}
