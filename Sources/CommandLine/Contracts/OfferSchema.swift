// The JSON Schema of offer documents, for editors: the members come from `OfferDocument`, the limits from the policy.
// Validation has more rules: between fields, for signatures, and for lengths as people see them.

import JSON
import Offers

struct OfferSchema {
    private let policy: Policy

    init(_ policy: Policy) { self.policy = policy }

    var document: JSONNode {
        var schema = OfferDocument.schema
        apply(policy.fields.filter { $0.for == nil && $0.when == nil }, to: &schema)
        for place in policy.fields.map(\.at) where !place.tokens.isEmpty {
            schema.refine(place.tokens[...], isRequired: false, about(place))
        }
        var rules: [JSONNode] = []
        var conditions: [Condition] = []
        for field in policy.fields where field.for != nil || field.when != nil {
            let condition = Condition(types: field.for, when: field.when)
            if !conditions.contains(condition) { conditions.append(condition) }
        }
        for condition in conditions {
            var then = JSONNode.object([])
            apply(policy.fields.filter { Condition(types: $0.for, when: $0.when) == condition }, to: &then)
            rules.append(["if": condition.schema, "then": then])
        }
        let head: [JSONNode.Member] = [
            .init("$schema", .string(Schema.dialect)), .init("$id", .string(Schema.folder + Schema.file("offer"))),
            .init("title", .string(OfferField.title(PointerPattern()))),
            .init(
                "description",
                """
                An offer as its publisher describes it. An empty text and null count as absent. A length is counted here in \
                code points; validation counts characters as people see them, and at most four bytes for each.
                """),
        ]
        guard case .object(let members) = schema else { return schema }
        return .object(head + members + [.init("allOf", .array(rules))])
    }

    /// When rules hold.
    private struct Condition: Equatable {
        var types: [OfferType]?
        var when: Policy.When?

        var schema: JSONNode {
            var schema = JSONNode.object([])
            if let types {
                schema.refine(["type"], isRequired: true, ["enum": .array(types.map { .string($0.rawValue) })])
            }
            if let when {
                let words = ["true": JSONNode.boolean(true), "false": .boolean(false)]
                schema.refine(when.at.tokens[...], isRequired: true, ["const": words[when.is] ?? .string(when.is)])
            }
            return schema
        }
    }

    private func apply(_ fields: [Policy.Field], to schema: inout JSONNode) {
        for field in fields {
            schema.refine(field.at.tokens[...], isRequired: field.required ?? false, isLastOnly: true, limits(field))
        }
    }

    /// What an editor shows about a place.
    private func about(_ place: PointerPattern) -> JSONNode {
        var members: [JSONNode.Member] = [.init("title", .string(OfferField.title(place)))]
        guard let field = OfferField.of(place) else { return .object(members) }
        members.append(.init("description", .string(field.says)))
        if let usual = field.usual { members.append(.init("default", usual)) }
        if let example = field.example { members.append(.init("examples", [example])) }
        return .object(members)
    }

    private func limits(_ field: Policy.Field) -> JSONNode {
        func bounds(_ least: String, _ most: String) -> JSONNode {
            let ends = [(least, field.least), (most, field.most)]
            return .object(ends.compactMap { name, end in end.map { .init(name, .number(String($0))) } })
        }
        let words = JSONNode.array((field.of ?? []).map { .string($0) })
        return switch field.kind {
        case .object, .boolean: [:]
        case .text, .html: ["minLength": 1, "maxLength": .number("\(field.most ?? 0)")]
        case .list:
            field.unique == []
                ? bounds("minItems", "maxItems").replacing(["uniqueItems": true]) : bounds("minItems", "maxItems")
        case .integer:
            field.of.map { ["enum": .array($0.map { .number($0) })] } ?? bounds("minimum", "maximum")
        case .decimal: ["minimum": 0, "maximum": .number("\(field.most ?? 0)")]
        case .choice: ["enum": words]
        case .refused: ["not": ["enum": words]]
        case .email: ["pattern": #"^[^@\s]+@[^@\s]+\.[^@\s]+$"#, "maxLength": 254]
        case .mailbox:
            [
                "pattern": #"^([^@<>]*<[^@<>\s]+@[^@<>\s]+\.[^@<>\s]+>|[^@<>\s]+@[^@<>\s]+\.[^@<>\s]+)$"#,
                "maxLength": 400,
            ]
        case .link, .secureLink, .repository, .picture, .disk, .asset, .identifier, .planIdentifier, .keyword, .phone,
            .guid, .country, .currency, .version, .tag, .digest:
            ["pattern": .string(Self.patterns[field.kind] ?? "")]
        }
    }

    private static let patterns: [Policy.Kind: String] = [
        .identifier: "^[a-z0-9-]{0,49}[a-z0-9]$", .keyword: "^[A-Za-z0-9][A-Za-z0-9-]{0,49}$",
        .planIdentifier: "^[a-z0-9_-]{0,49}[a-z0-9_]$", .phone: #"^\+?\(?[0-9][0-9 ().x/-]{3,}$"#,
        .guid: "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$", .country: "^[A-Z]{2}$",
        .currency: "^[A-Z]{3}$", .version: #"^[0-9]{1,9}(\.[0-9]{1,9}){2}$"#,
        .tag: #"^(latest|[0-9]{1,9}(\.[0-9]{1,9}){1,2}-[A-Za-z0-9._-]{1,100})$"#,
        .digest: "^sha256:[0-9a-f]{64}$", .repository: "^[^/]+/[a-z0-9._/-]+$", .link: "^[Hh][Tt][Tt][Pp][Ss]?://",
        .secureLink: "^[Hh][Tt][Tt][Pp][Ss]://", .picture: "^([Hh][Tt][Tt][Pp][Ss]://|file:///|data:image/png;base64,)",
        .disk: "^([Hh][Tt][Tt][Pp][Ss]://|file:///)", .asset: "^([Hh][Tt][Tt][Pp][Ss]://|file:///)",
    ]
}

extension JSONNode {
    /// Extends the schema of the place at a path. `isRequired` makes the place required; with `isLastOnly`, not its
    /// parents.
    fileprivate mutating func refine(
        _ path: ArraySlice<String>, isRequired: Bool, isLastOnly: Bool = false, _ limits: JSONNode
    ) {
        guard let name = path.first else { return self = replacing(limits) }
        let rest = path.dropFirst()
        if name == "*" {
            var items = self["items"] ?? [:]
            items.refine(rest, isRequired: isRequired, isLastOnly: isLastOnly, limits)
            return self = replacing(["items": items])
        }
        var properties = self["properties"] ?? [:]
        // A named member keeps what the schema says about unnamed ones.
        var place = properties[name] ?? self["additionalProperties"] ?? [:]
        place.refine(rest, isRequired: isRequired, isLastOnly: isLastOnly, limits)
        properties = properties.replacing(.object([Member(name, place)]))
        self = replacing(["properties": properties])
        guard isRequired, !isLastOnly || rest.isEmpty else { return }
        let required = self["required"]?.items ?? []
        if !required.contains(.string(name)) { self = replacing(["required": .array(required + [.string(name)])]) }
    }

    /// This object with the members of another, which replace its own of the same name.
    fileprivate func replacing(_ other: JSONNode) -> JSONNode {
        guard case .object(var members) = self, case .object(let new) = other else { return other }
        for member in new {
            if let index = members.firstIndex(where: { $0.name == member.name }) {
                members[index] = member
            } else {
                members.append(member)
            }
        }
        return .object(members)
    }
}
