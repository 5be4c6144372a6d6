// JSON as it goes out: members in their order and numbers with the digits they came with, so that a document that was
// put is given back as it was.

import Foundation
import HTTP
import JSON
import Offers

extension JSONNode {
    /// The text, without blanks.
    var written: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return bytes
    }

    private func write(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .boolean(let flag): bytes += String(flag).utf8
        case .number(let digits): bytes += digits.utf8
        case .string(let text): Self.write(text, to: &bytes)
        case .array(let items):
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                item.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.write(member.name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<0x20, 0x7F: bytes += "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// An object; members without a value are left out.
    static func members(_ members: KeyValuePairs<String, JSONNode?>) -> JSONNode {
        .object(members.compactMap { name, value in value.map { Member(name, $0) } })
    }

    static func texts(_ items: some Sequence<String>) -> JSONNode { .array(items.map { .string($0) }) }
    static func number(_ value: Int) -> JSONNode { .number(String(value)) }

    /// The members of an object; empty for anything else.
    var members: [Member] { if case .object(let members) = self { members } else { [] } }

    /// What stands at a path of names.
    func at(_ path: [String]) -> JSONNode? { path.reduce(self as JSONNode?) { $0?[$1] } }

    /// Puts a value at a path of names; objects on the way are made. What is no object on the way is replaced.
    mutating func set(_ path: some Collection<String>, to value: JSONNode) {
        guard let name = path.first else { return self = value }
        var members = members
        let place = members.firstIndex { $0.name == name }
        var inner = place.map { members[$0].value } ?? .object([])
        inner.set(path.dropFirst(), to: value)
        if let place { members[place].value = inner } else { members.append(Member(name, inner)) }
        self = .object(members)
    }
}

/// Decodes one of our values.
func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) -> Value? {
    try? JSONDecoder().decode(type, from: Data(bytes))
}

extension HTTPResponse {
    /// A JSON document.
    static func json(_ status: Int, _ node: JSONNode, headers: [(String, String)] = []) -> HTTPResponse {
        HTTPResponse(status, type: "application/json", node.written, headers: headers)
    }
}
