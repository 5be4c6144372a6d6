// Compares two JSON documents, place by place.

import JSON

/// A place where the draft differs from the live document.
public struct Difference: Equatable, Sendable {
    public enum Change: String, Sendable {
        case added, removed, changed
    }

    public var pointer: String
    /// The live value; nil if the draft adds it.
    public var live: JSONNode?
    /// The draft's value; nil if the draft removes it.
    public var draft: JSONNode?
    /// Whether the change needs certification; nil without a policy.
    public var isTechnical: Bool?

    public var change: Change { live == nil ? .added : draft == nil ? .removed : .changed }

    /// All differences, in the order of the live document, then additions. Compares elements of lists by position.
    /// Numbers that are written differently may be equal.
    public static func between(_ live: JSONNode, _ draft: JSONNode, at pointer: String = "") -> [Difference] {
        switch (live, draft) {
        case (.object(let old), .object(let new)):
            let names = old.map(\.name) + new.map(\.name).filter { name in !old.contains { $0.name == name } }
            return names.flatMap { between(live[$0], draft[$0], at: JSONNode.pointer(pointer, to: $0)) }
        case (.array(let old), .array(let new)):
            return (0..<max(old.count, new.count)).flatMap { index in
                between(
                    old.indices.contains(index) ? old[index] : nil, new.indices.contains(index) ? new[index] : nil,
                    at: "\(pointer)/\(index)")
            }
        case _:
            return live.canonical == draft.canonical ? [] : [Difference(pointer: pointer, live: live, draft: draft)]
        }
    }

    private static func between(_ live: JSONNode?, _ draft: JSONNode?, at pointer: String) -> [Difference] {
        if let live, let draft { return between(live, draft, at: pointer) }
        return [Difference(pointer: pointer, live: live, draft: draft)]
    }

    /// Whether the place is under one of the policy's technical keys, or contains such a place.
    public mutating func judge(by keys: [PointerPattern]) {
        let tokens = PointerPattern(pointer)?.tokens ?? []
        isTechnical = keys.contains { key in
            zip(key.tokens, tokens).allSatisfy { $0 == "*" || $0 == $1 }
        }
    }

    /// What `--json` prints.
    public var document: JSONNode {
        let members: [(String, JSONNode?)] = [
            ("pointer", .string(pointer)), ("change", .string(change.rawValue)), ("live", live), ("draft", draft),
            ("technical", isTechnical.map { .boolean($0) }),
        ]
        return .object(members.compactMap { name, value in value.map { .init(name, $0) } })
    }
}
