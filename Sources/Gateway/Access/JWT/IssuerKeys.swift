// The keys by which an issuer signs, as it publishes them (RFC 7517). They are read again when they are old, and when a token
// names a key that is not among them.

import Assets
import Base
import JSON
import Synchronization

/// A key of the issuer's set.
struct IssuerKey: Sendable {
    let key: PublicKey
    /// Its algorithms: all of its type, or the one that the set names.
    let algorithms: [SignatureAlgorithm]

    /// Nil if the key is not for signatures that we accept, or unknown (RFC 7517, 5).
    init?(_ node: JSONNode) {
        if let use = node["use"], use.text != "sig" { return nil }
        if let operations = node["key_ops"], !operations.items.contains(.string("verify")) { return nil }
        func bytes(_ name: String) -> [UInt8] { node[name]?.text.flatMap(Base64URL.bytes) ?? [] }
        let form: PublicKey.Form
        switch (node["kty"]?.text, node["crv"]?.text) {
        case ("RSA", _): form = .rsa(modulus: bytes("n"), exponent: bytes("e"))
        case ("EC", "P-256"): form = .p256(x: bytes("x"), y: bytes("y"))
        case ("OKP", "Ed25519"): form = .ed25519(bytes("x"))
        default: return nil
        }
        guard let key = PublicKey(form) else { return nil }
        self.key = key
        let named = node["alg"].map { $0.text }
        algorithms = key.algorithms.filter { named == nil || named == $0.rawValue }
    }
}

/// The keys of one issuer, as they were last read. Any thread.
final class IssuerKeys: Sendable {
    /// Between two readings, whatever tokens ask for.
    static let pause = IssuerDocument<[String: IssuerKey]>.pause
    static let longestAge = IssuerDocument<[String: IssuerKey]>.longestAge

    /// The result of reading the set.
    enum Outcome: Sendable, Equatable {
        /// Names of its keys.
        case keys([String])
        case failed(String)
    }

    private let document: IssuerDocument<[String: IssuerKey]>

    /// `told` hears of an outcome that is another than the one before. `source` gives the set's text, and blocks for some
    /// seconds at most.
    init(
        now: @escaping @Sendable () -> Timestamp, told: @escaping @Sendable (Outcome) -> Void = { _ in },
        source: @escaping @Sendable () throws -> [UInt8]
    ) {
        let before = Last()
        document = IssuerDocument(
            now: now,
            told: { result in
                let outcome: Outcome =
                    switch result {
                    case .success(let keys): .keys(keys.keys.sorted())
                    case .failure(let error): .failed("\(error)")
                    }
                if before.isNew(outcome) { told(outcome) }
            }, source: { try Self.read(source()) })
    }

    private final class Last: Sendable {
        private let outcome = Mutex<Outcome?>(nil)

        func isNew(_ outcome: Outcome) -> Bool {
            self.outcome.withLock { last in
                defer { last = outcome }
                return last != outcome
            }
        }
    }

    /// The keys of a set, by name.
    static func read(_ text: [UInt8]) throws -> [String: IssuerKey] {
        let set = try JSONNode(text, largest: IssuerSource.largest)
        guard case .array(let items)? = set["keys"] else { throw JSONError("the member \"keys\" is missing") }
        var keys: [String: IssuerKey] = [:]
        for (number, item) in items.enumerated() {
            // Each key without a name counts for itself, as `only` needs it.
            if let key = IssuerKey(item) { keys[item["kid"]?.text ?? " \(number)"] = key }
        }
        return keys
    }

    /// Whether the set was ever read. Before that, nothing can be said of a token.
    var isRead: Bool { document.known != nil }

    /// The key with this name; nil where the issuer has none, or has it no more. May ask the issuer, and wait.
    func key(_ id: String) -> IssuerKey? { document.value { $0[id] != nil }?[id] }

    /// The key of a set that has only one; nil for other sets. May ask the issuer, and wait.
    var only: IssuerKey? { document.value().flatMap { $0.count == 1 ? $0.values.first : nil } }

    /// Reads the set for the first time.
    func read() { _ = document.value() }

    /// The key with this name among those that were read. Never waits.
    func known(_ id: String) -> IssuerKey? { document.known?[id] }
}
