// Who a JWT speaks for: the issuer that is trusted, whom its tokens must be for, and the claims that say who has them.

import Assets
import Base
import Foundation
import JSON
import Offers

/// The identity provider whose JWTs are taken as bearer tokens. Any thread.
public struct JWTIssuer: Sendable {
    /// Clocks differ by so much at most.
    static let leeway = Duration.seconds(60)

    /// A claim's name, or a JSON pointer through objects if it begins with `/`. `*` is a name like others.
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

    /// What is expected of a token, and what its claims are called.
    struct Rules: Sendable {
        var issuer: String
        var audience: String
        var nameClaim: Claim = "preferred_username"
        var publisherClaim: Claim = "publisher"
        var roleClaim: Claim = "roles"
        var operatorRole = "publishing-operator"
    }

    let rules: Rules
    let keys: IssuerKeys
    let now: @Sendable () -> Timestamp

    /// Whom a token speaks for. Throws `JWTRefusal`, or `APIError` where no key was ever read.
    /// - Parameter mayWait: whether the issuer may be asked for a key that is not known.
    func principal(of token: String, mayWait: Bool = true) throws -> Principal {
        let token = try JWT(token)
        let claims = token.claims
        // Before the keys and the signature, which cost more: what is of others must not make us ask.
        let issuer = claims["iss"]?.text ?? ""
        guard issuer == rules.issuer else { throw JWTRefusal.otherIssuer(issuer) }
        try judge(claims)
        guard let key = mayWait ? keys.key(token.key) : keys.known(token.key) else {
            throw keys.isRead ? JWTRefusal.unknownKey(token.key) : APIError.issuerAway
        }
        guard key.algorithms.contains(token.algorithm) else {
            throw JWTRefusal.otherAlgorithm(token.algorithm.rawValue)
        }
        guard key.key.verifies(token.signature, of: token.signed, by: token.algorithm) else {
            throw JWTRefusal.signature
        }
        return try holder(claims)
    }

    private func judge(_ claims: JSONNode) throws {
        let audiences = claims["aud"].map { $0.text.map { [$0] } ?? $0.items.compactMap(\.text) } ?? []
        guard audiences.contains(rules.audience) else { throw JWTRefusal.otherAudience(rules.audience) }
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
