// `offerctl new`: an offer document to fill in, made from the policy's table of fields.

import JSON
import Offers

extension CommandSpec {
    static let new = CommandSpec(
        name: "new", group: .publishers,
        operands: [Operand(name: "TYPE", accepts: .oneOf(OfferType.allCases.map(\.rawValue))), .optionalOffer],
        options: [.policy],
        summary: "Print an offer document to fill in",
        details: """
            Prints a document of this type with every member that it must or may have. What
            must be filled in is empty. Keep it in a file: "offerctl lint FILE" says what each
            of these is to be.
            """
    ) { invocation in
        let type: OfferType? = invocation.arguments.choice(invocation.arguments.operands[0])
        let policy = try invocation.settings.requiredPolicy()
        let blank = BlankOffer(policy, type ?? .virtualMachine, invocation.arguments.optionalOffer(1))
        invocation.out.write(blank.document.prettyText)
    }
}

/// A document whose texts are empty.
struct BlankOffer {
    private let fields: [Policy.Field]
    private let type: OfferType
    private let offer: OfferKey?

    init(_ policy: Policy, _ type: OfferType, _ offer: OfferKey?) {
        fields = policy.fields.filter { field in
            field.when == nil && field.kind != .refused && field.for?.contains(type) ?? true
        }
        self.type = type
        self.offer = offer
    }

    var document: JSONNode { members(of: []) }

    private func members(of path: [String]) -> JSONNode {
        .object(
            fields.compactMap { field in
                let at = field.at.tokens
                guard at.count == path.count + 1, Array(at.dropLast()) == path, let name = at.last, name != "*",
                    let value = value(of: field)
                else { return nil }
                return JSONNode.Member(name, value)
            })
    }

    /// Nil for a list that may be missing but not be empty.
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
            guard field.required == true else { return field.least == nil ? .array([]) : nil }
            let item = field.at.tokens + ["*"]
            let isOfObjects = fields.contains { $0.at.tokens == item && $0.kind == .object }
            return .array(isOfObjects ? [members(of: item)] : [])
        case .choice: return .string(field.of?.first ?? "")
        case .boolean: return .boolean(false)
        case .integer, .decimal: return .number("\(field.least ?? 0)")
        case .refused, .text, .html, .email, .link, .secureLink, .repository, .picture, .disk, .asset, .identifier,
            .keyword, .phone, .guid, .country, .currency, .version, .tag, .digest:
            return .string("")
        }
    }
}
