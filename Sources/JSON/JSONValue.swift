// Values that can be written as JSON and read back: plain values, lists, dictionaries, enumerations.

import Base
import FoundationEssentials

/// A value that reads and writes its own JSON.
public protocol JSONValue: Sendable {
    func write(to json: inout JSONWriter)
    init(from json: inout JSONReader) throws(JSONError)
    /// The form of the JSON (JSON Schema 2020-12).
    static var schema: JSONNode { get }
    /// Reads the value from a tree. If the tree does not fit, returns nil and reports mismatches.
    static func read(_ node: JSONNode, _ tree: inout TreeReader) -> Self?
}

extension JSONValue {
    /// The value as one JSON text.
    @inlinable public var json: [UInt8] { JSONWriter.bytes { write(to: &$0) } }

    /// Reads one JSON text; throws `JSONError`.
    @inlinable public init(json: [UInt8]) throws(JSONError) {
        self = try JSONReader.read(json) { (reader) throws(JSONError) in try Self(from: &reader) }
    }
}

extension String: JSONValue {
    @inlinable public func write(to json: inout JSONWriter) { json.text(self) }
    @inlinable public init(from json: inout JSONReader) throws(JSONError) { self = try json.text() }
    public static var schema: JSONNode { ["type": "string"] }
}

extension Int: JSONValue {
    @inlinable public func write(to json: inout JSONWriter) { json.number(self) }

    public init(from json: inout JSONReader) throws(JSONError) {
        let literal = try json.literal()
        guard let number = literal.wholeNumber ?? Int(digits: String(decoding: literal, as: UTF8.self)) else {
            throw json.failure("expected a whole number")
        }
        self = number
    }

    public static var schema: JSONNode { ["type": "integer"] }
}

extension Int {
    /// A whole number in any JSON form: `443`, `443.0` and `4.43e2` are equal (JSON Schema, "integer"). Nil for a
    /// number with a fraction, and for one with a point or an exponent beyond 2^53.
    init?(digits: String) {
        if let number = Int(digits) {
            self = number
        } else if let number = Double(digits), number.magnitude <= 9_007_199_254_740_992 {
            self.init(exactly: number)
        } else {
            return nil
        }
    }
}

extension Int64: JSONValue {
    @inlinable public func write(to json: inout JSONWriter) { json.number(Int(self)) }
    @inlinable public init(from json: inout JSONReader) throws(JSONError) { self = Int64(try Int(from: &json)) }
    public static var schema: JSONNode { Int.schema }
}

extension Bool: JSONValue {
    public func write(to json: inout JSONWriter) { if self { json.raw("true") } else { json.raw("false") } }

    public init(from json: inout JSONReader) throws(JSONError) {
        _ = json.peek()
        if json.takeIf("true") {
            self = true
        } else if json.takeIf("false") {
            self = false
        } else {
            throw json.failure("expected true or false")
        }
    }

    public static var schema: JSONNode { ["type": "boolean"] }
}

extension Timestamp: JSONValue {
    @inlinable public func write(to json: inout JSONWriter) { json.time(self) }

    public init(from json: inout JSONReader) throws(JSONError) {
        guard let text = try json.plainText(), let time = Timestamp(utf8: text) else {
            throw json.failure("expected an RFC 3339 date-time such as 2026-01-31T09:00:00Z")
        }
        self = time
    }

    public static var schema: JSONNode { ["type": "string", "format": "date-time"] }
}

/// Whole milliseconds.
extension Duration: JSONValue {
    public func write(to json: inout JSONWriter) { json.number(Int(milliseconds)) }
    public init(from json: inout JSONReader) throws(JSONError) { self = .milliseconds(try Int(from: &json)) }
    public static var schema: JSONNode { ["type": "integer", "minimum": 0] }
}

/// A word of an enumeration.
extension JSONValue where Self: RawRepresentable<String> {
    @inlinable public func write(to json: inout JSONWriter) { json.text(rawValue) }

    @inlinable public init(from json: inout JSONReader) throws(JSONError) {
        let word = try json.text()
        guard let value = Self(rawValue: word) else { throw json.failure("unknown word \"\(word.prefix(60))\"") }
        self = value
    }
}

extension JSONValue where Self: RawRepresentable<String> & CaseIterable {
    public static var schema: JSONNode { ["enum": .array(allCases.map { .string($0.rawValue) })] }
}

extension Array: JSONValue where Element: JSONValue {
    @inlinable public func write(to json: inout JSONWriter) {
        // By index: iterating over the array copies each element.
        json.array { json in for index in indices { json.element(self[index]) } }
    }

    @inlinable public init(from json: inout JSONReader) throws(JSONError) {
        var list: [Element] = []
        try json.elements { (json) throws(JSONError) in list.append(try Element(from: &json)) }
        self = list
    }

    public static var schema: JSONNode { ["type": "array", "items": Element.schema] }
}

/// An element that may be null.
extension Optional: JSONValue where Wrapped: JSONValue {
    @inlinable public func write(to json: inout JSONWriter) {
        if let self { self.write(to: &json) } else { json.raw("null") }
    }

    @inlinable public init(from json: inout JSONReader) throws(JSONError) {
        if json.peek() == UInt8(ascii: "n"), json.takeIf("null") { self = nil } else { self = try Wrapped(from: &json) }
    }

    public static var schema: JSONNode { ["anyOf": .array([Wrapped.schema, ["type": "null"]])] }
}

/// Names and values, written in the order of their names.
extension [String: String]: JSONValue {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            for (name, value) in sorted(by: { $0.key < $1.key }) { json.member(named: name, value) }
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var values: [String: String] = [:]
        try json.members { (name, json) throws(JSONError) in
            let name = json.text(of: name)
            guard values.updateValue(try json.text(), forKey: name) == nil else {
                throw json.failure("the name \"\(name.prefix(60))\" appears more than once")
            }
        }
        self = values
    }

    public static var schema: JSONNode { ["type": "object", "additionalProperties": String.schema] }
}

/// A value that keeps its original bytes: the offer document.
public struct RawJSON: JSONValue, Equatable {
    public var bytes: [UInt8]

    /// `bytes` must be one JSON value.
    public init(_ bytes: [UInt8] = Array("{}".utf8)) { self.bytes = bytes }

    public func write(to json: inout JSONWriter) { bytes.withUnsafeBufferPointer { json.raw($0) } }

    public init(from json: inout JSONReader) throws(JSONError) {
        let range = try json.skip()
        bytes = [UInt8](json.bytes(range))
    }

    public static var schema: JSONNode { [:] }
}

/// A number to the digit.
extension Decimal: JSONValue {
    public func write(to json: inout JSONWriter) {
        var digits = description
        digits.withUTF8 { json.raw($0) }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        guard let number = Decimal(string: String(decoding: try json.literal(), as: UTF8.self)), !number.isNaN else {
            throw json.failure("expected a number")
        }
        self = number
    }

    public static var schema: JSONNode { ["type": "number"] }
}
