// Secrets in documents: signatures in addresses, passwords, connection strings. The gateway masks them in its answers.
// When a document comes back with a mask, the gateway restores the secret of the same plan, version or disk, or refuses
// the document: it never saves a mask.

import Foundation
import JSON
import Offers
import Validation

enum Secrets {
    static let mask = "***"
    /// Parts of names, of letters and digits alone.
    private static let names = [
        "password", "secret", "connectionstring", "accountkey", "accesskey", "apikey", "subscriptionkey", "privatekey",
        "token", "credential", "signature",
    ]
    /// Whole names of members and of parameters of an address.
    private static let wholeNames: Set<String> = ["sig", "sas", "auth", "authorization", "pwd"]
    /// Names that are of secrets in an address only.
    private static let parameters: Set<String> = ["code", "key"]
    /// Members that identify an element of a list.
    private static let identities = ["planId", "id", "lun", "version"]

    /// The document with its secrets masked.
    static func masked(_ node: JSONNode, name: String = "") -> JSONNode {
        switch node {
        case .object(let members):
            .object(members.map { .init($0.name, masked($0.value, name: inner($0.name, of: name))) })
        case .array(let items): .array(items.map { masked($0, name: name) })
        case .string(let text): .string(masked(text, name: name))
        case .number where isSecret(name): .string(mask)
        default: node
        }
    }

    /// What is in a secret is secret.
    private static func inner(_ member: String, of name: String) -> String { isSecret(name) ? name : member }

    private static func isSecret(_ name: String) -> Bool {
        let name = plain(name)
        return wholeNames.contains(name) || names.contains { name.contains($0) }
    }

    /// `api_key`, `Api-Key` and `apiKey` are one name.
    private static func plain(_ name: some StringProtocol) -> String {
        name.lowercased().filter { $0.isLetter || $0.isNumber }
    }

    private static func masked(_ text: String, name: String) -> String {
        if text.isEmpty { return text }
        if isSecret(name) { return mask }
        guard text.contains("://") else { return text }
        return withoutUser(withoutParameters(text))
    }

    private static func withoutParameters(_ text: String) -> String {
        pieces(of: text).map { piece in
            guard let value = secretValue(of: piece) else { return String(piece) }
            return piece[..<value.startIndex] + mask
        }.joined()
    }

    /// The address cut in front of each mark at which a parameter may begin, also in its path and its fragment.
    private static func pieces(of address: String) -> [Substring] {
        var pieces: [Substring] = []
        var rest = address[...]
        while !rest.isEmpty {
            let end = rest.dropFirst().firstIndex { "?&;#".contains($0) } ?? rest.endIndex
            pieces.append(rest[..<end])
            rest = rest[end...]
        }
        return pieces
    }

    /// What a piece gives to a parameter that is secret; nil where it does not.
    private static func secretValue(of piece: Substring) -> Substring? {
        guard let mark = piece.first, "?&;#".contains(mark), let equals = piece.firstIndex(of: "=") else { return nil }
        let written = String(piece[piece.index(after: piece.startIndex)..<equals])
        let name = written.removingPercentEncoding ?? written
        return isSecret(name) || parameters.contains(plain(name)) ? piece[piece.index(after: equals)...] : nil
    }

    /// `https://user:word@host/`
    private static func withoutUser(_ text: String) -> String {
        guard let start = text.range(of: "://")?.upperBound else { return text }
        let authority = text[start...].prefix { !"/?#".contains($0) }
        guard let at = authority.lastIndex(of: "@") else { return text }
        return text[..<start] + mask + text[at...]
    }

    // MARK: The way back

    /// Restores the secrets of `old` where `new` contains their masked form.
    static func restored(_ new: JSONNode, from old: JSONNode?, name: String = "") -> JSONNode {
        guard let old else { return new }
        switch (new, old) {
        case (.object(let members), .object(let before)):
            // By name, once: a document may have very many members.
            let before = Dictionary(before.map { ($0.name, $0.value) }) { first, _ in first }
            return .object(
                members.map {
                    .init($0.name, restored($0.value, from: before[$0.name], name: inner($0.name, of: name)))
                })
        case (.array(let items), .array(let before)):
            let old = Elements(before, name)
            return .array(items.map { restored($0, from: old.counterpart(of: $0, name), name: name) })
        case (.string(let text), _) where text.contains(mask): return masked(old, name: name) == new ? old : new
        default: return new
        }
    }

    /// The elements of a list, to find them again at any position.
    private struct Elements {
        private var known: [[UInt8]: JSONNode] = [:]
        /// Identities and masked forms that occur several times with different secrets.
        private var ambiguous: Set<[UInt8]> = []

        init(_ items: [JSONNode], _ name: String) {
            for item in items {
                let key = Self.key(item, name)
                if let other = known.updateValue(item, forKey: key), other != item { ambiguous.insert(key) }
            }
        }

        private static func key(_ item: JSONNode, _ name: String) -> [UInt8] {
            (Secrets.identity(of: item) ?? masked(item, name: name)).canonical
        }

        /// The element with the same identity or, without identities, the one with the same masked form.
        func counterpart(of item: JSONNode, _ name: String) -> JSONNode? {
            let key = Self.key(item, name)
            return ambiguous.contains(key) ? nil : known[key]
        }
    }

    /// The member that identifies this element, alone in an object.
    private static func identity(of item: JSONNode) -> JSONNode? {
        identities.lazy.compactMap { name in item[name].map { .object([.init(name, $0)]) } }.first
    }

    /// Every place that still contains a mask instead of a secret.
    static func leftovers(in document: JSONNode, at place: String = "", name: String = "") -> [PortalTranslation
        .Finding]
    {
        switch document {
        case .object(let members):
            return members.flatMap { member in
                let inside = PortalTranslation.place(place, member.name)
                return leftovers(
                    in: member.value, at: place.isEmpty ? member.name : inside, name: inner(member.name, of: name))
            }
        case .array(let items):
            return items.enumerated().flatMap { leftovers(in: $0.element, at: "\(place)[\($0.offset)]", name: name) }
        case .string(let text) where holdsMask(text, name: name):
            return [.init(problem: Problem(at: "", "secret-masked", ["value": mask]), target: place)]
        default: return []
        }
    }

    private static func holdsMask(_ text: String, name: String) -> Bool {
        let plain = text.replacing("%2A", with: "*").replacing("%2a", with: "*")
        guard plain.contains(mask) else { return false }
        if isSecret(name) { return plain == mask }
        // The mask is exactly where masking puts one, and nothing else is secret.
        return plain.contains("://") && masked(plain, name: name) == plain && Self.parts(plain).contains(mask)
    }

    /// The parts of an address that contain secrets.
    private static func parts(_ address: String) -> [String] {
        let values = pieces(of: address).compactMap { secretValue(of: $0) }.map(String.init)
        let authority = address.split(separator: "/", omittingEmptySubsequences: false).dropFirst(2).first ?? ""
        let user = authority.contains("@") ? [String(authority.prefix { $0 != "@" })] : []
        return values + user
    }
}
