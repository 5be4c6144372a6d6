// Makes a record's JSON Schema from its members.

/// Collects the schema of a record's members.
struct SchemaBuilder: MemberVisitor {
    typealias Failure = Never

    private(set) var properties: [JSONNode.Member] = []
    private(set) var required: [JSONNode] = []

    mutating func member<Value: JSONValue>(_ name: StaticString, _ value: inout Value) {
        properties.append(.init("\(name)", Value.schema))
        required.append(.string("\(name)"))
    }

    mutating func constant(_ name: StaticString, _ text: String) {
        properties.append(.init("\(name)", ["enum": [.string(text)]]))
        required.append(.string("\(name)"))
    }

    mutating func member<Value: JSONValue>(_ name: StaticString, _ value: inout Value?) {
        properties.append(.init("\(name)", Value.schema))
    }

    mutating func member<Value: JSONValue & Equatable>(_ name: StaticString, _ value: inout Value, default usual: Value)
    {
        guard case .object(var schema) = Value.schema else { return }
        schema.append(.init("default", usual.node))
        properties.append(.init("\(name)", .object(schema)))
    }

    mutating func group<Failure: Error>(
        _ name: StaticString, isAbsent: Bool?, _ members: (inout SchemaBuilder) throws(Failure) -> Void
    ) throws(Failure) {
        var inner = SchemaBuilder()
        try members(&inner)
        properties.append(.init("\(name)", inner.schema))
        if isAbsent == nil { required.append(.string("\(name)")) }
    }

    mutating func derived<Value: JSONValue & Equatable>(
        _ name: StaticString, _ value: @autoclosure () -> Value, default usual: Value?
    ) {
        var value = value()
        if let usual { member(name, &value, default: usual) } else { member(name, &value) }
    }

    mutating func require(_ isRight: Bool, _ reason: @autoclosure () -> String) {}

    var schema: JSONNode {
        var members: [JSONNode.Member] = [.init("type", "object"), .init("properties", .object(properties))]
        if !required.isEmpty { members.append(.init("required", .array(required))) }
        return .object(members)
    }
}

extension JSONValue {
    /// The writer always writes one valid JSON text.
    fileprivate var node: JSONNode { (try? JSONNode(json)) ?? .null }
}

extension JSONRecord {
    public static var schema: JSONNode {
        var builder = SchemaBuilder()
        var blank = Self()
        blank.members(&builder)
        return builder.schema
    }
}
