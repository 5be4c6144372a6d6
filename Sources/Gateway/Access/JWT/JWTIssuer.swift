// Who a JWT speaks for: the issuer that is trusted, whom its tokens must be for, and the claims that say who has them. Access
// tokens of the API and ID tokens of the pages are judged here.

import Assets
import Base
import Foundation
import JSON
import Offers

/// The identity provider whose JWTs are trusted. Any thread.
public struct JWTIssuer: Sendable {
    /// The tolerated difference of clocks.
    static let leeway = Duration.seconds(60)

    /// A claim's name, or a JSON pointer through objects if it begins with `/`. `*` is an ordinary name.
    struct Claim: Sendable, ExpressibleByStringLiteral {
        let name: String
        private let path: [String]

        init(_ name: String) {
            self.name = name
            path = PointerPattern(name)?.tokens ?? [name]
        }

        init(stringLiteral name: String) { self.init(name) }

        func value(in claims: JSONNode) -> JSONNode? { claims.at(path) }
    }

    /// The requirements for a token, and the names of its claims.
    struct Rules: Sendable {
        var issuer: String
        /// Of access tokens; nil where the API takes none.
        var audience: String?
        var nameClaim: Claim = "preferred_username"
        var publisherClaim: Claim = "publisher"
        var roleClaim: Claim = "roles"
        var operatorRole = "publishing-operator"
    }

    let rules: Rules
    let source: IssuerSource
    /// What the issuer says of itself.
    let description: IssuerDocument<IssuerDescription>
    let keys: IssuerKeys
    let now: @Sendable () -> Timestamp

    /// - Parameter keys: a file or an address of its keys; nil where its description names it.
    /// - Parameter told: hears of an outcome of reading the keys that is another than the one before.
    init(
        rules: Rules, source: IssuerSource, keys: String? = nil, now: @escaping @Sendable () -> Timestamp,
        told: @escaping @Sendable (IssuerKeys.Outcome) -> Void = { _ in }
    ) {
        let description = IssuerDocument(now: now, source: source.description)
        self.rules = rules
        self.source = source
        self.description = description
        self.now = now
        self.keys = IssuerKeys(
            now: now, told: told, source: KeySource(issuer: source, description: description, keys: keys).text)
    }

    /// Whom an access token speaks for. Throws `JWTRefusal`, or `APIError` where no key was ever read or no access token is taken.
    /// - Parameter mayWait: whether the issuer may be asked for a key that is not known.
    func principal(of text: String, mayWait: Bool = true) throws -> Principal {
        guard let audience = rules.audience else { throw APIError.noToken }
        let token = try JWT(text)
        try judge(token.claims, for: audience)
        try verify(token, mayWait: mayWait)
        return try holder(token.claims)
    }

    /// Who has signed in, by an ID token for a client (OpenID Connect Core 1.0, 3.1.3.7). Throws as above.
    /// - Parameter nonce: what the client sent when the sign-in began.
    func principal(ofIDToken text: String, for client: String, nonce: String) throws -> Principal {
        let token = try JWT(text, for: .signIn)
        try judge(token.claims, for: client)
        // The party to which it was given, where it is for several.
        let isAlone = token.claims["azp"] == nil && audiences(token.claims).count == 1
        guard isAlone || token.claims["azp"]?.text == client else { throw JWTRefusal.otherAudience(client) }
        guard token.claims["nonce"]?.text == nonce else { throw JWTRefusal.nonce }
        try verify(token, mayWait: true)
        return try holder(token.claims)
    }

    private func verify(_ token: JWT, mayWait: Bool) throws {
        let found = if let name = token.key { mayWait ? keys.key(name) : keys.known(name) } else { keys.only }
        guard let key = found else {
            throw keys.isRead ? token.key.map { JWTRefusal.unknownKey($0) } ?? .noKey : APIError.issuerAway
        }
        guard key.algorithms.contains(token.algorithm) else {
            throw JWTRefusal.otherAlgorithm(token.algorithm.rawValue)
        }
        guard key.key.verifies(token.signature, of: token.signed, by: token.algorithm) else {
            throw JWTRefusal.signature
        }
    }

    private func audiences(_ claims: JSONNode) -> [String] {
        claims["aud"].map { $0.text.map { [$0] } ?? $0.items.compactMap(\.text) } ?? []
    }

    /// Before the keys and the signature, which cost more: what is of others must not make us ask.
    private func judge(_ claims: JSONNode, for audience: String) throws {
        let issuer = claims["iss"]?.text ?? ""
        guard issuer == rules.issuer else { throw JWTRefusal.otherIssuer(issuer) }
        guard audiences(claims).contains(audience) else { throw JWTRefusal.otherAudience(audience) }
        let now = now()
        guard let expires = try time("exp", claims) else { throw JWTRefusal.noExpiry }
        guard expires + Self.leeway > now else { throw JWTRefusal.expired(expires) }
        if let begins = try time("nbf", claims), begins > now + Self.leeway { throw JWTRefusal.notYet(begins) }
    }

    /// A NumericDate (RFC 7519, 2).
    private func time(_ name: String, _ claims: JSONNode) throws -> Timestamp? {
        guard let node = claims[name] else { return nil }
        guard case .number(let digits) = node, let seconds = Double(digits), seconds.magnitude < 1e12 else {
            throw JWTRefusal.claim(name)
        }
        return Timestamp(milliseconds: Int64(seconds * 1000))
    }

    private func holder(_ claims: JSONNode) throws -> Principal {
        let name = [rules.nameClaim.value(in: claims)?.text, claims["sub"]?.text].lazy
            .compactMap { $0.map(Principal.shown) }.first { !$0.isEmpty }
        guard let name else { throw JWTRefusal.claim(rules.nameClaim.name) }
        let roles = rules.roleClaim.value(in: claims)
        let held = roles?.text?.split(separator: " ").map(String.init) ?? roles?.items.compactMap(\.text) ?? []
        if held.contains(rules.operatorRole) { return Principal(.operators, name: name) }
        guard let publisher = rules.publisherClaim.value(in: claims)?.text, OfferKey.isIdentifier(publisher) else {
            throw JWTRefusal.claim(rules.publisherClaim.name)
        }
        return Principal(.publisher(publisher), name: name)
    }
}
