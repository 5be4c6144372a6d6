// What holds for every record: it visits each of its stored properties, and what it writes it reads back. The values to try
// this with are made from the record's own schema.

import Foundation
import JSON

/// The checks of one record type.
public struct RecordCheck: Sendable, CustomStringConvertible {
    /// Members that follow from others, so that writing gives another value than was read.
    private static let derived: Set = ["message", "remedy", "attention"]

    /// The type's name in its module: `OfferStatus.Answer`.
    public let description: String
    /// Stored properties that `members` does not visit.
    public let forgotten: @Sendable () -> [String]
    /// Members that are written although they were not read and need not be there; throws `JSONError`.
    public let superfluous: @Sendable () throws -> [String]
    /// Places at which a value with every member comes back otherwise than it was written; throws `JSONError`.
    public let lost: @Sendable () throws -> [String]

    /// `renamed` maps a property to its member where the names differ; `data/x` is a member of the data, and an empty name
    /// is a property that the record around it carries. `given` are members that the schema does not describe well enough.
    public init<Record: JSONRecord & Equatable>(
        _: Record.Type, renamed: [String: String] = [:], given: [String: JSONNode] = [:]
    ) {
        description = String(reflecting: Record.self).split(separator: ".").dropFirst().joined(separator: ".")
        forgotten = {
            let names = Record.schema.memberNames
            return Mirror(reflecting: Record()).children.compactMap(\.label).filter { property in
                let member = renamed[property] ?? property
                return !member.isEmpty && !names.contains(member) && !names.contains("data/\(member)")
            }
        }
        superfluous = {
            let least = try Record(json: Record.schema.sample(given, isWhole: false).json)
            let written = try JSONNode(least.json).memberNames
            let required = Record.schema["required"]?.items.compactMap(\.text) ?? []
            return written.filter { !$0.contains("/") && !required.contains($0) }
        }
        lost = {
            let sample = Record.schema.sample(given)
            let value = try Record(json: sample.json)
            let written = value.json
            guard try Record(json: written) == value else { return ["the value itself"] }
            return sample.differences(try JSONNode(written)).filter { place in
                !Self.derived.contains(String(place.split(separator: "/").last ?? ""))
            }
        }
    }

    /// The records that the sources of a module declare, by name.
    public static func declared(in module: String) throws -> [String] {
        let folder = Repository.root.appending(path: "Sources/\(module)")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        var names: [String] = []
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            names += text.matches(of: #/\nextension ([A-Za-z.]+): JSONRecord /#).map { String($0.1) }
        }
        return names.sorted()
    }
}

extension JSONNode {
    /// The members of an object or of an object's schema; those of its data as `data/x`.
    fileprivate var memberNames: [String] {
        guard case .object(let members) = self["properties"] ?? self else { return [] }
        return members.map(\.name)
            + (members.first { $0.name == "data" }?.value.memberNames.map { "data/\($0)" } ?? [])
    }

    /// A value with every member that a schema names, none of them its default, or with those alone that must be there.
    /// `given` has values by JSON pointer.
    fileprivate func sample(
        _ given: [String: JSONNode], isWhole: Bool = true, at pointer: String = ""
    ) -> JSONNode {
        func sample(_ schema: JSONNode, _ place: String) -> JSONNode {
            schema.sample(given, isWhole: isWhole, at: place)
        }
        if let value = given[pointer] { return value }
        if let words = self["enum"]?.items { return words.last { $0 != self["default"] } ?? .null }
        if let first = self["anyOf"]?.items.first { return sample(first, pointer) }
        switch self["type"]?.text {
        case "object":
            if let value = self["additionalProperties"] { return ["name": sample(value, "\(pointer)/name")] }
            guard case .object(let members)? = self["properties"] else { return [:] }
            let required = self["required"]?.items.compactMap(\.text) ?? []
            return .object(
                members.filter { isWhole || required.contains($0.name) }
                    .map { .init($0.name, sample($0.value, "\(pointer)/\($0.name)")) })
        case "array": return [sample(self["items"] ?? [:], "\(pointer)/0")]
        case "integer": return 7
        case "number": return .number("1.5")
        case "boolean": return .boolean(self["default"] != true)
        case "string":
            if self["format"] == "date-time" { return "2026-11-21T09:00:00.000Z" }
            guard let pattern = self["pattern"]?.text else { return "text \"é\" \\ \n" }
            return pattern.contains("/") ? "contoso/web" : "certify"
        default: return ["any": [1, "é"]]
        }
    }

    /// The places at which another value differs.
    fileprivate func differences(_ other: JSONNode, at pointer: String = "") -> [String] {
        switch (self, other) {
        case (.object(let own), .object(let others)):
            guard own.map(\.name) == others.map(\.name) else { return ["\(pointer): \(own.map(\.name))"] }
            return zip(own, others).flatMap { $0.value.differences($1.value, at: "\(pointer)/\($0.name)") }
        case (.array(let own), .array(let others)) where own.count == others.count:
            return zip(own, others).enumerated().flatMap { $1.0.differences($1.1, at: "\(pointer)/\($0)") }
        default: return self == other ? [] : [pointer]
        }
    }
}
