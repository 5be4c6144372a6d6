// A record lists its members once, in the order in which they are written. The reader, the writer and the schema use
// that list.

import Glibc

/// A value with members: a JSON object.
public protocol JSONRecord: JSONValue {
    /// An empty value for the reader to fill.
    init()
    /// Visits every stored property, in the order of the JSON text.
    mutating func members<Visitor: MemberVisitor & ~Copyable>(_ visitor: inout Visitor) throws(Visitor.Failure)
}

/// Visits the members of a record.
public protocol MemberVisitor: ~Copyable {
    associatedtype Failure: Error

    /// A member that is always present.
    mutating func member<Value: JSONValue>(_ name: StaticString, _ value: inout Value) throws(Failure)
    /// A member that always has this text.
    mutating func constant(_ name: StaticString, _ text: String) throws(Failure)
    /// A member that is absent when nil.
    mutating func member<Value: JSONValue>(_ name: StaticString, _ value: inout Value?) throws(Failure)
    /// A member that is absent when it has its default value.
    mutating func member<Value: JSONValue & Equatable>(
        _ name: StaticString, _ value: inout Value, default usual: Value
    ) throws(Failure)
    /// An object that holds members of this record. `isAbsent` says whether to leave it out; nil if it is always
    /// present.
    mutating func group(
        _ name: StaticString, isAbsent: Bool?, _ members: (inout Self) throws(Failure) -> Void
    ) throws(Failure)
    /// A member that follows from the others. Written for other programs, ignored when read. Absent if it equals its
    /// default value.
    mutating func derived<Value: JSONValue & Equatable>(
        _ name: StaticString, _ value: @autoclosure () -> Value, default usual: Value?
    ) throws(Failure)
    /// Rejects a value after reading; `reason` says what a correct one looks like.
    mutating func require(_ isRight: Bool, _ reason: @autoclosure () -> String) throws(Failure)
}

extension MemberVisitor where Self: ~Copyable {
    /// An object that holds members of this record and is always present.
    @inlinable public mutating func group(
        _ name: StaticString, _ members: (inout Self) throws(Failure) -> Void
    ) throws(Failure) {
        try group(name, isAbsent: nil, members)
    }

    /// A member that follows from the others and is always present.
    @inlinable public mutating func derived<Value: JSONValue & Equatable>(
        _ name: StaticString, _ value: @autoclosure () -> Value
    ) throws(Failure) {
        try derived(name, value(), default: nil)
    }
}

extension JSONRecord {
    @inlinable public func write(to json: inout JSONWriter) {
        json.object { json in
            var copy = self
            copy.members(&json)
        }
    }

    /// Reads members in the order in which they are written. At the first surprise, starts again and reads by name.
    @inlinable public init(from json: inout JSONReader) throws(JSONError) {
        _ = json.peek()
        let start = json.position
        do {
            var visitor = try MemberReader(inOrder: json)
            self.init()
            try members(&visitor)
            json.position = try visitor.end()
        } catch {
            guard error.isSurprise else { throw error }
            json.position = start
            var visitor = try MemberReader(byName: json)
            self = Self()
            try members(&visitor)
            json.position = try visitor.end()
        }
    }
}

extension JSONRecord {
    /// Reads the first members of a text from our writer and ignores the rest. Throws `JSONError`.
    @inlinable public init(startOf json: [UInt8]) throws(JSONError) {
        do {
            self = try json.withUnsafeBufferPointer { (bytes) throws(JSONError) in
                var visitor = try MemberReader(inOrder: JSONReader(bytes))
                var value = Self()
                try value.members(&visitor)
                return value
            }
        } catch {
            guard error.isSurprise else { throw error }
            self = try Self(json: json)
        }
    }
}

extension JSONWriter: MemberVisitor {
    public typealias Failure = Never

