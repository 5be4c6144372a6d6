// A JSON text as a tree, for code that reads documents of unknown form.

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

    /// The largest offer document: 1 MiB.
    public static let largest = 1 << 20
    /// The limit of values in a text: each takes about 60 bytes of memory, however short it is.
    public static let mostValues = 100_000

    /// Reads one JSON text. Throws `JSONError` if it is malformed, repeats a name, or is too large, too deep or has too
    /// many values.
    public init(
        _ bytes: [UInt8], largest: Int = JSONNode.largest, mostValues: Int = JSONNode.mostValues
    ) throws(JSONError) {
        guard bytes.count <= largest else { throw JSONError("more than \(largest) bytes", at: largest) }
        self = try JSONReader.read(bytes) { (reader) throws(JSONError) in
            var left = mostValues
            return try reader.node(depth: 0, left: &left, of: mostValues)
        }
    }
}

extension JSONNode {
    /// The pointer of a child, its name escaped by RFC 6901, section 3.
    public static func pointer(_ parent: String, to name: String) -> String {
        "\(parent)/\(name.replacing("~", with: "~0").replacing("/", with: "~1"))"
    }

    /// A member of an object; nil if it is missing or this is not an object.
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
        return Int(digits: digits)
    }

    /// A number, to the digit; nil for anything else.
    public var decimal: Decimal? {
        guard case .number(let digits) = self else { return nil }
        return Decimal(string: digits)
    }
}

extension JSONReader {
    /// `left` counts down how many values the text may still have.
    fileprivate mutating func node(depth: Int, left: inout Int, of most: Int) throws(JSONError) -> JSONNode {
        let next = peek()
        left -= 1
        guard left >= 0 else { throw failure("more than \(most) values") }
        guard depth < Self.deepest || next != UInt8(ascii: "{") && next != UInt8(ascii: "[") else {
            throw failure("nested deeper than \(Self.deepest)")
        }
        switch next {
        case UInt8(ascii: "{"):
            var members: [JSONNode.Member] = []
            var names: Set<String> = []
            try self.members { (name, reader) throws(JSONError) in
                let name = reader.text(of: name)
                guard names.insert(name).inserted else {
                    throw reader.failure("the name \"\(name.prefix(60))\" appears more than once")
                }
                members.append(.init(name, try reader.node(depth: depth + 1, left: &left, of: most)))
            }
            return .object(members)
        case UInt8(ascii: "["):
            var items: [JSONNode] = []
            try elements { (reader) throws(JSONError) in
                items.append(try reader.node(depth: depth + 1, left: &left, of: most))
            }
            return .array(items)
        case UInt8(ascii: "\""): return .string(try text())
        default:
            switch String(decoding: try literal(), as: UTF8.self) {
            case "null": return .null
            case "true": return .boolean(true)
            case "false": return .boolean(false)
            case let number: return .number(number)
            }
        }
    }
}

extension JSONNode: JSONValue {
    public func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.raw("null")
        case .boolean(let flag): flag.write(to: &json)
        case .number(var digits): digits.withUTF8 { json.raw($0) }
        case .string(let text): text.write(to: &json)
        case .array(let items): json.array { json in for item in items { json.element(item) } }
        case .object(let members):
            json.object { json in for member in members { json.member(named: member.name, member.value) } }
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var left = Self.mostValues
        self = try json.node(depth: 0, left: &left, of: Self.mostValues)
    }

    public static var schema: JSONNode { [:] }

    /// A unique text for a value, to compare values and compute digests. Sorts names by UTF-16 code units, and writes a
    /// number as the shortest text of its double. Stored digests depend on this form.
    public var canonical: [UInt8] { sorted.json }

    private var sorted: JSONNode {
        switch self {
        case .null, .boolean, .string: self
        case .number(let digits): .number(Self.canonical(number: digits))
        case .array(let items): .array(items.map(\.sorted))
        case .object(let members):
            .object(
                members.map { Member($0.name, $0.value.sorted) }
                    .sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) })
        }
    }

    private static func canonical(number digits: String) -> String {
        guard let value = Double(digits), value.isFinite else { return digits }
        // Up to 2^53 a double holds whole numbers exactly, and an integer is shorter.
        if value.magnitude <= 9_007_199_254_740_992, value == value.rounded() { return String(Int64(value)) }
        return "\(value)"
    }
}

// Trees written in code: schemas and documents.
extension JSONNode: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral
{
    public init(dictionaryLiteral elements: (String, JSONNode)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
    public init(arrayLiteral elements: JSONNode...) { self = .array(elements) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    public init(integerLiteral value: Int) { self = .number(String(value)) }
}
