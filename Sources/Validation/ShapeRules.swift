// What prevents a document from being a value, whatever the policy says, and unknown members.

import Base
import JSON
import Offers

extension Review {
    /// Warnings of one document: in an unknown format, every member could be one.
    private static let mostWarnings = 20

    /// Every place with a value of the wrong form, except those that a rule has reported.
    mutating func checkShape(_ reading: OfferReading) {
        for mismatch in reading.mismatches
        where !places.contains(mismatch.pointer) && !liesInForeign(mismatch.pointer) {
            let (pointer, values) = (mismatch.pointer, ["value": mismatch.found?.plain ?? mismatch.pointer])
            guard let found = mismatch.found else {
                report("field-missing", at: pointer, values)
                continue
            }
            if case .array(let words)? = mismatch.expected["enum"], found.text != nil {
                let choices = words.compactMap(\.text).joined(separator: ", ")
                report("word-unknown", at: pointer, values.merging(["choices": choices]) { $1 })
            } else {
                report(wrongType(mismatch.expected, found), at: pointer, values)
            }
        }
    }

    private func wrongType(_ expected: JSONNode, _ found: JSONNode) -> String {
        switch (expected["type"]?.text, found) {
        case ("object", _): "wrong-type-object"
        case ("array", _): "wrong-type-list"
        case ("boolean", _): "wrong-type-boolean"
        case ("number", .number): "number-too-large"
        case ("integer", .number) where found.isBeyondIntegers: "number-too-large"
        case ("integer", _): "wrong-type-integer"
        case ("number", _): "wrong-type-decimal"
        default: "wrong-type-text"
        }
    }

    /// Unknown members, except those that a rule has reported.
    func warnings(_ reading: OfferReading) -> [Problem] {
        reading.strangers.filter { !places.contains($0.pointer) }.prefix(Self.mostWarnings).map { stranger in
            guard let meant = nearest(to: stranger.name, among: stranger.known) else {
                return Problem(at: stranger.pointer, "member-unknown", ["value": stranger.name])
            }
            return Problem(at: stranger.pointer, "member-unknown-like", ["value": stranger.name, "meant": meant])
        }
    }

    /// Members that belong to offers of another type: all rules of the policy about them are for other types. Parents
    /// come first; members of a reported member are not reported again.
    mutating func checkForeignMembers() {
        guard let type = Self.namedType(document) else { return }
        let others = check.policy.fields.filter { $0.for.map { !$0.contains(type) } ?? false }
        let own = Set(check.policy.fields.filter { $0.for?.contains(type) ?? true }.map(\.at))
        var seen: Set<PointerPattern> = []
        for pattern in others.map(\.at) where !own.contains(pattern) && seen.insert(pattern).inserted {
            for (pointer, _) in pattern.matches(in: document) where !liesInForeign(pointer) {
                foreign.insert(pointer)
                report(
                    "member-of-other-type", at: pointer, ["value": pattern.tokens.last ?? "", "choices": type.rawValue])
            }
        }
    }

    static func namedType(_ document: JSONNode) -> OfferType? {
        document["type"]?.text.flatMap { OfferType(rawValue: $0) }
    }

    /// The type with the most similar name or, without one, the type that has most of the document's members. Nil if
    /// several fit equally.
    static func likelyType(_ document: JSONNode, _ policy: Policy) -> OfferType? {
        let word = document["type"]?.text ?? ""
        if let meant = nearest(to: word, among: OfferType.allCases.map(\.rawValue)) {
            return OfferType(rawValue: meant)
        }
        let counts = OfferType.allCases.map { type in
            policy.fields.count { $0.for?.contains(type) ?? false && !$0.at.matches(in: document).isEmpty }
        }
        guard let most = counts.max(), most > 0, counts.count(where: { $0 == most }) == 1 else { return nil }
        return counts.firstIndex(of: most).map { OfferType.allCases[$0] }
    }

    private func liesInForeign(_ pointer: String) -> Bool {
        !foreign.isEmpty && foreign.contains { pointer.hasPrefix($0 + "/") }
    }
}

extension JSONNode {
    /// Whether this number is too large for an integer.
    var isBeyondIntegers: Bool {
        guard case .number(let digits) = self, let number = Double(digits) else { return false }
        return number.magnitude > 9_007_199_254_740_992
    }

    /// For a message: a text without quotation marks, anything else as written, truncated.
    fileprivate var plain: String { text ?? String(String(decoding: json.prefix(200), as: UTF8.self).prefix(60)) }
}
