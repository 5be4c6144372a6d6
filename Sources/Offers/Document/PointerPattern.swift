// Names places in a document, one or many at a time: the policy uses these patterns to say where a limit applies and
// what is technical.

import JSON

/// A JSON pointer (RFC 6901) in which `*` stands for every element of an array or every member of an object.
public struct PointerPattern: Sendable, Hashable, CustomStringConvertible {
    /// The reference tokens, unescaped.
    public let tokens: [String]

    /// The whole document.
    public init() { tokens = [] }

    /// Reads `/plans/*/images`; nil unless it is empty or begins with `/`.
    public init?(_ text: String) {
        guard text.isEmpty || text.hasPrefix("/") else { return nil }
        tokens = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0.replacing("~1", with: "/").replacing("~0", with: "~"))
        }
    }

    public var description: String { tokens.reduce("") { JSONNode.pointer($0, to: $1) } }

    /// Every existing place with its pointer, in the document's order.
    public func matches(in root: JSONNode) -> [(pointer: String, node: JSONNode)] {
        var places: [(pointer: String, node: JSONNode)] = [("", root)]
        for token in tokens {
            places = places.flatMap { place in place.node.children(token, at: place.pointer) }
        }
        return places
    }
}

extension JSONNode {
    /// The children that a token of the pattern names, with their pointers.
    func children(_ token: String, at pointer: String) -> [(pointer: String, node: JSONNode)] {
        switch self {
        case .object(let members):
            members.filter { token == "*" || $0.name == token }.map { (Self.pointer(pointer, to: $0.name), $0.value) }
        case .array(let items):
            items.enumerated().filter { token == "*" || String($0.offset) == token }
                .map { ("\(pointer)/\($0.offset)", $0.element) }
        case .null, .boolean, .number, .string: []
        }
    }
}

extension PointerPattern: JSONValue {
    public func write(to json: inout JSONWriter) { description.write(to: &json) }

    public init(from json: inout JSONReader) throws(JSONError) {
        let text = try String(from: &json)
        guard let pattern = PointerPattern(text) else {
            throw json.failure("\"\(text.prefix(120))\" is not a pointer like /plans/*/id")
        }
        self = pattern
    }

    public static var schema: JSONNode { ["type": "string", "pattern": "^(/.*)?$"] }
}
