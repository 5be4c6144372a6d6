// The one reader and writer of events. Written: CloudEvents structured mode, `data` last, the offer's bytes spliced in.
// Read: structured mode from anybody, binary mode (`ce_` headers); a bare JSON document is the command reader's matter.

import Base

/// Bytes that are no event; the text says what is missing and what a right one looks like.
public struct EventError: Error, Equatable, CustomStringConvertible {
    public var description: String

    public init(_ description: String) {
        self.description = description
    }
}

extension Event {
    /// The most extension attributes that are read; ours write a dozen.
    static let mostAttributes = 128

    /// The event in structured mode (CloudEvents 1.0.2, JSON event format).
    public func structured() -> [UInt8] {
        withData { data in
            // In a record names and marks stand as well; beside texts of our own they take some 300 bytes more.
            let names = text.record.isEmpty ? 300 : 32
            return JSONWriter.bytes(capacity: names + max(text.record.count, data.count) + text.own.count) { json in
                json.object { write(data, to: &$0) }
            }
        }
    }

    private func write(_ data: UnsafeBufferPointer<UInt8>, to json: inout JSONWriter) {
        json.member("specversion", "1.0")
        text.with(idPiece) { json.member("id", text: $0) }
        text.with(sourcePiece) { json.member("source", text: $0) }
        text.with(typePiece) { json.member("type", text: $0) }
        text.with(subjectPiece) { json.member("subject", text: $0) }
        json.member("time", time)
        for attribute in attributes { write(attribute, to: &json) }
        guard !data.isEmpty else { return }
        json.member("datacontenttype", "application/json")
        json.member("data", raw: data)
    }

    private func write(_ attribute: Attribute, to json: inout JSONWriter) {
        text.with(attribute.name) { name in
            text.with(attribute.value) { json.member(named: name, $0, isText: attribute.isText) }
        }
    }

    /// A new event straight as it stands on the wire, for what is said of every offer at every step: no value is made of
    /// it in between. The id may end in a word and a number of its own. `attributes` and `data` write their part;
    /// `capacity` is a good guess at the length.
    public static func structured(
        id: String, _ word: StaticString = "", _ number: Int? = nil, source: String, type: EventType, subject: String,
        time: Timestamp, capacity: Int,
        attributes: (inout JSONWriter) -> Void, data: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        JSONWriter.bytes(capacity: capacity) { json in
            json.object { json in
                json.member("specversion", "1.0")
                json.member("id", id, word, number)
                json.member("source", source)
                json.member("type", type.rawValue)
                json.member("subject", subject)
                json.member("time", time)
                attributes(&json)
                json.member("datacontenttype", "application/json")
                json.member("data", data)
            }
        }
    }

    /// Reads structured mode. Attributes may come in any order and `data` anywhere; its bytes are kept as they are.
    public init(structured record: [UInt8]) throws {
        do {
            var reading = Reading(EventText(record))
            try record.withUnsafeBufferPointer { try reading.scan($0) }
            self = try reading.event()
        } catch let error as JSONError {
            throw EventError("no event: \(error). Expected one CloudEvents 1.0 JSON object")
        }
    }

    /// The event of a record in which everything was found where `Event.structured` puts it.
    init(_ record: [UInt8], _ envelope: Envelope) {
        var attributes: [Attribute] = []
        attributes.reserveCapacity(16)
        let time = record.withUnsafeBufferPointer { record in
            envelope.forEachAttribute(in: record) { name, value, isText in
                attributes.append(Attribute(name: name, value: value, isText: isText))
            }
            return Timestamp(utf8: record[envelope.time])
        }
        self.init(
            EventText(record), id: envelope.id, source: envelope.source, type: envelope.type,
            subject: envelope.subject, time: time ?? Timestamp(milliseconds: 0), attributes: attributes,
            body: .inRecord(Int(envelope.data.start)..<Int(envelope.data.end)))
    }

    /// Reads binary mode: attributes as `ce_<name>` headers (Kafka protocol binding 1.0.2, section 3.2), data as value.
    public init(binary headers: [Message.Header], value: [UInt8]) throws {
        var reading = Reading(EventText())
        for header in headers where header.name.hasPrefix("ce_") {
            let name = reading.text.add(String(header.name.dropFirst(3)))
            let text = reading.text.add(String(decoding: header.value, as: UTF8.self))
            _ = try reading.take(name, text, isText: true)
        }
        reading.body = value.isEmpty ? .none : .own(value)
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

    /// The data as a value; nil where there are none. Throws `JSONError`.
    public func decodeData<Value: WireValue>() throws -> Value? {
        try withData { $0.isEmpty ? nil : try Value(json: $0) }
    }

    /// Writes the id as a member of an object.
    public func writeID(as name: StaticString, to json: inout JSONWriter) {
        text.with(idPiece) { json.member(name, text: $0) }
    }

    /// Writes the type as a member of an object.
    public func writeType(as name: StaticString, to json: inout JSONWriter) {
        text.with(typePiece) { json.member(name, text: $0) }
    }

    /// Writes the subject as a member of an object.
    public func writeSubject(as name: StaticString, to json: inout JSONWriter) {
        text.with(subjectPiece) { json.member(name, text: $0) }
    }

    /// Writes an attribute as a member of an object; nothing where it is missing.
    public func write(_ attribute: String, as name: StaticString, to json: inout JSONWriter) {
        guard let piece = self.attribute(attribute)?.value else { return }
        text.with(piece) { json.member(name, text: $0) }
    }

    /// Writes the id of the event's trace; nothing where it has none or a broken one.
    public func writeTraceID(as name: StaticString, to json: inout JSONWriter) {
        guard let piece = attribute(ScheduledStep.Name.traceParent)?.value else { return }
        text.with(piece) { if let id = TraceParent.traceID($0) { json.member(name, text: id) } }
    }

    /// Whether these bytes are the subject.
    public func isAbout(key: [UInt8]) -> Bool {
        key.withUnsafeBufferPointer { key in text.with(subjectPiece) { $0.isEqual(key) } }
    }

    /// Sets an attribute to a time.
    mutating func set(_ name: String, _ time: Timestamp) {
        set(name, .string(time.description))
    }
}

/// Attributes as they come in, before it is known whether all that an event needs were there.
private struct Reading {
    typealias Piece = EventText.Piece

