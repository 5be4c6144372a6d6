// An object's members by name. They are found in one pass and read where they lie, in whatever order they are asked for;
// no text is made of a name. Members nobody asks for cost being stepped over.

import Glibc

/// The members of one JSON object. Valid as long as the bytes behind the scanner it was read from.
public struct JSONObject {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let members: [(name: Range<Int>, value: Int)]

    /// Takes an object from the scanner.
    public init(_ scanner: inout JSONScanner) throws {
        bytes = scanner.bytes
        var found: [(name: Range<Int>, value: Int)] = []
        found.reserveCapacity(16)
        try scanner.members { name, scanner in
            _ = scanner.peek()
            found.append((name, scanner.position))
            _ = try scanner.skip()
        }
        members = found
    }

    /// A member that must be there; throws `JSONError` where it is missing or of another type.
    public func value<Value: WireValue>(_ name: StaticString) throws -> Value {
        guard let value: Value = try optional(name) else {
            throw JSONError(reason: "/\(name) is missing", offset: nil)
        }
        return value
    }

    /// A member that may be missing or null.
    public func optional<Value: WireValue>(_ name: StaticString) throws -> Value? {
        guard let place = place(name) else { return nil }
        var scanner = JSONScanner(bytes, at: place)
        if scanner.peek() == UInt8(ascii: "n") { return nil }
        return try Value(from: &scanner)
    }

    /// A member that is an object itself; nil where it is missing or null.
    public func object(_ name: StaticString) throws -> JSONObject? {
        guard let place = place(name) else { return nil }
        var scanner = JSONScanner(bytes, at: place)
        if scanner.peek() == UInt8(ascii: "n") { return nil }
        return try JSONObject(&scanner)
    }

    /// Where the member's value stands; of two with one name the last.
    func place(_ name: StaticString) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        let length = name.utf8CodeUnitCount
        return members.last {
            $0.name.count == length && memcmp(base + $0.name.lowerBound, name.utf8Start, length) == 0
        }?.value
    }
}
