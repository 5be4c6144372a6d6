// Reads a value from a tree and reports everything that does not fit; `JSONReader` stops at the first error. For
// documents that people write: they want all their mistakes at once, with their places.

/// Collects mismatches while a value is read from a tree.
public struct TreeReader {
    /// A place with an unexpected value.
    public struct Mismatch: Sendable, Equatable {
        /// RFC 6901.
        public var pointer: String
        /// What would fit (JSON Schema).
        public var expected: JSONNode
        /// The actual value; nil if the member is missing.
        public var found: JSONNode?
    }

    /// A member that the record does not have.
    public struct Stranger: Sendable, Equatable {
        /// RFC 6901.
        public var pointer: String
        public var name: String
        /// The names that the record has.
        public var known: [String]
    }

    public private(set) var mismatches: [Mismatch] = []
    public private(set) var strangers: [Stranger] = []
    fileprivate var pointer = ""

    public init() {}

    /// Reports that the current place does not hold the expected value.
    public mutating func mismatch(_ expected: JSONNode, _ found: JSONNode?) {
        mismatches.append(Mismatch(pointer: pointer, expected: expected, found: found))
    }

    fileprivate mutating func at<Result>(_ name: String, _ body: (inout TreeReader) -> Result) -> Result {
        let outer = pointer
        pointer = JSONNode.pointer(outer, to: name)
        defer { pointer = outer }
        return body(&self)
    }

    fileprivate mutating func strangers(in members: [JSONNode.Member], known: [String]) {
        for member in members where !known.contains(member.name) {
            strangers.append(
                Stranger(pointer: JSONNode.pointer(pointer, to: member.name), name: member.name, known: known))
        }
    }
}

extension JSONValue {
    /// The value of a node; nil, with at least one mismatch, if the node does not fit.
    public static func read(_ node: JSONNode, _ tree: inout TreeReader) -> Self? {
        if let value = try? Self(json: node.json) { return value }
        tree.mismatch(schema, node)
        return nil
    }
}

extension String {
    public static func read(_ node: JSONNode, _ tree: inout TreeReader) -> String? {
        if case .string(let text) = node { return text }
        tree.mismatch(schema, node)
        return nil
    }
}

extension Array where Element: JSONValue {
    public static func read(_ node: JSONNode, _ tree: inout TreeReader) -> [Element]? {
        guard case .array(let items) = node else {
            tree.mismatch(["type": "array"], node)
            return nil
        }
        let elements = items.enumerated().map { index, item in tree.at("\(index)") { Element.read(item, &$0) } }
        return elements.contains { $0 == nil } ? nil : elements.compactMap(\.self)
    }
}

extension [String: String] {
    public static func read(_ node: JSONNode, _ tree: inout TreeReader) -> [String: String]? {
        guard case .object(let members) = node else {
            tree.mismatch(["type": "object"], node)
            return nil
        }
        var values: [String: String] = [:]
        for member in members { values[member.name] = tree.at(member.name) { String.read(member.value, &$0) } }
        return values.count == members.count ? values : nil
    }
}

extension JSONRecord {
    public static func read(_ node: JSONNode, _ tree: inout TreeReader) -> Self? {
        guard case .object(let members) = node else {
            tree.mismatch(["type": "object"], node)
            return nil
        }
        let before = tree.mismatches.count
        var value = Self()
        var finder = MemberFinder(members, tree)
        value.members(&finder)
        tree = finder.tree
        tree.strangers(in: members, known: finder.known)
        return tree.mismatches.count == before ? value : nil
    }
}

/// Finds the members of one record in an object by name.
private struct MemberFinder: MemberVisitor {
    typealias Failure = Never

    private let members: [JSONNode.Member]
    private(set) var tree: TreeReader
    private(set) var known: [String] = []

    init(_ members: [JSONNode.Member], _ tree: TreeReader) {
        (self.members, self.tree) = (members, tree)
    }

    mutating func member<Value: JSONValue>(_ name: StaticString, _ value: inout Value) {
        if let found = find(name, Value.self) {
            if let read = found.value { value = read }
        } else {
            tree.at("\(name)") { $0.mismatch(Value.schema, nil) }
        }
    }

    mutating func member<Value: JSONValue>(_ name: StaticString, _ value: inout Value?) {
        value = find(name, Value.self)?.value
    }

    mutating func member<Value: JSONValue & Equatable>(_ name: StaticString, _ value: inout Value, default usual: Value)
    {
        value = find(name, Value.self)?.value ?? usual
    }

    mutating func constant(_ name: StaticString, _ text: String) {
        var found = text
        member(name, &found)
        if found != text { tree.at("\(name)") { $0.mismatch(["const": .string(text)], .string(found)) } }
    }

    // Generic in its error for the same reason as the writer's.
    mutating func group<Failure: Error>(
        _ name: StaticString, isAbsent: Bool?, _ body: (inout MemberFinder) throws(Failure) -> Void
    ) throws(Failure) {
        let name = "\(name)"
        known.append(name)
        let found = members.first { $0.name == name }?.value
        guard case .object(let inner)? = found else {
            if found != nil || isAbsent == nil { tree.at(name) { $0.mismatch(["type": "object"], found) } }
            return
        }
        var finder = MemberFinder(inner, tree)
        finder.tree.pointer = JSONNode.pointer(tree.pointer, to: name)
        try body(&finder)
        finder.tree.strangers(in: inner, known: finder.known)
        finder.tree.pointer = tree.pointer
        tree = finder.tree
    }

    mutating func derived<Value: JSONValue & Equatable>(
        _ name: StaticString, _ value: @autoclosure () -> Value, default usual: Value?
    ) {
        known.append("\(name)")
    }

    mutating func require(_ isRight: Bool, _ reason: @autoclosure () -> String) {
        if !isRight { tree.mismatch(["description": .string(reason())], nil) }
    }

    /// Nil if the member is missing.
    private mutating func find<Value: JSONValue>(_ name: StaticString, _: Value.Type) -> (value: Value?, Void)? {
        let name = "\(name)"
        known.append(name)
        guard let node = members.first(where: { $0.name == name })?.value else { return nil }
        return (tree.at(name) { Value.read(node, &$0) }, ())
    }
}
