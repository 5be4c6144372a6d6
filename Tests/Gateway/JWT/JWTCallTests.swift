import Base
import Events
import HTTP
import JSON
import Offers
import Testing

@testable import Gateway

/// The API with JWTs as bearer tokens.
@Suite struct JWTCallTests {
    private let issuer = Result { try StandInIssuer() }

    private func fixture(rate: Int = 1_000, burst: Int = 10_000) throws -> GatewayFixture {
        try GatewayFixture(rate: rate, burst: burst, issuer: issuer.get().trusted())
    }

    @Test func `A publisher's JWT does what a token of the file does, and the command names its holder`() throws {
        let (fixture, token) = (try fixture(), try issuer.get().token())
        let document = try GatewayFixture.sample().json
        #expect(fixture.call("PUT", token: token, match: "*", body: document).status == 201)
        #expect(fixture.call("GET", token: token).status == 200)
        #expect(fixture.call("POST", "/publish", token: token).status == 202)
        let command = try #require(fixture.commands.last)
        #expect(command.event[Command.Name.principal] == "carla")
        #expect(command.event[Command.Name.sender] == "contoso")
        #expect(fixture.call("GET", token: Token.contoso).status == 200, "tokens of the file are taken beside")
        let other = try issuer.get().token(["publisher": "fabrikam"])
        #expect(fixture.call("GET", token: other).errorCode == "forbidden")
        let operations = "/api/operations/stages?\(GatewayFixture.version)"
        #expect(fixture.ask("GET", operations, token: token).errorCode == "forbidden")
        #expect(fixture.refusals.value.isEmpty)
    }

    @Test func `An operator's JWT pauses a stage, and the audit names them`() throws {
        let fixture = try fixture()
        let token = try issuer.get().token([
            "roles": .array(["publishing-operator"]), "preferred_username": "Otto Operator", "publisher": .null,
        ])
        let answer = fixture.ask(
            "POST", "/api/operations/stages/certify/pause?\(GatewayFixture.version)", token: token,
            body: Array(#"{"reason":"disk full"}"#.utf8))
        try #require(answer.status == 204, "\(answer.text)")
        let entry = try AuditEntry(CloudEvent(structured: fixture.sent[0].value ?? []))
        #expect((entry.action, entry.subject, entry.by) == (.paused, "stage:certify", "Otto Operator"))
    }

    @Test func `Each bad JWT gets 401, which says what is wrong and what to do, and a line of the log`() throws {
        let (fixture, issuer, now) = (try fixture(), try issuer.get(), StandInIssuer.seconds)
        let none = StandInIssuer.token(.members(["alg": "none", "kid": "first"]), StandInIssuer.claims()) { _ in [] }
        let bad: [(token: String, says: String)] = [
            (none, "signed by none"),
            (try issuer.token(["iss": "https://other.example"]), "issuer https://other.example"),
            (try issuer.token(["exp": .number("\(now - 3600)")]), "expired at 2026-11-21T08:30:00.000Z"),
            (try issuer.token(header: ["kid": "rotated"]), "no key rotated"),
            (try issuer.token(["aud": "https://other.example"]), "audience \(StandInIssuer.audience)"),
            (try issuer.token(["publisher": .null]), "claim publisher"),
            (try StandInIssuer().token(), "signature"),
        ]
        for (token, says) in bad {
            let answer = fixture.call("GET", token: token)
            #expect(answer.status == 401 && answer.errorCode == "invalidToken", "\(says)")
            let header = try #require(answer["WWW-Authenticate"])
            #expect(
                header.hasPrefix(#"Bearer realm="publishing", error="invalid_token", error_description=""#), "\(header)"
            )
            #expect(header.contains(says) && answer.text.contains(says), "\(header)")
            #expect(fixture.refusals.value.last?["reason"]?.contains(says) == true)
            #expect(fixture.refusals.value.last?["peer"] == "192.0.2.1")
            // No part of the signature is said again.
            #expect(!answer.text.contains(token.suffix(20)))
        }
        #expect(fixture.refusals.value.count == bad.count)
    }

    @Test func `Bad JWTs of an address are counted, and a right one from there is taken`() throws {
        let (fixture, issuer) = (try fixture(rate: 4, burst: 3), try issuer.get())
        let bad = try issuer.token(header: ["kid": "guess"])
        #expect((0..<5).map { _ in fixture.call("GET", token: bad).status } == [401, 401, 401, 429, 429])
        #expect(fixture.refusals.value.count == 3)
        #expect(fixture.call("GET", token: try issuer.token()).status == 404)
    }

    @Test func `While the keys cannot be read the answer is 503, and tokens of the file are taken`() throws {
        let away = StandInIssuer.trusted(at: StandInIssuer.source(keys: { throw Settings.Wrong("away") }))
        let fixture = try GatewayFixture(issuer: away)
        let answer = fixture.call("GET", token: try issuer.get().token())
        #expect(answer.status == 503 && answer.errorCode == "issuerUnreachable" && answer["Retry-After"] == "5")
        #expect(fixture.call("GET").status == 404)
    }

    @Test func `What a request may take is known without asking the issuer`() throws {
        let (reads, text) = (Shared(0), try issuer.get().published)
        let trusted = StandInIssuer.trusted(
            at: StandInIssuer.source(keys: {
                reads.withLock { $0 += 1 }
                return text
            }))
        let fixture = try GatewayFixture(issuer: trusted)
        let headers = ["authorization": "Bearer \(try issuer.get().token())"]
        let request = try #require(HTTPRequest("GET", "/api/publishers", headers: headers))
        #expect(!fixture.gateway.admit(request).isKnown && reads.value == 0)
        trusted.keys.read()
        #expect(fixture.gateway.admit(request).isKnown && reads.value == 1)
        let other = ["authorization": "Bearer \(try issuer.get().token(header: ["kid": "other"]))"]
        let unknown = try #require(HTTPRequest("GET", "/api/publishers", headers: other))
        #expect(!fixture.gateway.admit(unknown).isKnown)
        #expect(fixture.gateway.admit(unknown).body == Gateway.strangersBody)
    }

    @Test func `A token is verified once: when the head of its request has come`() throws {
        let (text, now) = (try issuer.get().published, Shared(StandInIssuer.now))
        let trusted = StandInIssuer.trusted(at: StandInIssuer.source(keys: { text }), now: { now.value })
        let fixture = try GatewayFixture(issuer: trusted)
        trusted.keys.read()
        func request(_ token: String) throws -> HTTPRequest {
            let target = "/api/publishers?\(GatewayFixture.version)"
            var request = try #require(HTTPRequest("GET", target, headers: ["authorization": "Bearer \(token)"]))
            request.sender = fixture.gateway.admit(request).sender
            return request
        }
        let (good, bad) = (try request(issuer.get().token()), try request(StandInIssuer().token()))
        let unknown = try request(issuer.get().token(header: ["kid": "other"]))
        // A second look would find them expired.
        now.withLock { $0 = $0 + .seconds(86_400) }
        #expect(fixture.gateway.handle(good).status == 200)
        #expect(fixture.gateway.handle(bad).text.contains("signature"))
        #expect(unknown.sender == nil, "the issuer may have the key by now")
        #expect(fixture.gateway.handle(unknown).text.contains("expired"))
    }

    @Test func `The pages take no JWT in place of a token`() throws {
        let fixture = try fixture()
        let token = try issuer.get().token()
        let page = fixture.ask("POST", "/sign-in", token: nil, body: Array("token=\(token)".utf8))
        #expect(page.status == 403 && page["Set-Cookie"] == nil)
    }
}
