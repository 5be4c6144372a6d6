// Recognizes what other programs commonly send instead of an event, and says what to change in each. Used only in the
// text of dead letters; the record is never repaired.

import JSON

enum ForeignRecord {
    /// What the value looks like and what to change; nil if it is not recognized.
    static func words(_ value: [UInt8]) -> String? {
        guard let first = value.first(where: { !isBlank($0) }) else {
            return "the record is empty. Send an offer document or a command as its value"
        }
        return frame(value) ?? encoding(value) ?? shape(value, first)
    }

    /// An object with the members of another program's envelope.
    static func envelope(_ value: [UInt8]) -> String? {
        guard case .object(let members)? = try? JSONNode(json: value) else { return nil }
        let names = Set(members.map(\.name))
        if names.isSuperset(of: ["schema", "payload"]) {
            return "it is in the envelope of Kafka Connect's JsonConverter. Set value.converter.schemas.enable=false"
        }
        if names.isSuperset(of: ["op", "after"]) {
            return
                "it is a change event of Debezium. Send the row alone: transforms=unwrap with ExtractNewRecordState, or "
                + "the outbox event router"
        }
        return nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    /// Another program's bytes before or around the text.
    private static func frame(_ value: [UInt8]) -> String? {
        if value.starts(with: [0x1F, 0x8B]) {
            return "it is compressed with gzip. Leave compression to the producer (compression.type)"
        }
        guard value.count > 5, value[0] == 0, !value[..<4].contains(where: { $0 == UInt8(ascii: "{") }) else {
            return nil
        }
        let id = value[1..<5].reduce(0) { $0 << 8 | Int($1) }
        return
            "its first byte is 0, as the serializers of Schema Registry write it (schema id \(id)). Use a serializer for "
            + "plain strings or bytes"
    }

    /// An encoding other than UTF-8.
    private static func encoding(_ value: [UInt8]) -> String? {
        if value.starts(with: [0xFF, 0xFE]) || value.starts(with: [0xFE, 0xFF])
            || value.count > 3 && (value[0] == 0) != (value[1] == 0) && (value[2] == 0) != (value[3] == 0)
        {
            return "it is UTF-16. Send UTF-8 (RFC 8259, section 8.1)"
        }
        guard let place = firstInvalid(value) else { return nil }
        let byte = "0x" + String(value[place], radix: 16, uppercase: true)
        return "its byte \(place) (\(byte)) is not UTF-8; it looks like Latin-1 or Windows-1252. Send UTF-8 (RFC 8259, "
            + "section 8.1)"
    }

    private static func firstInvalid(_ value: [UInt8]) -> Int? {
        var decoder = UTF8()
        var bytes = value.makeIterator()
        var place = 0
        while true {
            switch decoder.decode(&bytes) {
            case .scalarValue(let scalar): place += UTF8.width(scalar)
            case .emptyInput: return nil
            case .error: return place
            }
        }
    }

    /// Valid text that is not an object.
    private static func shape(_ value: [UInt8], _ first: UInt8) -> String? {
        let whole = try? JSONNode(json: value)
        switch (first, whole) {
        case (UInt8(ascii: "["), .some):
            return "it is an array. Send one record for each element: Kafka has no batch mode of CloudEvents"
        case (UInt8(ascii: "\""), .some):
            return "it is a JSON text in quotes, so it was encoded twice. Send the object itself (Debezium's outbox: "
                + "table.expand.json.payload=true)"
        // A complete object with an error inside; the reader's message says where.
        case (UInt8(ascii: "{"), nil) where value.last { !isBlank($0) } == UInt8(ascii: "}") && value.count > 2:
            return nil
        case (_, nil):
            return
                "it looks like a piece of a JSON document: one line of it, or what is behind a key's delimiter. Send the "
                + "document as one record (jq -c ., or kcat with the file's name as argument and without -K)"
        default: return nil
        }
    }
}
