// The keys by which an issuer signs, as it publishes them (RFC 7517). They are read again when they are old and when a token
// names a key that is not among them, however many tokens do so: at most once in `pause`.

import Assets
import Base
import JSON
import Synchronization

/// A key of the issuer's set.
struct IssuerKey: Sendable {
    let key: PublicKey
    /// By which it signs: those of its type, or the one that the set names.
    let algorithms: [SignatureAlgorithm]

    /// Nil for a key that is not for our signatures, or that we do not know (RFC 7517, 5).
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

/// Any thread.
final class IssuerKeys: Sendable {
    static let largest = 256 << 10
    static let longestAge = Duration.seconds(600)
    static let pause = Duration.seconds(30)

    private struct State {
        var keys: [String: IssuerKey] = [:]
        var tried: Timestamp?
        /// When the keys were read; nil if they never were.
        var read: Timestamp?
        var told: Outcome?
    }

    /// What came of reading the set.
    enum Outcome: Sendable, Equatable {
        /// Names of its keys.
        case keys([String])
        case failed(String)
    }

    /// The set's text. Blocks, for some seconds at most.
    private let source: @Sendable () throws -> [UInt8]
    private let now: @Sendable () -> Timestamp
    /// Hears of an outcome that is another than the one before.
    private let told: @Sendable (Outcome) -> Void
    private let state = Mutex(State())
    /// Held while the set is read.
    private let reading = Mutex(())

    init(
        now: @escaping @Sendable () -> Timestamp, told: @escaping @Sendable (Outcome) -> Void = { _ in },
        source: @escaping @Sendable () throws -> [UInt8]
    ) {
        self.source = source
        self.now = now
        self.told = told
    }

    /// The keys of a set, by name.
    static func read(_ text: [UInt8]) throws -> [String: IssuerKey] {
        let set = try JSONNode(text, largest: largest)
        guard case .array(let items)? = set["keys"] else { throw JSONError("the member \"keys\" is missing") }
        var keys: [String: IssuerKey] = [:]
        for item in items {
            if let id = item["kid"]?.text, let key = IssuerKey(item) { keys[id] = key }
        }
        return keys
    }

    /// Whether the set was ever read. Before that, nothing can be said of a token.
    var isRead: Bool { state.withLock { $0.read != nil } }

    /// The key with this name; nil where the issuer has none, or has it no more. May ask the issuer, and wait.
    func key(_ id: String) -> IssuerKey? {
        if known(id) == nil {
            // Who waits here finds what another has read.
            reading.withLock { _ in refresh { self.known(id) == nil } }
        } else if isOld {
            _ = reading.withLockIfAvailable { _ in refresh { self.isOld } }
        }
        return known(id)
    }

    /// Reads the set for the first time.
    func read() { reading.withLock { _ in refresh { true } } }

    /// The key with this name among those that were read. Never waits.
    func known(_ id: String) -> IssuerKey? { state.withLock { $0.keys[id] } }

    private var isOld: Bool {
        let now = now()
        return state.withLock { state in state.read.map { now - $0 > Self.longestAge } ?? true }
    }

    /// Reads the set, unless that was tried a moment ago. By one thread at a time.
    private func refresh(if isWanted: () -> Bool) {
        let now = now()
        let mayTry = state.withLock { state in state.tried.map { now - $0 >= Self.pause } ?? true }
        guard isWanted(), mayTry else { return }
        state.withLock { $0.tried = now }
        let result = Result { try Self.read(source()) }
        let outcome: Outcome =
            switch result {
            case .success(let keys): .keys(keys.keys.sorted())
            case .failure(let error): .failed("\(error)")
            }
        let isNew = state.withLock { state in
            if case .success(let keys) = result { (state.keys, state.read) = (keys, now) }
            defer { state.told = outcome }
            return state.told != outcome
        }
        if isNew { told(outcome) }
    }
}
