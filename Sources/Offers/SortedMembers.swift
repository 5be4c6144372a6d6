// An object's members in the order of their names, the order that all of ours is written in: read where they stand, in
// one pass. `JSONObject` takes any order and goes through the bytes twice, once more at each level of what is nested.

import Glibc

/// Members of a JSON object, asked for by name.
protocol JSONMembers {
    /// A member that must be there; throws `JSONError` where it is missing or of another type.
    mutating func value<Value: WireValue>(_ name: StaticString) throws -> Value
    /// A member that may be missing or null.
    mutating func optional<Value: WireValue>(_ name: StaticString) throws -> Value?
}

extension JSONObject: JSONMembers {}

/// An object that asks for its members in the order of their names.
protocol OrderedWireValue: WireValue {
    init(_ json: inout some JSONMembers) throws
}

/// The members of one JSON object whose names rise. To be asked for in that order; what is not there, or is there and
/// not asked for, costs a look at its name.
private struct SortedMembers: JSONMembers {
    private var scanner: JSONScanner
    /// The name of the member whose value comes next; nil at the end.
    private var next: Range<Int>?

    init(_ scanner: JSONScanner) throws {
        self.scanner = scanner
        try self.scanner.take(UInt8(ascii: "{"), "an object")
        next = self.scanner.takeIf(UInt8(ascii: "}")) ? nil : try name()
    }

    mutating func value<Value: WireValue>(_ name: StaticString) throws -> Value {
        guard let value: Value = try optional(name) else {
            throw JSONError(reason: "/\(name) is missing", offset: nil)
        }
        return value
    }

    mutating func optional<Value: WireValue>(_ name: StaticString) throws -> Value? {
        while let here = next {
            let order = scanner.order(of: here, and: name)
            guard order <= 0 else { return nil }
            let isNull = scanner.peek() == UInt8(ascii: "n")
            let value: Value? = order == 0 && !isNull ? try Value(from: &scanner) : nil
            if value == nil { _ = try scanner.skip() }
            try advance(from: here)
            if order == 0 { return value }
        }
        return nil
    }

    /// Steps over what is left; gives the place behind the object.
    mutating func end() throws -> Int {
        while let here = next {
            _ = try scanner.skip()
            try advance(from: here)
        }
        return scanner.position
    }

    private mutating func advance(from name: Range<Int>) throws {
        guard scanner.takeIf(UInt8(ascii: ",")) else {
            try scanner.take(UInt8(ascii: "}"), "',' or '}'")
            return next = nil
        }
        let following = try self.name()
        guard scanner.rises(name, following) else { throw scanner.failure("names do not rise") }
        next = following
    }

    private mutating func name() throws -> Range<Int> {
        let name = try scanner.stringRange()
        try scanner.take(UInt8(ascii: ":"), "':'")
        return name
    }
}

extension JSONScanner {
    /// Takes an object. What cannot be read in the order of names may be right in another, or is wrong: `JSONObject` says.
    mutating func ordered<Value: OrderedWireValue>() throws -> Value {
        do {
            var members = try SortedMembers(self)
            let value = try Value(&members)
            position = try members.end()
            return value
        } catch {
            var members = try JSONObject(&self)
            return try Value(&members)
        }
    }

    /// Below zero where the name in that place comes before, zero where it is the same.
    fileprivate func order(of place: Range<Int>, and name: StaticString) -> Int {
        order(bytes[place], UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)[...])
    }

    fileprivate func rises(_ name: Range<Int>, _ following: Range<Int>) -> Bool {
        order(bytes[name], bytes[following]) < 0
    }

    private func order(_ left: Slice<UnsafeBufferPointer<UInt8>>, _ right: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        let (left, right) = (UnsafeBufferPointer(rebasing: left), UnsafeBufferPointer(rebasing: right))
        guard let own = left.baseAddress, let others = right.baseAddress else { return left.count - right.count }
        let order = memcmp(own, others, min(left.count, right.count))
        return order == 0 ? left.count - right.count : Int(order)
    }
}
