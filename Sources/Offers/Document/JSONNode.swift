// A JSON text as a tree, for those who must look at a document of which nothing is known yet. Reading is bounded in size
// and depth; asking for what is not there gives nil, so that a check can go on and find all that is wrong.

import FoundationEssentials

/// A JSON value (RFC 8259). Numbers keep the digits they were written with.
public indirect enum JSONNode: Sendable, Equatable {
    case null
    case boolean(Bool)
    case number(String)
    case string(String)
    case array([JSONNode])
    case object([Member])

    /// A name and its value, in the order of the document.
    public struct Member: Sendable, Equatable {
        public var name: String
        public var value: JSONNode

        public init(_ name: String, _ value: JSONNode) {
            self.name = name
            self.value = value
        }
    }

    /// The largest offer document that is read: 1 MiB.
    public static let largest = 1 << 20

    /// Reads one JSON text. Throws `JSONError` for malformed JSON, doubled names, and what is too large or too deep.
    public init(_ bytes: [UInt8], largest: Int = JSONNode.largest) throws {
        guard bytes.count <= largest else {
            throw JSONError(reason: "more than \(largest) bytes", offset: largest)
        }
        self = try bytes.withUnsafeBufferPointer { buffer in
            guard String(validating: buffer, as: UTF8.self) != nil else {
                throw JSONError(reason: "text that is no UTF-8", offset: 0)
            }
            var scanner = JSONScanner(buffer)
            let node = try scanner.node(depth: 0)
            guard scanner.isAtEnd else {
                throw scanner.failure("more bytes after the document")
            }
            return node
        }
    }
}

extension JSONNode {
    /// The member of an object; nil where there is none, or this is no object.
    public subscript(name: String) -> JSONNode? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The elements of an array; empty for anything else.
    public var items: [JSONNode] {
        guard case .array(let items) = self else { return [] }
        return items
    }

    /// The text of a string; nil for anything else.
    public var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// A whole number; nil for anything else.
    public var integer: Int? {
        guard case .number(let digits) = self else { return nil }
        return Int(digits)
    }

    /// A number, to the digit; nil for anything else.
    public var decimal: Decimal? {
        guard case .number(let digits) = self else { return nil }
        return Decimal(string: digits)
    }
}

extension JSONScanner {
    fileprivate mutating func node(depth: Int) throws -> JSONNode {
        guard depth <= Self.deepest else { throw failure("nested deeper than \(Self.deepest)") }
        switch peek() {
        case UInt8(ascii: "{"): return .object(try members(depth: depth))
        case UInt8(ascii: "["): return .array(try elements(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        default:
            switch try literal() {
            case "null": return .null
            case "true": return .boolean(true)
            case "false": return .boolean(false)
            case let number:
                guard isNumber(number) else { throw failure("\"\(number.prefix(20))\" is no JSON value") }
                return .number(number)
            }
        }
    }

    private mutating func members(depth: Int) throws -> [JSONNode.Member] {
        var members: [JSONNode.Member] = []
        var names: Set<String> = []
        try object { name, scanner in
            // Readers differ in which of two they take, so a doubled name could show one offer and publish another.
            guard names.insert(name).inserted else { throw scanner.failure("the name \"\(name)\" stands twice") }
            members.append(.init(name, try scanner.node(depth: depth + 1)))
        }
        return members
    }

    private mutating func elements(depth: Int) throws -> [JSONNode] {
        try take(UInt8(ascii: "["), "an array")
        var elements: [JSONNode] = []
        if takeIf(UInt8(ascii: "]")) { return elements }
        repeat { elements.append(try node(depth: depth + 1)) } while takeIf(UInt8(ascii: ","))
        try take(UInt8(ascii: "]"), "',' or ']'")
        return elements
    }
}

/// Whether digits are a number by RFC 8259, section 6.
func isNumber(_ text: String) -> Bool {
    // Byte by byte: a regular expression is compiled anew at each call, which was a fifth of validating an offer.
    var rest = text.utf8[...]
    func takeIf(_ bytes: String) -> UInt8? {
        guard let byte = rest.first, bytes.utf8.contains(byte) else { return nil }
        return rest.removeFirst()
    }
    func takeDigits() -> Bool {
        guard takeIf("0123456789") != nil else { return false }
        while takeIf("0123456789") != nil {}
        return true
    }
    _ = takeIf("-")
    if takeIf("0") == nil, !takeDigits() { return false }
    if takeIf(".") != nil, !takeDigits() { return false }
    if takeIf("eE") != nil {
        _ = takeIf("+-")
        if !takeDigits() { return false }
    }
    return rest.isEmpty
}
