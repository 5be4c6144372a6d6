// CloudEvents 1.0.2, the form of every record but mails. `CloudEvent` is an event that any program may have written,
// with its attributes unchanged. Our own records (`ScheduledStep`, `StatusRecord` …) share `Envelope` and read
// themselves.

import Base
import FoundationEssentials
import JSON
import Offers

/// Bytes that are not an event. The text says what is missing and what a correct event looks like.
public struct EventError: Error, Equatable, CustomStringConvertible {
    public var description: String

    public init(_ description: String) {
        self.description = description
    }
}

/// An event about one offer.
public struct CloudEvent: Sendable, Equatable {
    /// The value of an extension attribute (CloudEvents 1.0.2, type system).
    public enum Value: Sendable, Equatable {
        case string(String)
        case integer(Int)
        case boolean(Bool)

        public var text: String {
            switch self {
            case .string(let text): text
            case .integer(let number): String(number)
            case .boolean(let flag): flag ? "true" : "false"
            }
        }
    }

    public struct Attribute: Sendable, Equatable {
        public var name: String
        public var value: Value
    }

    /// The limit of extension attributes; our own events have about a dozen.
    static let mostAttributes = 128

    /// Derived from submission, step, attempt and kind, so that readers recognize a repeated event.
    public var id: String
    /// The program that wrote it: `/offers/certify`.
    public var source: String
    public var type: EventType
    /// `publisher/offer`, which is also the record key.
    public var subject: String
    public var time: Timestamp
    /// Extension attributes in their original order. Unknown ones are kept and passed on.
    public var attributes: [Attribute] = []
    /// JSON bytes; empty if the event has no data.
    public var data: [UInt8]

    public init(
        id: String, source: String, type: EventType, subject: String, time: Timestamp, data: [UInt8] = []
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time
        self.data = data
    }

    /// The subject as bytes: the record key.
    public var key: [UInt8] { Array(subject.utf8) }

    /// An extension attribute as text; setting nil removes it.
    public subscript(name: String) -> String? {
        get { attributes.first { $0.name == name }?.value.text }
        set { set(name, newValue.map(Value.string)) }
    }

    /// An extension attribute as a whole number; nil if it is missing or not a number.
    public func integer(_ name: String) -> Int? { self[name].flatMap { Int($0) } }

    public mutating func set(_ name: String, _ value: Value?) {
        guard let value else { return attributes.removeAll { $0.name == name } }
        if let index = attributes.firstIndex(where: { $0.name == name }) {
            attributes[index].value = value
        } else {
            attributes.append(Attribute(name: name, value: value))
        }
    }
}

// MARK: Structured and binary mode

