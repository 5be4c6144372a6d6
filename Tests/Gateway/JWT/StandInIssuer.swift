// An identity provider in the test: it has keys, and says in tokens what the test wants.

import Assets
import Base
import Foundation
import JSON
import Offers
import TestSupport
import Testing

@testable import Gateway

final class StandInIssuer {
    static let name = "https://id.example"
    static let audience = "https://publishing.example"
    /// When its tokens are used.
    static let now = Timestamp("2026-11-21T09:30:00Z") ?? Timestamp(milliseconds: 0)
    static let seconds = now.milliseconds / 1000

    /// By name, in the order in which they came.
    private(set) var keys: [(id: String, key: SigningKey)] = []

    init() throws { try rotate(to: "first") }

    /// The key that signs from now on. Those before it are kept.
    func rotate(to id: String, _ kind: SigningKey.Kind = .p256) throws {
        keys.append((id, try #require(SigningKey(kind))))
    }

    func forget(_ id: String) { keys.removeAll { $0.id == id } }

    /// What it publishes.
    var published: [UInt8] {
        JSONNode.members(["keys": .array(keys.map { Self.jwk($0.key, $0.id) })]).json
    }

    static func jwk(_ key: SigningKey, _ id: String, _ more: [String: JSONNode] = [:]) -> JSONNode {
        var members: [JSONNode.Member] = [.init("kid", .string(id))]
        switch key.kind {
        case .rsa: members.append(.init("kty", "RSA"))
        case .p256: members += [.init("kty", "EC"), .init("crv", "P-256")]
        case .ed25519: members += [.init("kty", "OKP"), .init("crv", "Ed25519")]
        }
        members += key.numbers.map { .init($0.key, .string(Base64URL.text($0.value))) }
        return .object(members + more.map { .init($0.key, $0.value) })
    }

    /// Claims of Carla at contoso for an hour; null takes one away.
    static func claims(_ changes: [String: JSONNode] = [:]) -> JSONNode {
        let claims: [String: JSONNode] = [
            "iss": .string(name), "aud": .string(audience), "sub": "248289761001", "preferred_username": "carla",
            "publisher": "contoso", "iat": .number("\(seconds)"), "exp": .number("\(seconds + 3600)"),
        ]
        return object(claims.merging(changes) { $1 })
    }

    /// Without the members that are null.
    static func object(_ members: [String: JSONNode]) -> JSONNode {
        .object(members.filter { $0.value != .null }.map { .init($0.key, $0.value) })
    }

    /// A token by the newest key, or by the key with a name; `header` changes what its head says.
    func token(
        _ changes: [String: JSONNode] = [:], key id: String? = nil, header: [String: JSONNode] = [:],
        isPSS: Bool = false
    ) throws -> String {
        let (name, key) = try #require(id.map { id in keys.first { $0.id == id } } ?? keys.last)
        let algorithm =
            switch key.kind {
            case .rsa: isPSS ? "PS256" : "RS256"
            case .p256: "ES256"
            case .ed25519: "EdDSA"
            }
        let head = ["alg": .string(algorithm), "typ": "at+jwt", "kid": .string(name)].merging(header) { $1 }
        return Self.token(Self.object(head), Self.claims(changes)) { key.sign($0, isPSS: isPSS) }
    }

    static func token(_ header: JSONNode, _ claims: JSONNode, sign: ([UInt8]) -> [UInt8]) -> String {
        let signed = Base64URL.text(header.json) + "." + Base64URL.text(claims.json)
        return "\(signed).\(Base64URL.text(sign(Array(signed.utf8))))"
    }

    /// What the gateway finds at its addresses: a description, which may have more members, and its keys.
    static func source(
        keys: @escaping @Sendable () throws -> [UInt8],
        described: @escaping @Sendable () throws -> [String: JSONNode] = { [:] },
        post: @escaping @Sendable (String, String, [String: String]) throws -> FetchAnswer = { _, _, _ in
            FetchAnswer(status: 404, body: Data())
        }
    ) -> IssuerSource {
        IssuerSource(
            issuer: name,
            get: { address in
                switch address {
                case "\(name)/.well-known/openid-configuration":
                    let usual: [String: JSONNode] = ["issuer": .string(name), "jwks_uri": .string("\(name)/keys")]
                    return object(usual.merging(try described()) { $1 }).json
                case "\(name)/keys": return try keys()
                default: throw Settings.Wrong("\(address): not found")
                }
            }, post: post)
    }

    /// Who trusts it, with the keys as they are now.
    func trusted(_ change: (inout JWTIssuer.Rules) -> Void = { _ in }) -> JWTIssuer {
        let published = published
        return Self.trusted(at: Self.source(keys: { published }), change)
    }

    /// Who trusts the issuer of a source.
    static func trusted(
        at source: IssuerSource, now: @escaping @Sendable () -> Timestamp = { StandInIssuer.now },
        _ change: (inout JWTIssuer.Rules) -> Void = { _ in }
    ) -> JWTIssuer {
        var rules = JWTIssuer.Rules(issuer: name, audience: audience)
        change(&rules)
        return JWTIssuer(rules: rules, source: source, now: now)
    }
}
