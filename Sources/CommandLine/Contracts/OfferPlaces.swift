// The places of documents of one type, from the policy's table: for `offerctl new`, and for examples.

import JSON
import Offers

/// One rule for each place that a document of this type may have.
struct OfferPlaces {
    private let fields: [Policy.Field]

    /// Leaves out settings that depend on a choice, because the choice is not known yet.
    init(_ policy: Policy, _ type: OfferType) {
        var seen: Set<PointerPattern> = []
        fields = policy.fields.filter { field in
            field.for?.contains(type) ?? true && field.when.map { $0.is == "true" } ?? true && field.kind != .refused
                && seen.insert(field.at).inserted
        }
    }

    func members(of parent: [String]) -> [Policy.Field] {
        fields.filter { field in
            let tokens = field.at.tokens
            return tokens.count == parent.count + 1 && tokens.last != "*" && tokens.dropLast().elementsEqual(parent)
        }
    }

    /// Whether this is a list whose elements have members.
    func hasRows(_ field: Policy.Field) -> Bool { field.kind == .list && !members(of: field.at.tokens + ["*"]).isEmpty }

    /// A whole value made of its members' examples; nil if there is none.
    func example(_ field: Policy.Field) -> JSONNode? {
        if hasRows(field) { return [example(of: field.at.tokens + ["*"])] }
        return field.kind == .object ? example(of: field.at.tokens) : OfferField.of(field.at)?.example
    }

    func example(of parent: [String]) -> JSONNode {
        .object(
            members(of: parent).compactMap { field in
                example(field).map { JSONNode.Member(field.at.tokens.last ?? "", $0) }
            })
    }
}