    @inlinable public mutating func member<Value: JSONValue>(_ name: StaticString, _ value: inout Value) {
        begin(name)
        value.write(to: &self)
        needsComma = true
    }

    @inlinable public mutating func constant(_ name: StaticString, _ text: String) {
        begin(name)
        self.text(text)
        needsComma = true
    }

    @inlinable public mutating func member<Value: JSONValue>(_ name: StaticString, _ value: inout Value?) {
        guard let value else { return }
        begin(name)
        value.write(to: &self)
        needsComma = true
    }

    @inlinable public mutating func member<Value: JSONValue & Equatable>(
        _ name: StaticString, _ value: inout Value, default usual: Value
    ) {
        guard value != usual else { return }
        begin(name)
        value.write(to: &self)
        needsComma = true
    }

    // Generic in its error only because Swift 6.3 crashes on a closure here that throws Never.
    @inlinable public mutating func group<Failure: Error>(
        _ name: StaticString, isAbsent: Bool?, _ members: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        guard isAbsent != true else { return }
        begin(name)
        try object(members)
    }

    @inlinable public mutating func derived<Value: JSONValue & Equatable>(
        _ name: StaticString, _ value: @autoclosure () -> Value, default usual: Value?
    ) {
        let value = value()
        guard value != usual else { return }
        begin(name)
        value.write(to: &self)
        needsComma = true
    }

    @inlinable public mutating func require(_ isRight: Bool, _ reason: @autoclosure () -> String) {}
}

/// Reads the members of one object: in the expected order as long as possible, otherwise by name.
public struct MemberReader: MemberVisitor {
    public typealias Failure = JSONError

    @usableFromInline var reader: JSONReader
    /// Members by name, if the order is not the expected one.
    @usableFromInline var found: [(name: JSONName, value: Int)] = []
    @usableFromInline let goesByName: Bool
    /// Where the object begins.
    @usableFromInline let start: Int
    @usableFromInline var isFirst = true
    /// Up to this many names are compared one by one. Longer lists, which only other programs write, use a set.
    private static let few = 32

    @inlinable init(inOrder reader: JSONReader) throws(JSONError) {
        self.reader = reader
        goesByName = false
        start = reader.position
        try self.reader.take(UInt8(ascii: "{"), "an object")
    }

    /// A reader of a missing object.
    private init(empty reader: JSONReader) {
        self.reader = reader
        goesByName = true
        start = reader.position
    }

    @usableFromInline init(byName reader: JSONReader) throws(JSONError) {
        self.reader = reader
        goesByName = true
        start = reader.position
        var found: [(name: JSONName, value: Int)] = []
        var names: Set<String> = []
        try self.reader.members { (name, reader) throws(JSONError) in
            // Readers differ in which of two equal names they use, so a repeated name could mean different things to
            // them.
            if found.count == Self.few { names = Set(found.map { reader.text(of: $0.name) }) }
            let isNew =
                found.count < Self.few
                ? !found.contains { reader.areEqual($0.name, name) } : names.insert(reader.text(of: name)).inserted
            guard isNew else {
                throw reader.failure("the name \"\(reader.text(of: name).prefix(60))\" appears more than once")
            }
            found.append((name, reader.position))
            _ = try reader.skip()
        }
        self.found = found
    }

    /// Whether this member comes next, in exactly the writer's form.
    @inlinable mutating func takeName(_ name: StaticString) -> Bool {
        let (base, length) = (reader.base, name.utf8CodeUnitCount)
        var place = reader.position
        guard place &+ length &+ 4 <= reader.count else { return false }
        if !isFirst {
            guard base[place] == UInt8(ascii: ",") else { return false }
            place &+= 1
        }
        // Most absent members differ in the first character.
        guard base[place] == UInt8(ascii: "\""), base[place &+ 1] == name.utf8Start[0],
            base[place &+ length &+ 1] == UInt8(ascii: "\""), base[place &+ length &+ 2] == UInt8(ascii: ":"),
            memcmp(base + (place &+ 1), name.utf8Start, length) == 0
        else { return false }
        reader.position = place &+ length &+ 3
        isFirst = false
        return true
    }

