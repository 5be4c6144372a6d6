// A record of offers.notifications, for people: header fields unfolded and decoded (RFC 5322, RFC 2047), the plain text
// of the body (RFC 2045, RFC 2046). Parts that cannot be decoded are shown unchanged.

import Base
import BrokerClient
import Foundation
import Offers

/// A mail as written to the topic.
struct Mail: Equatable {
    /// `ce_id`, or the record's position if another program wrote it.
    let id: String
    let offer: String
    let time: Timestamp
    let position: String
    /// CloudEvents attributes of the record, without their `ce_`.
    let attributes: [String: String]
    let fields: [Field]
    /// The plain text with line feeds.
    let text: String
    let raw: String

    /// A header field, unfolded and decoded.
    struct Field: Equatable {
        var name: String
        var value: String
    }

    /// Nil for a tombstone.
    init?(_ record: TopicRecord) {
        guard let value = record.value else { return nil }
        var attributes: [String: String] = [:]
        for header in record.headers where header.name.hasPrefix("ce_") {
            attributes[String(header.name.dropFirst(3))] = String(decoding: header.value, as: UTF8.self)
        }
        self.attributes = attributes
        id = attributes["id"] ?? record.position
        offer = attributes["subject"] ?? record.key.map { String(decoding: $0, as: UTF8.self) } ?? ""
        time = attributes["time"].flatMap { Timestamp($0) } ?? record.time ?? Timestamp(milliseconds: 0)
        position = record.position
        raw = String(decoding: value, as: UTF8.self)
        let entity = Entity(raw.replacing("\r\n", with: "\n")[...])
        fields = entity.fields.map { Field(name: $0.name, value: decodedWords($0.value)) }
        text = entity.plainText(depth: 0)
    }

    /// The first field of that name.
    func field(_ name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// What `--json` prints.
    struct Report: Codable, Equatable {
        var id: String
        var offer: String
        var time: Timestamp
        var attributes: [String: String]
        var headers: [String: String]
        var text: String
        var raw: String
    }

    var report: Report {
        let headers = Dictionary(fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        return Report(
            id: id, offer: offer, time: time, attributes: attributes, headers: headers, text: text, raw: raw)
    }
}

/// Header fields and a body: a mail, or a part of one.
private struct Entity {
    var fields: [Mail.Field] = []
    var body: Substring

    /// Lines end with line feeds here.
    init(_ text: Substring) {
        body = text
        while let end = body.firstIndex(of: "\n") {
            let line = body[..<end]
            body = body[body.index(after: end)...]
            if line.isEmpty { return }
            if let first = line.first, first == " " || first == "\t", !fields.isEmpty {
                fields[fields.count - 1].value += " " + trimmed(line)
            } else if let colon = line.firstIndex(of: ":") {
                fields.append(
                    Mail.Field(name: String(line[..<colon]), value: trimmed(line[line.index(after: colon)...])))
            }
        }
    }

    private func field(_ name: String) -> String? { fields.first { $0.name.lowercased() == name }?.value }

    /// The first plain text part, decoded; empty if there is none.
    func plainText(depth: Int) -> String {
        let type = field("content-type") ?? "text/plain"
        guard type.lowercased().hasPrefix("multipart/") else {
            return type.lowercased().hasPrefix("text/plain") ? decodedBody : ""
        }
        guard depth < 4, let boundary = Self.boundary(of: type) else { return "" }
        let parts = ("\n" + body).split(separator: "\n--\(boundary)", omittingEmptySubsequences: false).dropFirst()
        for part in parts.prefix(20) where !part.hasPrefix("--") {
            let text = Entity(part.drop { $0 != "\n" }.dropFirst()).plainText(depth: depth + 1)
            if !text.isEmpty { return text }
        }
        return ""
    }

    private static func boundary(of type: String) -> String? {
        guard let start = type.range(of: "boundary=", options: .caseInsensitive)?.upperBound else { return nil }
        let value = type[start...]
        let name = value.first == "\"" ? value.dropFirst().prefix { $0 != "\"" } : value.prefix { $0 != ";" }
        return name.isEmpty ? nil : trimmed(name)
    }

    private var decodedBody: String {
        switch field("content-transfer-encoding")?.lowercased() {
        case "quoted-printable":
            return String(decoding: unquoted(body.replacing("=\n", with: "").utf8), as: UTF8.self)
        case "base64":
            guard let data = Data(base64Encoded: String(body), options: .ignoreUnknownCharacters) else {
                return String(body)
            }
            return String(decoding: data, as: UTF8.self).replacing("\r\n", with: "\n")
        case _: return String(body)
        }
    }
}

/// Decodes RFC 2047 words; blanks between two of them are dropped.
func decodedWords(_ value: String) -> String {
    var text = ""
    var bytes: [UInt8] = []
    for word in value.split(separator: " ", omittingEmptySubsequences: false) {
        if let decoded = encodedWord(word) {
            // A word may end in the middle of a character, so bytes are collected until the row of words ends.
            if bytes.isEmpty, !text.isEmpty { text += " " }
            bytes += decoded
            continue
        }
        let isAfterWord = !bytes.isEmpty
        text += String(decoding: bytes, as: UTF8.self)
        bytes = []
        text += (isAfterWord || !text.isEmpty ? " " : "") + word
    }
    return text + String(decoding: bytes, as: UTF8.self)
}

/// `=?utf-8?Q?…?=` or `=?utf-8?B?…?=`; nil for anything else, including other character sets.
private func encodedWord(_ word: Substring) -> [UInt8]? {
    let parts = word.split(separator: "?", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0] == "=", parts[4] == "=", ["utf-8", "us-ascii"].contains(parts[1].lowercased())
    else { return nil }
    switch parts[2].lowercased() {
    case "q": return unquoted(parts[3].replacing("_", with: " ").utf8)
    case "b": return Data(base64Encoded: String(parts[3])).map { [UInt8]($0) }
    case _: return nil
    }
}

/// Decodes `=XX` into a byte; keeps anything else.
private func unquoted(_ text: some Sequence<UInt8>) -> [UInt8] {
    let text = Array(text)
    var bytes: [UInt8] = []
    var i = 0
    while i < text.count {
        if text[i] == UInt8(ascii: "="), i + 2 < text.count,
            let byte = UInt8(String(decoding: text[i + 1...i + 2], as: UTF8.self), radix: 16)
        {
            bytes.append(byte)
            i += 3
        } else {
            bytes.append(text[i])
            i += 1
        }
    }
    return bytes
}
