// Checks a document against the fields of the policy: what is required, its type, its form and its limits.

import Assets
import FoundationEssentials
import JSON
import Offers

extension Review {
    mutating func checkFields() {
        for field in check.policy.fields where applies(field) {
            for place in places(field.at) {
                if let node = place.node {
                    check(node, field, at: place.pointer)
                } else if field.required ?? false, missing.insert(place.pointer).inserted {
                    report("field-missing", at: place.pointer, ["value": place.pointer])
                }
            }
        }
    }

    private func applies(_ field: Policy.Field) -> Bool {
        if let types = field.for, !(type.map(types.contains) ?? false) { return false }
        guard let when = field.when else { return true }
        switch when.at.matches(in: document).first?.node {
        case .string(let text): return text == when.is
        case .boolean(let flag): return String(flag) == when.is
        default: return false
        }
    }

    /// The places of a pattern, including missing ones whose parent exists or is required.
    private func places(_ pattern: PointerPattern) -> [(pointer: String, node: JSONNode?)] {
        var places: [(pointer: String, node: JSONNode?)] = [("", document)]
        for token in pattern.tokens {
            places = places.flatMap { place -> [(pointer: String, node: JSONNode?)] in
                let pointer = JSONNode.pointer(place.pointer, to: token)
                switch place.node {
                case .array(let items) where token == "*":
                    // A list longer than any policy allows is refused as a list; its end is not checked.
                    return items.prefix(Policy.longestList).enumerated().map {
                        ("\(place.pointer)/\($0.offset)", $0.element)
                    }
                case .object(let members) where token != "*":
                    return [(pointer, members.first { $0.name == token }?.value)]
                case nil where token != "*" && missing.contains(place.pointer): return [(pointer, nil)]
                default: return []
                }
            }
        }
        return places
    }

    private mutating func check(_ node: JSONNode, _ field: Policy.Field, at pointer: String) {
        switch (field.kind, node) {
        case (.object, .object), (.boolean, .boolean): break
        case (_, .string(let text)) where !field.kind.isStructured: check(text, field, at: pointer)
        case (.list, .array(let items)): check(items, field, at: pointer)
        case (.integer, .number(let digits)):
            guard let number = node.integer else {
                return node.isBeyondIntegers
                    ? limit(field, at: pointer, value: digits) : report("wrong-type-integer", at: pointer)
            }
            if !field.contains(number) || field.of.map({ !$0.contains("\(number)") }) ?? false {
                limit(field, at: pointer, value: digits)
            }
        case (.decimal, .number(let digits)):
            guard let number = node.decimal, number <= Decimal(field.most ?? .max) else {
                return limit(field, at: pointer, value: digits)
            }
            if number < 0 { report("number-negative", at: pointer, ["value": digits]) }
        // A field with refused words accompanies one with accepted words, which reports the type.
        case (.refused, _): break
        default: report("wrong-type-\(field.kind.isStructured ? field.kind.rawValue : "text")", at: pointer)
        }
    }

    private mutating func check(_ items: [JSONNode], _ field: Policy.Field, at pointer: String) {
        checkLimit(items.count, field, at: pointer)
        guard let unique = field.unique else { return }
        var seen: Set<[[UInt8]]> = []
        for (index, item) in items.enumerated() {
            let parts = unique.isEmpty ? [item] : unique.compactMap { item[$0] }
            guard unique.isEmpty || parts.count == unique.count, !seen.insert(parts.map(\.canonical)).inserted else {
                continue
            }
            let value = parts.map { $0.text ?? String(decoding: $0.canonical, as: UTF8.self) }.joined(separator: " ")
            report("duplicate", at: "\(pointer)/\(index)", ["value": value])
        }
    }

    private mutating func check(_ text: String, _ field: Policy.Field, at pointer: String) {
        switch field.kind {
        case .text, .html:
            checkText(text, field, at: pointer)
            if field.kind == .html { checkMarkup(text, field, at: pointer) }
        case .choice:
            if !(field.of ?? []).contains(text) { limit(field, at: pointer, value: text) }
        case .refused:
            if (field.of ?? []).contains(text) { limit(field, at: pointer, value: text) }
        case .picture: checkPicture(text, field, at: pointer)
        case .disk: checkDisk(text, at: pointer)
        case .asset: checkAsset(text, at: pointer)
        case .link, .secureLink:
            if !Form.holds(field.kind, text) {
                report(field.code ?? "\(field.kind.rawValue)-malformed", at: pointer, ["value": withoutSecrets(text)])
            }
        default:
            if !Form.holds(field.kind, text) {
                report(field.code ?? "\(field.kind.rawValue)-malformed", at: pointer, ["value": text])
            }
        }
    }

    /// Markup counts like other text, and only text within the limit is parsed, which bounds the parser's work.
    private mutating func checkMarkup(_ text: String, _ field: Policy.Field, at pointer: String) {
        let most = min(field.mostBytes ?? RichText.longest, RichText.longest)
        guard field.contains(text.count), text.utf8.count <= most else { return }
        let foreign = RichText(text, elements: Set(check.policy.htmlElements)).foreign
        if !foreign.isEmpty {
            let values = ["value": foreign.joined(separator: ", "), "choices": choices(check.policy.htmlElements)]
            report("markup-not-allowed", at: pointer, values)
        }
    }

    mutating func checkLimit(_ number: Int, _ field: Policy.Field, at pointer: String) {
        if !field.contains(number) { limit(field, at: pointer, value: "\(number)") }
    }

    private mutating func limit(_ field: Policy.Field, at pointer: String, value: String) {
        var values = ["value": value, "least": "\(field.least ?? 0)"]
        values["choices"] = field.of.map(choices)
        values["most"] = field.most.map(String.init)
        report(field.code ?? "\(field.kind.rawValue)-limit", at: pointer, values)
    }

    private func choices(_ words: [String]) -> String { words.joined(separator: ", ") }
}

extension Policy.Kind {
    /// Whether a text does not belong here.
    fileprivate var isStructured: Bool {
        switch self {
        case .object, .list, .boolean, .integer, .decimal: true
        default: false
        }
    }
}

extension Policy.Field {
    fileprivate func contains(_ number: Int) -> Bool {
        number >= (least ?? 0) && number <= (most ?? .max)
    }
}
