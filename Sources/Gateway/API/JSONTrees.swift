// Creates and changes JSON trees.

import HTTP
import JSON

extension JSONNode {
    /// An object; members without a value are left out.
    static func members(_ members: KeyValuePairs<String, JSONNode?>) -> JSONNode {
        .object(members.compactMap { name, value in value.map { Member(name, $0) } })
    }

    static func texts(_ items: some Sequence<String>) -> JSONNode { .array(items.map { .string($0) }) }
    static func number(_ value: Int) -> JSONNode { .number(String(value)) }

    /// The members of an object; empty for anything else.
    var members: [Member] { if case .object(let members) = self { members } else { [] } }

    /// Whether it is empty: false, an empty text, list or object, or null.
    var isEmpty: Bool {
        switch self {
        case .null, .boolean(false): true
        case .string(let text): text.isEmpty
        case .array(let items): items.isEmpty
        case .object(let members): members.isEmpty
        case .boolean, .number: false
        }
    }

    /// This object, followed by the members of another.
    func merging(_ other: JSONNode) -> JSONNode { .object(members + other.members) }

    /// The value at a path of names.
    func at(_ path: [String]) -> JSONNode? { path.reduce(self as JSONNode?) { $0?[$1] } }

    /// Sets a value at a path of names. Creates objects on the way, and replaces other values on the way by objects.
    mutating func set(_ path: some Collection<String>, to value: JSONNode) {
        guard let name = path.first else { return self = value }
        var members = members
        let place = members.firstIndex { $0.name == name }
        var inner = place.map { members[$0].value } ?? .object([])
        inner.set(path.dropFirst(), to: value)
        if let place { members[place].value = inner } else { members.append(Member(name, inner)) }
        self = .object(members)
    }
}

extension HTTPResponse {
    /// A JSON document.
    static func json(_ status: Int, _ node: JSONNode, headers: [(String, String)] = []) -> HTTPResponse {
        HTTPResponse(status, type: "application/json", node.json, headers: headers)
    }
}
