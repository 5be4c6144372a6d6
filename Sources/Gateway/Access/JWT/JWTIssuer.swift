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

    /// What is expected of a token, and what its claims are called. A name that begins with `/` is a JSON pointer.
    struct Rules: Sendable {
        var issuer: String
        var audience: String
        var nameClaim = "preferred_username"
        var publisherClaim = "publisher"
        var roleClaim = "roles"
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
        // Before the keys: what is of others must not make us ask.
        let issuer = claims["iss"]?.text ?? ""
        guard issuer == rules.issuer else { throw JWTRefusal.otherIssuer(issuer) }
        guard let key = mayWait ? keys.key(token.key) : keys.known(token.key) else {
            throw keys.isRead ? JWTRefusal.unknownKey(token.key) : APIError.issuerAway
        }
        guard key.algorithms.contains(token.algorithm) else {
            throw JWTRefusal.otherAlgorithm(token.algorithm.rawValue)
        }
        guard key.key.verifies(token.signature, of: token.signed, by: token.algorithm) else {
            throw JWTRefusal.signature
        }
        try judge(claims)
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
        let name = [find(rules.nameClaim, claims)?.text, claims["sub"]?.text].lazy
            .compactMap { $0.map(Principal.shown) }.first { !$0.isEmpty }
        guard let name else { throw JWTRefusal.claim(rules.nameClaim) }
        let roles = find(rules.roleClaim, claims)
        let held = roles?.text?.split(separator: " ").map(String.init) ?? roles?.items.compactMap(\.text) ?? []
        if held.contains(rules.operatorRole) { return Principal(.operators, name: name) }
        guard let publisher = find(rules.publisherClaim, claims)?.text, OfferKey.isIdentifier(publisher) else {
            throw JWTRefusal.claim(rules.publisherClaim)
        }
        return Principal(.publisher(publisher), name: name)
    }

    private func find(_ name: String, _ claims: JSONNode) -> JSONNode? {
        guard name.hasPrefix("/") else { return claims[name] }
        let steps = name.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        return claims.at(steps.map { String($0).replacing("~1", with: "/").replacing("~0", with: "~") })
    }
}