extension CloudEvent: JSONValue {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("specversion", "1.0")
            json.member("id", id)
            json.member("source", source)
            json.member("type", type)
            json.member("subject", subject)
            json.member("time", time)
            for attribute in attributes {
                switch attribute.value {
                case .string(let text): json.member(named: attribute.name, text)
                case .integer(let number): json.member(named: attribute.name, number)
                case .boolean(let flag): json.member(named: attribute.name, flag)
                }
            }
            if !data.isEmpty { json.member("data", RawJSON(data)) }
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        var parts = Parts()
        try json.members { (name, value) throws(JSONError) in
            let name = value.text(of: name)
            let isNew: Bool
            switch value.peek() {
            case _ where name == "data":
                isNew = parts.data == nil
                parts.data = try RawJSON(from: &value).bytes
            // Null means absent (JSON event format 1.0.2, section 3.1).
            case UInt8(ascii: "\"") where name == "data_base64":
                guard parts.data == nil else { throw value.failure("an event has data or data_base64, not both") }
                isNew = true
                parts.data = try Self.data(base64: try String(from: &value))
            // CloudEvents has no objects here.
            case UInt8(ascii: "n"), UInt8(ascii: "{"), UInt8(ascii: "["):
                isNew = true
                _ = try value.skip()
            case UInt8(ascii: "\""): isNew = try parts.take(name, .string(try String(from: &value)))
            case UInt8(ascii: "t"), UInt8(ascii: "f"): isNew = try parts.take(name, .boolean(try Bool(from: &value)))
            default:
                let word = String(decoding: try value.literal(), as: UTF8.self)
                // CloudEvents has only whole numbers; any other number is kept as text.
                isNew = try parts.take(name, Int(word).map(Value.integer) ?? .string(word))
            }
            // Readers differ in which of two equal names they use, so a repeated name could mean different things to
            // them.
            guard isNew else { throw value.failure("the name \"\(name.prefix(60))\" appears more than once") }
        }
        self = try parts.event()
    }

    public static var schema: JSONNode { ["$ref": "event.schema.json"] }

    /// The bytes of `data_base64` (JSON event format 1.0.2, section 3.1.1). They must be JSON, because we write them
    /// into a JSON text.
    private static func data(base64 text: String) throws(JSONError) -> [UInt8] {
        guard let decoded = Data(base64Encoded: text) else { throw JSONError("data_base64 is not base64") }
        var bytes = [UInt8](decoded)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        do throws(JSONError) { _ = try RawJSON(json: bytes) } catch {
            let looks = ForeignRecord.words(bytes).map { ": \($0)" } ?? ""
            throw JSONError("data_base64 holds no JSON: \(error)\(looks)")
        }
        return bytes
    }

    /// The error if the data are a JSON text instead of an object; otherwise nil.
    var dataInQuotes: String? {
        data.first { $0 > 0x20 } == UInt8(ascii: "\"") ? ForeignRecord.words(data) : nil
    }

    /// Reads structured mode. Attributes may come in any order and `data` anywhere.
    public init(structured record: [UInt8]) throws(EventError) {
        do { self = try CloudEvent(json: record) } catch {
            throw EventError("not an event: \(error). Expected one CloudEvents 1.0 JSON object")
        }
    }

    /// Reads binary mode: attributes as `ce_<name>` headers (Kafka protocol binding 1.0.2, section 3.2), data as value.
    public init(binary headers: [Message.Header], value: [UInt8]) throws(EventError) {
        var parts = Parts()
        do throws(JSONError) {
            // A header without a value is a missing attribute.
            for header in headers where header.name.hasPrefix("ce_") && !header.value.isEmpty {
                let text = String(decoding: header.value, as: UTF8.self)
                guard try parts.take(String(header.name.dropFirst(3)), .string(text)) else {
                    throw JSONError("the header \"\(header.name.prefix(60))\" appears more than once")
                }
            }
            parts.data = value
            self = try parts.event()
        } catch { throw EventError("not an event: \(error). Expected CloudEvents 1.0 headers (ce_id, ce_source, …)") }
    }

    /// Reads a record's value by its headers: binary mode if there is a `ce_specversion`, otherwise structured mode.
    public init(headers: [Message.Header], value: [UInt8]) throws(EventError) {
        if headers.contains(where: { $0.name == "ce_specversion" }) {
            try self.init(binary: headers, value: value)
        } else {
            try self.init(structured: value)
        }
    }

    /// The event in structured mode.
    public func structured() -> [UInt8] { json }
}

/// The attributes read so far. Missing ones are known only at the end.
private struct Parts {
    var data: [UInt8]?
    private var context: [String: String] = [:]
    private var extensions: [CloudEvent.Attribute] = []

    private static let known: Set = ["specversion", "id", "source", "type", "subject", "time", "datacontenttype"]

    /// False if the name was already there.
    mutating func take(_ name: String, _ value: CloudEvent.Value) throws(JSONError) -> Bool {
        if Self.known.contains(name), case .string(let text) = value {
            return context.updateValue(text, forKey: name) == nil
        }
        guard !extensions.contains(where: { $0.name == name }) else { return false }
        guard extensions.count < CloudEvent.mostAttributes else {
            throw JSONError("more than \(CloudEvent.mostAttributes) attributes")
        }
        extensions.append(.init(name: name, value: value))
        return true
    }

    func event() throws(JSONError) -> CloudEvent {
        func need(_ name: String) throws(JSONError) -> String {
            guard let text = context[name], !text.isEmpty else {
                throw JSONError("the CloudEvents attribute \"\(name)\" is missing")
            }
            return text
        }
        let version = try need("specversion")
        guard version == "1.0" else {
            throw JSONError("specversion is \"\(version.prefix(20))\"; only CloudEvents \"1.0\" is read")
        }
        let time = context["time"] ?? Timestamp(milliseconds: 0).description
        guard let time = Timestamp(time) else {
            throw JSONError("time \"\(time.prefix(40))\" is not an RFC 3339 date-time such as 2026-01-31T09:00:00Z")
        }
        var event = CloudEvent(
            id: try need("id"), source: try need("source"), type: EventType(rawValue: try need("type")),
            subject: context["subject"] ?? "", time: time, data: data ?? [])
        event.attributes = extensions
        return event
    }
}