    /// Those that CloudEvents itself gives a meaning.
    private enum Known: CaseIterable {
        case specversion, id, source, type, subject, time, datacontenttype

        var name: StaticString {
            switch self {
            case .specversion: "specversion"
            case .id: "id"
            case .source: "source"
            case .type: "type"
            case .subject: "subject"
            case .time: "time"
            case .datacontenttype: "datacontenttype"
            }
        }
    }

    var text: EventText
    var body = Event.Body.none
    private var specversion, id, source, type, subject, time, datacontenttype: Piece?
    private var extensions: [Event.Attribute] = []

    init(_ text: EventText) {
        self.text = text
        extensions.reserveCapacity(16)
    }

    mutating func scan(_ record: UnsafeBufferPointer<UInt8>) throws {
        var scanner = JSONScanner(record)
        var hasData = false
        try scanner.members { name, scanner in
            guard !scanner.hasEscape(name) else { throw scanner.failure("an escape in an attribute's name") }
            // Readers differ in which of two they take, so a doubled name could mean one thing here and another there.
            var isNew = true
            if Self.isEqual(record, name, "data") {
                isNew = !hasData
                hasData = true
                body = .inRecord(try scanner.skip())
            } else if let (value, isText) = try value(&scanner) {
                isNew = try take(Piece(name), value, isText: isText)
            }
            guard isNew else { throw scanner.failure("the name \"\(try scanner.text(name))\" stands twice") }
        }
        guard scanner.isAtEnd else { throw scanner.failure("more bytes after the event") }
    }

    /// Takes an attribute's value; nil for null and for what CloudEvents does not allow there (objects, arrays).
    private mutating func value(_ scanner: inout JSONScanner) throws -> (Piece, isText: Bool)? {
        switch scanner.peek() {
        case UInt8(ascii: "\""):
            let range = try scanner.stringRange()
            return (scanner.hasEscape(range) ? text.add(try scanner.text(range)) : Piece(range), true)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            _ = try scanner.skip()
            return nil
        default:
            let range = try scanner.literalRange()
            if scanner.isPlainNumber(range) { return (Piece(range), false) }
            switch try scanner.text(range) {
            case "null": return nil
            case "true", "false": return (Piece(range), false)
            case let word:
                if let number = Int(word) { return (text.add(String(number)), false) }
                guard isNumber(word) else { throw scanner.failure("\"\(word.prefix(20))\" is no JSON value") }
                // CloudEvents knows whole numbers only: any other is kept as text.
                return (Piece(range), true)
            }
        }
    }

    /// False where the name was there before, which keeps its value.
    mutating func take(_ name: Piece, _ value: Piece, isText: Bool) throws -> Bool {
        if isText, let known = text.with(name, { name in Known.allCases.first { name.isEqual($0.name) } }) {
            switch known {
            case .specversion: return Self.set(&specversion, value)
            case .id: return Self.set(&id, value)
            case .source: return Self.set(&source, value)
            case .type: return Self.set(&type, value)
            case .subject: return Self.set(&subject, value)
            case .time: return Self.set(&time, value)
            case .datacontenttype: return Self.set(&datacontenttype, value)
            }
        }
        guard !extensions.contains(where: { text.isEqual($0.name, name) }) else { return false }
        guard extensions.count < Event.mostAttributes else {
            throw EventError("no event: more than \(Event.mostAttributes) attributes")
        }
        extensions.append(Event.Attribute(name: name, value: value, isText: isText))
        return true
    }

    private static func set(_ field: inout Piece?, _ value: Piece) -> Bool {
        guard field == nil else { return false }
        field = value
        return true
    }

    private static func isEqual(_ record: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ name: StaticString) -> Bool
    {
        UnsafeBufferPointer(rebasing: record[range]).isEqual(name)
    }

    func event() throws -> Event {
        func need(_ name: String, _ piece: Piece?) throws -> Piece {
            guard let piece, piece.count > 0 else {
                throw EventError("no event: the CloudEvents attribute \"\(name)\" is missing")
            }
            return piece
        }
        let version = try need("specversion", specversion)
        guard text.isEqual(version, "1.0") else {
            throw EventError("specversion is \"\(text.string(version))\"; only CloudEvents \"1.0\" is read")
        }
        guard let moment = time.map({ text.with($0) { Timestamp(utf8: $0) } }) ?? Timestamp(milliseconds: 0) else {
            throw EventError(
                "time \"\(time.map(text.string) ?? "")\" is no RFC 3339 date-time such as 2026-01-31T09:00:00Z")
        }
        return Event(
            text, id: try need("id", id), source: try need("source", source), type: try need("type", type),
            subject: subject ?? Piece(), time: moment, attributes: extensions, body: body)
    }
}

extension EventText.Piece {
    /// A stretch of the record.
    fileprivate init(_ range: Range<Int>) {
        self.init(start: Int32(range.lowerBound), count: Int32(range.count))
    }
}
