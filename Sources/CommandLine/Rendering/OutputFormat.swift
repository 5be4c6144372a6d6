// The format of rows: `-o`. Programs use json or yaml; shell scripts use name.

import JSON

enum OutputFormat: String, CaseIterable {
    /// For people; `wide` has more columns and absolute times.
    case text, wide
    /// A document on each line, or a YAML document each.
    case json, yaml
    /// The word that other commands accept for the row: an offer, a dead letter, a topic.
    case name

    var isForPeople: Bool { self == .text || self == .wide }

    /// A row as programs read it.
    func text(_ json: [UInt8]) -> String {
        switch self {
        case .yaml: "---\n" + ((try? JSONNode(json)) ?? .null).yamlText
        case .name: ((try? JSONNode(json)).flatMap(Self.name) ?? "") + "\n"
        case .json, .text, .wide: String(decoding: json, as: UTF8.self) + "\n"
        }
    }

    /// The first of these members that a row has is its name.
    private static let names = ["offer", "deadLetter", "scope", "topic", "group", "context", "what", "id"]

    private static func name(_ row: JSONNode) -> String? { names.lazy.compactMap { row[$0]?.text }.first }
}

extension JSONNode {
    /// YAML 1.2 in block style. Texts are always in double quotes, as in JSON, so that none is read as another type.
    var yamlText: String { String(yaml("").drop { $0 == "\n" }) + "\n" }

    /// What follows a name and its colon, or a dash.
    private func yaml(_ indent: String) -> String {
        func scalar(_ node: JSONNode) -> String { String(decoding: node.json, as: UTF8.self) }
        switch self {
        case .object(let members) where !members.isEmpty:
            return members.map { member in
                "\n\(indent)\(scalar(.string(member.name))):\(member.value.separator)\(member.value.yaml(indent + "  "))"
            }.joined()
        case .array(let items) where !items.isEmpty:
            return items.map { "\n\(indent)-\($0.separator)\($0.yaml(indent + "  "))" }.joined()
        default: return scalar(self)
        }
    }

    private var separator: String {
        switch self {
        case .object(let members) where !members.isEmpty: ""
        case .array(let items) where !items.isEmpty: ""
        default: " "
        }
    }
}
