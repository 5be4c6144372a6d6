// The side of an identity provider at which people sign in, in the test: it gives codes, and ID tokens for them to who has the
// verifier and the secret.

import Assets
import Base
import Foundation
import HTTP
import JSON
import Synchronization
import TestSupport
import Testing

@testable import Gateway

final class StandInProvider: Sendable {
    static let client = "publishing-pages"
    static let secret = "a secret: with % and +"
    static let pages = "https://publish.example"
    static let authorization = "https://id.example/authorize?tenant=1"
    static let tokenAddress = "https://id.example/token"
    static let endSession = "https://id.example/logout"

    /// What a sign-in began with.
    private struct Begun {
        var nonce: String
        var challenge: String
        /// Changes to the ID token's claims, and its header.
        var claims: [String: JSONNode]
        var header: [String: JSONNode]
    }

    private let begun = Mutex<[String: Begun]>([:])
    private let key: SigningKey
    private let keyName: String
    private let published: [UInt8]
    /// How clients may show their secret.
    let methods = Shared(["client_secret_basic", "client_secret_post"])
    /// Whether it answers.
    let isAway = Shared(false)
    /// In place of what it would answer to a request for a token.
    let answer = Shared<FetchAnswer?>(nil)
    /// Forms and headers of the requests for tokens.
    let asked = Shared<[(form: String, headers: [String: String])]>([])
    /// What its description has besides the usual; null takes a member away.
    let described = Shared<[String: JSONNode]>([:])
    /// How often its description was asked for, and its keys.
    let reads = Shared((descriptions: 0, keys: 0))

    init(_ signing: StandInIssuer) {
        published = signing.published
        (keyName, key) = signing.keys[0]
    }

    /// Of a gateway that has asked it nothing yet.
    func openIDClient(
        secret: String? = StandInProvider.secret, _ change: (inout JWTIssuer.Rules) -> Void = { _ in }
    ) -> OpenIDClient {
        let source = StandInIssuer.source(
            keys: {
                self.reads.withLock { $0.keys += 1 }
                return self.published
            }, described: description, post: token)
        return OpenIDClient(
            issuer: StandInIssuer.trusted(at: source, change), client: Self.client,
            secret: secret.map { secret in { @Sendable in secret } }, pages: Self.pages)
    }

    @Sendable private func description() throws -> [String: JSONNode] {
        reads.withLock { $0.descriptions += 1 }
        guard !isAway.value else { throw Settings.Wrong("no route to id.example") }
        let members: [String: JSONNode] = [
            "authorization_endpoint": .string(Self.authorization), "token_endpoint": .string(Self.tokenAddress),
            "end_session_endpoint": .string(Self.endSession),
            "token_endpoint_auth_methods_supported": .array(methods.value.map { .string($0) }),
        ]
        return members.merging(described.value) { $1 }
    }

    /// Somebody signs in: what the browser brings back, for the address to which it was sent.
    func signIn(
        _ address: String, claims: [String: JSONNode] = [:], header: [String: JSONNode] = [:]
    ) throws -> [String: String] {
        let sent = try #require(HTTPRequest("GET", String(address.dropFirst("https://id.example".count)))).query
        #expect(sent["tenant"] == "1" && sent["response_type"] == "code" && sent["client_id"] == Self.client)
        #expect(sent["redirect_uri"] == "\(Self.pages)/sign-in/answer" && sent["code_challenge_method"] == "S256")
        #expect(sent["scope"]?.split(separator: " ").contains("openid") == true)
        let code = "code \(UUID().uuidString)"
        let new = Begun(
            nonce: sent["nonce"] ?? "", challenge: sent["code_challenge"] ?? "", claims: claims, header: header)
        begun.withLock { $0[code] = new }
        return ["code": code, "state": sent["state"] ?? "", "iss": StandInIssuer.name, "session_state": "x"]
    }

    @Sendable private func token(_ form: String, at address: String, _ headers: [String: String]) throws -> FetchAnswer
    {
        guard !isAway.value else { throw AssetError.unreachable(host: "id.example", reason: "no route") }
        asked.withLock { $0.append((form, headers)) }
        if let answer = answer.value { return answer }
        #expect(address == Self.tokenAddress)
        let fields = HTTPRequest("POST", "/", body: Array(form.utf8))?.form ?? [:]
        func refused(_ error: String) -> FetchAnswer {
            FetchAnswer(status: 400, body: Data(JSONNode.members(["error": .string(error)]).json))
        }
        guard fields["grant_type"] == "authorization_code", fields["redirect_uri"] == "\(Self.pages)/sign-in/answer",
            let begun = begun.withLock({ $0.removeValue(forKey: fields["code"] ?? "") }),
            Base64URL.text(try Digest.of(Array((fields["code_verifier"] ?? "").utf8)).bytes) == begun.challenge
        else { return refused("invalid_grant") }
        var claims: [String: JSONNode] = [
            "aud": .string(Self.client), "nonce": .string(begun.nonce), "publisher": "contoso",
        ]
        claims.merge(begun.claims) { $1 }
        let header = ["alg": "ES256", "typ": "JWT", "kid": .string(keyName)].merging(begun.header) { $1 }
        let token = StandInIssuer.token(StandInIssuer.object(header), StandInIssuer.claims(claims)) {
            key.sign($0, isPSS: false)
        }
        return FetchAnswer(
            status: 200, body: Data(JSONNode.members(["access_token": "opaque", "id_token": .string(token)]).json))
    }
}
