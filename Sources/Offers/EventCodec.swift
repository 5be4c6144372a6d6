// The one reader and writer of events. Written: CloudEvents structured mode, `data` last, the offer's bytes spliced in.
// Read: structured mode from anybody, binary mode (`ce_` headers); a bare JSON document is the command reader's matter.

/// Bytes that are no event; the text says what is missing and what a right one looks like.
public struct EventError: Error, Equatable, CustomStringConvertible {
    public var description: String

    public init(_ description: String) {
        self.description = description
    }
}

extension Event {
    /// The event in structured mode (CloudEvents 1.0.2, JSON event format). One allocation, no Foundation.
    public func structured() -> [UInt8] {
        var json: [UInt8] = []
        json.reserveCapacity(512 + data.count)
        json.append(contentsOf: #"{"specversion":"1.0","id":"#.utf8)
        json.appendJSON(id)
        for (name, value) in [("source", source), ("type", type.rawValue), ("subject", subject)] {
            json.appendName(name)
            json.appendJSON(value)
        }
        json.append(contentsOf: #","time":"#.utf8)
        json.append(UInt8(ascii: "\""))
        json.append(time)
        json.append(UInt8(ascii: "\""))
        for attribute in attributes {
            json.appendName(attribute.name)
            switch attribute.value {
            case .string(let text): json.appendJSON(text)
            case .integer(let number): json.append(contentsOf: String(number).utf8)
            case .boolean(let flag): json.append(contentsOf: String(flag).utf8)
            }
        }
        if !data.isEmpty {
            json.append(contentsOf: #","datacontenttype":"application/json","data":"#.utf8)
            json.append(contentsOf: data)
        }
        json.append(UInt8(ascii: "}"))
        return json
    }

    /// Reads structured mode. Attributes may come in any order and `data` anywhere; its bytes are kept as they are.
    public init(structured bytes: [UInt8]) throws {
        do {
            self = try bytes.withUnsafeBufferPointer { try Event(scanning: $0) }
        } catch let error as JSONError {
            throw EventError("no event: \(error). Expected one CloudEvents 1.0 JSON object")
        }
    }

    private init(scanning bytes: UnsafeBufferPointer<UInt8>) throws {
        var scanner = JSONScanner(bytes)
        var reading = Reading()
        var hasData = false
        try scanner.object { name, scanner in
            // Readers differ in which of two they take, so a doubled name could mean one thing here and another there.
            var isNew = true
            if name == "data" {
                isNew = !hasData
                hasData = true
                reading.data = Array(bytes[try scanner.skip()])
            } else if let value = try scanner.attributeValue() {
                isNew = reading.take(name, value)
            }
            guard isNew else { throw scanner.failure("the name \"\(name)\" stands twice") }
        }
        guard scanner.isAtEnd else { throw scanner.failure("more bytes after the event") }
        self = try reading.event()
    }

    /// Reads binary mode: attributes as `ce_<name>` headers (Kafka protocol binding 1.0.2, section 3.2), data as value.
    public init(binary headers: [Message.Header], value: [UInt8]) throws {
        var reading = Reading()
        for header in headers where header.name.hasPrefix("ce_") {
            reading.take(String(header.name.dropFirst(3)), .string(String(decoding: header.value, as: UTF8.self)))
        }
        reading.data = value
        self = try reading.event()
    }

    /// Reads a record's value by its headers: binary mode where there is a `ce_specversion`, structured otherwise.
    public init(headers: [Message.Header], value: [UInt8]) throws {
        if headers.contains(where: { $0.name == "ce_specversion" }) {
            try self.init(binary: headers, value: value)
        } else {
            try self.init(structured: value)
        }
    }

    /// Attributes as they come in, before it is known whether all that an event needs were there.
    private struct Reading {
        var specversion, id, source, type, subject, time, datacontenttype: String?
        var extensions: [Attribute] = []
        var data: [UInt8] = []

        init() { extensions.reserveCapacity(12) }

        /// False where the name was there before, which keeps its value.
        @discardableResult mutating func take(_ name: String, _ value: Value) -> Bool {
            if case .string(let text) = value {
                switch name {
                case "specversion": return Self.set(&specversion, text)
                case "id": return Self.set(&id, text)
                case "source": return Self.set(&source, text)
                case "type": return Self.set(&type, text)
                case "subject": return Self.set(&subject, text)
                case "time": return Self.set(&time, text)
                case "datacontenttype": return Self.set(&datacontenttype, text)
                default: break
                }
            }
            guard !extensions.contains(where: { $0.name == name }) else { return false }
            extensions.append(Attribute(name: name, value: value))
            return true
        }

        private static func set(_ field: inout String?, _ text: String) -> Bool {
            guard field == nil else { return false }
            field = text
            return true
        }

        func event() throws -> Event {
            func need(_ name: String, _ text: String?) throws -> String {
                guard let text, !text.isEmpty else {
                    throw EventError("no event: the CloudEvents attribute \"\(name)\" is missing")
                }
                return text
            }
            guard try need("specversion", specversion) == "1.0" else {
                throw EventError("specversion is \"\(specversion ?? "")\"; only CloudEvents \"1.0\" is read")
            }
            guard let moment = Timestamp(time ?? "1970-01-01T00:00:00Z") else {
                throw EventError("time \"\(time ?? "")\" is no RFC 3339 date-time such as 2026-01-31T09:00:00Z")
            }
            return Event(
                id: try need("id", id), source: try need("source", source),
                type: EventType(rawValue: try need("type", type)), subject: subject ?? "", time: moment,
                attributes: extensions, data: data)
        }
    }
}

extension JSONScanner {
    /// Takes an attribute's value; nil for null and for what CloudEvents does not allow there (objects, arrays).
    fileprivate mutating func attributeValue() throws -> Event.Value? {
        switch peek() {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            _ = try skip()
            return nil
        default:
            switch try literal() {
            case "null": return nil
            case "true": return .boolean(true)
            case "false": return .boolean(false)
            case let number:
                if let integer = Int(number) { return .integer(integer) }
                guard isNumber(number) else { throw failure("\"\(number.prefix(20))\" is no JSON value") }
                return .string(number)
            }
        }
    }
}

extension [UInt8] {
    fileprivate mutating func appendName(_ name: String) {
        append(UInt8(ascii: ","))
        appendJSON(name)
        append(UInt8(ascii: ":"))
    }
}