    /// A reader at the member's value; nil if the member is missing or null.
    @usableFromInline func value(_ name: StaticString) -> JSONReader? {
        for member in found where reader.isEqual(member.name, name) {
            var value = reader
            value.position = member.value
            return value.peek() == UInt8(ascii: "n") ? nil : value
        }
        return nil
    }

    @inlinable public mutating func member<Value: JSONValue>(
        _ name: StaticString, _ value: inout Value
    ) throws(JSONError) {
        if goesByName {
            guard var reader = self.value(name) else { throw JSONError("the member \"\(name)\" is missing", at: start) }
            value = try Value(from: &reader)
        } else {
            guard takeName(name) else { throw JSONError.surprise }
            value = try Value(from: &reader)
        }
    }

    @inlinable public mutating func constant(_ name: StaticString, _ text: String) throws(JSONError) {
        if goesByName {
            guard var reader = self.value(name) else { throw JSONError("the member \"\(name)\" is missing", at: start) }
            try reader.take(text, as: name)
        } else {
            guard takeName(name) else { throw JSONError.surprise }
            try reader.take(text, as: name)
        }
    }

    @inlinable public mutating func member<Value: JSONValue>(
        _ name: StaticString, _ value: inout Value?
    ) throws(JSONError) {
        if goesByName {
            guard var reader = self.value(name) else { return value = nil }
            value = try Value(from: &reader)
        } else if takeName(name) {
            guard reader.peek() != UInt8(ascii: "n") else { throw JSONError.surprise }
            value = try Value(from: &reader)
        } else {
            value = nil
        }
    }

    @inlinable public mutating func member<Value: JSONValue & Equatable>(
        _ name: StaticString, _ value: inout Value, default usual: Value
    ) throws(JSONError) {
        var optional: Value?
        try member(name, &optional)
        value = optional ?? usual
    }

    @inlinable public mutating func group(
        _ name: StaticString, isAbsent: Bool?, _ members: (inout MemberReader) throws(JSONError) -> Void
    ) throws(JSONError) {
        if !goesByName, takeName(name) {
            guard reader.takeIf("{") else { throw JSONError.surprise }
            isFirst = true
            try members(&self)
            guard reader.takeIf("}") else { throw JSONError.surprise }
            isFirst = false
        } else {
            guard goesByName || isAbsent != nil else { throw JSONError.surprise }
            try groupByName(name, isAbsent: isAbsent, members)
        }
    }

    @usableFromInline func groupByName(
        _ name: StaticString, isAbsent: Bool?, _ members: (inout MemberReader) throws(JSONError) -> Void
    ) throws(JSONError) {
        let value = self.value(name)
        guard value != nil || isAbsent != nil else { throw JSONError("the member \"\(name)\" is missing", at: start) }
        var inner =
            try value.map { (value) throws(JSONError) in try MemberReader(byName: value) }
            ?? MemberReader(empty: reader)
        try members(&inner)
    }

    @inlinable public mutating func derived<Value: JSONValue & Equatable>(
        _ name: StaticString, _ value: @autoclosure () -> Value, default usual: Value?
    ) throws(JSONError) {
        if !goesByName, takeName(name) { _ = try reader.skip() }
    }

    @inlinable public mutating func require(_ isRight: Bool, _ reason: @autoclosure () -> String) throws(JSONError) {
        guard isRight else { throw reader.failure(reason()) }
    }

    /// Consumes the end of the object and returns the next position. Members that nobody asked for are a surprise at
    /// first.
    @usableFromInline mutating func end() throws(JSONError) -> Int {
        if !goesByName {
            guard reader.takeIf("}") else { throw JSONError.surprise }
        }
        return reader.position
    }
}
