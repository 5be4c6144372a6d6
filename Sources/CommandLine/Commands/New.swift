// `offerctl new`: an offer document to fill in, generated from the policy's table of fields.

import Base
import JSON
import Offers

extension CommandSpec {
    static let new = CommandSpec(
        name: "new", group: .publishers,
        operands: [
            Operand(name: "TYPE", accepts: .oneOf(OfferType.allCases.map(\.rawValue) + [containers])), .optionalOffer,
        ],
        options: [.policy],
        summary: "Print an offer document to fill in",
        details: """
            Prints a document of this type with all its members. A comment before each says what it is
            for, which values it takes, and gives an example. Members that you must fill in are empty.
            Save it in a file: "offerctl lint" and "offerctl publish" accept the comments and do not
            send them. "-o json" prints the document without them.
            """,
        json: "The document without comments."
    ) { invocation in
        let word = invocation.arguments.operands[0]
        let type = word == containers ? .containerImage : OfferType(rawValue: word) ?? .virtualMachine
        let blank = BlankOffer(try invocation.settings.policy(), type, invocation.arguments.optionalOffer(1))
        invocation.show(documents: [blank.document], orText: blank.text)
    }

    /// What people call `container-image`.
    private static let containers = "container"
}

/// A document whose texts are empty.
struct BlankOffer {
    private let places: OfferPlaces
    private let type: OfferType
    private let offer: OfferKey?

    init(_ policy: Policy, _ type: OfferType, _ offer: OfferKey?) {
        places = OfferPlaces(policy, type)
        self.type = type
        self.offer = offer
    }

    var document: JSONNode { members(of: []) }

    /// The document with comments.
    var text: String { (["{"] + lines(of: [], indent: "  ") + ["}"]).text }

    private func members(of path: [String]) -> JSONNode {
        .object(
            places.members(of: path).compactMap { field in
                value(of: field).map { JSONNode.Member(field.at.tokens.last ?? "", $0) }
            })
    }

    private func lines(of path: [String], indent: String) -> [String] {
        let fields = places.members(of: path)
        let last = fields.last { value(of: $0) != nil }
        return fields.flatMap { field in
            var lines = comment(field, indent)
            let name = "\"\(field.at.tokens.last ?? "")\": "
            let comma = field == last ? "" : ","
            switch value(of: field) {
            case nil:
                let example = places.example(field) ?? []
                lines.append("\(indent)// \(name)\(String(decoding: example.json, as: UTF8.self)),")
            case .object(let members) where !members.isEmpty:
                lines += ["\(indent)\(name){"] + self.lines(of: field.at.tokens, indent: indent + "  ")
                lines.append("\(indent)}\(comma)")
            case .array(let items) where !items.isEmpty:
                lines += ["\(indent)\(name)[", "\(indent)  {"]
                lines += self.lines(of: field.at.tokens + ["*"], indent: indent + "    ")
                lines += ["\(indent)  }", "\(indent)]\(comma)"]
            case let value?:
                lines.append("\(indent)\(name)\(String(decoding: value.json, as: UTF8.self))\(comma)")
            }
            return lines
        }
    }

    /// `Title (required): the name of the offer; at most 50 characters. Example: "Contoso Web Server"`
    private func comment(_ field: Policy.Field, _ indent: String) -> [String] {
        let need = field.required ?? false ? field.when == nil ? " (required)" : " (required when enabled)" : ""
        var words = "\(OfferField.title(field.at))\(need): \(OfferField.of(field.at)?.says ?? "")"
        if field.kind != .object { words += " Takes \(field.limit)." }
        // The members below have examples.
        let isShown = value(of: field).map { $0 != [] && (field.kind == .object || places.hasRows(field)) } ?? false
        if !isShown, let example = places.example(field), example != [:] {
            words += " Example: \(String(decoding: example.json, as: UTF8.self))"
        }
        return words.wrapped(widest: 120, indent: indent + "// ")
    }

    /// Nil for a list that may be missing but not empty.
    private func value(of field: Policy.Field) -> JSONNode? {
        switch field.at.tokens {
        case ["publisher"]: return .string(offer?.publisher ?? "")
        case ["offer"]: return .string(offer?.offer ?? "")
        case ["type"]: return .string(type.rawValue)
        case ["version"]: return .number("1")
        default: break
        }
        switch field.kind {
        case .object: return members(of: field.at.tokens)
        case .list:
            guard field.required == true, field.when == nil else { return field.least == nil ? [] : nil }
            return places.hasRows(field) ? [members(of: field.at.tokens + ["*"])] : []
        case .choice: return .string(field.of?.first ?? "")
        case .boolean: return .boolean(false)
        case .integer, .decimal: return .number("\(field.least ?? 0)")
        case .refused, .text, .html, .email, .mailbox, .link, .secureLink, .repository, .picture, .disk, .asset,
            .identifier, .planIdentifier, .keyword, .phone, .guid, .country, .currency, .version, .tag, .digest:
            return .string("")
        }
    }
}
