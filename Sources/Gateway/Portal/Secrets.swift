// What a document holds and must not give back: signatures in addresses, passwords, connection strings. They leave masked,
// and a document that comes back with the mask in its place gets its secret again.

import JSON
import Offers

enum Secrets {
    static let mask = "***"
    private static let names = [
        "password", "secret", "connectionstring", "accountkey", "accesskey", "token", "credential",
    ]
    /// Parameters of an address that let whoever has them in.
    private static let parameters: Set<String> = [
        "sig", "signature", "token", "code", "key", "password", "access_token",
    ]

    /// The document as it may be given back.
    static func masked(_ node: JSONNode, name: String = "") -> JSONNode {
        switch node {
        case .object(let members): .object(members.map { .init($0.name, masked($0.value, name: $0.name)) })
        case .array(let items): .array(items.map { masked($0, name: name) })
        case .string(let text): .string(masked(text, name: name))
        case .number where isSecret(name): .string(mask)
        default: node
        }
    }

    private static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return names.contains { name.contains($0) }
    }

    private static func masked(_ text: String, name: String) -> String {
        if text.isEmpty { return text }
        if isSecret(name) { return mask }
        guard text.contains("://") else { return text }
        return withoutUser(withoutSignature(text))
    }

    private static func withoutSignature(_ text: String) -> String {
        guard let question = text.firstIndex(of: "?") else { return text }
        let pairs = text[text.index(after: question)...].split(separator: "&", omittingEmptySubsequences: false)
        let kept = pairs.map { pair in
            let name = pair.prefix { $0 != "=" }
            return parameters.contains(name.lowercased()) && name.count < pair.count ? "\(name)=\(mask)" : String(pair)
        }
        return text[...question] + kept.joined(separator: "&")
    }

    /// `https://user:word@host/`
    private static func withoutUser(_ text: String) -> String {
        guard let start = text.range(of: "://")?.upperBound else { return text }
        let authority = text[start...].prefix { !"/?#".contains($0) }
        guard let at = authority.lastIndex(of: "@") else { return text }
        return text[..<start] + mask + text[at...]
    }

    /// Puts the secrets of `old` back where `new` holds what `old` looks like when masked. Elements of lists are
    /// matched by their place.
    static func restored(_ new: JSONNode, from old: JSONNode?, name: String = "") -> JSONNode {
        guard let old else { return new }
        switch (new, old) {
        case (.object(let members), .object(let before)):
            // By name, once: a document may have as many members as fit into it.
            let before = Dictionary(before.map { ($0.name, $0.value) }) { first, _ in first }
            return .object(members.map { .init($0.name, restored($0.value, from: before[$0.name], name: $0.name)) })
        case (.array(let items), .array(let before)):
            return .array(
                items.enumerated().map { index, item in
                    index < before.count ? restored(item, from: before[index], name: name) : item
                })
        case (.string(let text), _) where text.contains(mask): return masked(old, name: name) == new ? old : new
        default: return new
        }
    }
}
