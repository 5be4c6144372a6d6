// The plain values that read and write their own JSON: texts, numbers, truth values, times, words of an enumeration,
// lists and dictionaries of these.

import Base

extension String: WireValue {
    public func write(to json: inout JSONWriter) { json.string(self) }
    public init(from json: inout JSONScanner) throws { self = try json.string() }
}

extension Int: WireValue {
    public func write(to json: inout JSONWriter) { json.number(self) }

    public init(from json: inout JSONScanner) throws {
        let literal = try json.literalBytes()
        guard let number = literal.wholeNumber ?? Int(String(decoding: literal, as: UTF8.self)) else {
            throw json.failure("expected a whole number")
        }
        self = number
    }
}

extension Bool: WireValue {
    public func write(to json: inout JSONWriter) { json.literal(self ? "true" : "false") }

    public init(from json: inout JSONScanner) throws {
        guard let flag = Bool(try json.literal()) else { throw json.failure("expected true or false") }
        self = flag
    }
}

extension Timestamp: WireValue {
    public func write(to json: inout JSONWriter) { json.time(self) }

    public init(from json: inout JSONScanner) throws {
        let text = try json.plainString()
        guard let time = Timestamp(utf8: text) else { throw json.failure("expected an RFC 3339 date-time") }
        self = time
    }
}

extension WireValue where Self: RawRepresentable<String> {
    public func write(to json: inout JSONWriter) { json.string(rawValue) }

    public init(from json: inout JSONScanner) throws {
        let word = try json.string()
        guard let value = Self(rawValue: word) else { throw json.failure("unknown word \"\(word)\"") }
        self = value
    }
}

extension Array: WireValue where Element: WireValue {
    public func write(to json: inout JSONWriter) {
        json.array { for element in self { $0.element(element) } }
    }

    public init(from json: inout JSONScanner) throws {
        self = []
        try json.elements { append(try Element(from: &$0)) }
    }
}

extension [String: String]: WireValue {
    public func write(to json: inout JSONWriter) {
        json.object { for (name, value) in sorted(by: { $0.key < $1.key }) { $0.member(named: name, value) } }
    }

    public init(from json: inout JSONScanner) throws {
        self = [:]
        try json.object { name, json in self[name] = try json.string() }
    }
}
