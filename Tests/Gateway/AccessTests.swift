import Base
import JSON
import Offers
import TestSupport
import Testing

@testable import Gateway

/// Who gets in, how often, and what malice comes to.
@Suite struct AccessTests {
    @Test func `Without a known token there is no answer`() throws {
        let fixture = try GatewayFixture()
        for token in [nil, "", "nonsense", "Y29udG9zbzpwYXNz", Token.contoso + "x"] {
            let answer = fixture.call("GET", token: token)
            #expect(answer.status == 401)
            #expect(answer["WWW-Authenticate"]?.hasPrefix("Bearer") == true)
        }
    }

    @Test func `A JWT opens nothing where only tokens of the file are taken`() throws {
        let fixture = try GatewayFixture()
        let claims = "eyJpc3MiOiJodHRwczovL290aGVyLmV4YW1wbGUiLCJzdWIiOiJjb250b3NvIiwiZXhwIjo0MTAyNDQ0ODAwfQ"
        for head in ["eyJhbGciOiJub25lIn0", "eyJhbGciOiJSUzI1NiIsImtpZCI6InJvdGF0ZWQifQ"] {
            for signature in ["", "c2lnbmF0dXJl"] {
                let jwt = "\(head).\(claims).\(signature)"
                let answer = fixture.call("GET", token: jwt)
                #expect(answer.status == 401 && answer.errorCode == "unauthorized", "\(jwt)")
                let page = fixture.ask("POST", "/sign-in", token: nil, body: Array("token=\(jwt)".utf8))
                #expect(page.status == 403 && page.text.contains("This token is not known"), "\(jwt)")
                #expect(page["Set-Cookie"] == nil)
            }
        }
    }

    @Test func `Another publisher's offers can be neither seen nor touched`() throws {
        let fixture = try GatewayFixture()
        try fixture.put()
        let before = fixture.sent.count
        for (method, rest) in [
            ("GET", ""), ("PUT", ""), ("GET", "/status"), ("GET", "/submissions"), ("GET", "/operations"),
            ("GET", "/operations/1"), ("GET", "/slot/Draft"), ("GET", "/versions/1"), ("POST", "/publish"),
            ("POST", "/golive"), ("POST", "/cancel"),
        ] {
            #expect(fixture.call(method, rest, token: Token.fabrikam, match: "*").status == 403, "\(method) \(rest)")
        }
        #expect(
            fixture.ask("GET", "/api/publishers/contoso/offers?\(GatewayFixture.version)", token: Token.fabrikam).status
                == 403)
        #expect(fixture.sent.count == before)
        #expect(fixture.call("GET", token: Token.operators).status == 200)
    }

    @Test func `Not one address of the description or of the pages lets another publisher's token through`() throws {
        let fixture = try GatewayFixture()
        try fixture.put()
        try fixture.setStatus { $0.state = .waitingForPublisherReview }
        let before = (fixture.sent.count, fixture.model.record(of: GatewayFixture.web))
        let description = try JSONNode(Repository.bytes("schemas/openapi.json"))
        guard case .object(let paths)? = description["paths"] else { throw Settings.Wrong("no paths") }
        #expect(paths.count >= 11)
        // The other two tell the caller of itself.
        for path in paths where !["/api/publishers", "/api/offerTypes"].contains(path.name) {
            var target = path.name
            for (name, value) in [
                ("publisherId", "contoso"), ("offerId", "web-server"), ("version", "1"), ("slot", "Draft"),
                ("operationId", "1"),
            ] { target.replace("{\(name)}", with: value) }
            for method in ["GET", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"] {
                let answer = fixture.ask(
                    method, "\(target)?\(GatewayFixture.version)", token: Token.fabrikam, headers: ["if-match": "*"],
                    body: try GatewayFixture.sample().json)
                #expect(answer.status == 403, "\(method) \(target)")
                #expect(!answer.text.contains("Contoso Web Server"))
            }
        }
        // Pages: an offer of somebody else is one that is not there.
        let signedIn = fixture.ask("POST", "/sign-in", token: nil, body: Array("token=\(Token.fabrikam)".utf8))
        let cookie = ["cookie": String(signedIn["Set-Cookie"]?.prefix { $0 != ";" } ?? "")]
        let form = fixture.ask("GET", "/offers", token: nil, headers: cookie).text.firstMatch(
            of: /name="form-token" value="([0-9a-f]+)"/)
        let body = Array("form-token=\(form?.output.1 ?? "")&text=x".utf8)
        for rest in ["", "/events"] {
            let answer = fixture.ask("GET", "/offers/contoso/web-server\(rest)", token: nil, headers: cookie)
            #expect(answer.status == 404, "\(rest)")
        }
        for action in ["publish", "go-live", "cancel", "support"] {
            let answer = fixture.ask(
                "POST", "/offers/contoso/web-server/\(action)", token: nil, headers: cookie, body: body)
            #expect(answer.status == 404, "\(action)")
        }
        #expect(fixture.sent.count == before.0)
        #expect(fixture.model.record(of: GatewayFixture.web)?.status == before.1?.status)
    }

    @Test func `A token in the address, or in a document, opens nothing`() throws {
        let fixture = try GatewayFixture()
        try fixture.put()
        let base = "/api/publishers/contoso/offers/web-server?\(GatewayFixture.version)"
        for target in ["\(base)&access_token=\(Token.contoso)", "\(base)&token=\(Token.contoso)"] {
            #expect(fixture.ask("GET", target, token: nil).status == 401)
        }
        #expect(fixture.ask("GET", base, token: nil, headers: ["cookie": "session=\(Token.contoso)"]).status == 401)
        let stranger = try JSONNode(Array(#"{"publisherId":"fabrikam","id":"web-server"}"#.utf8))
        #expect(fixture.call("PUT", match: "*", body: stranger.json).errorCode == "identityDiffers")
    }

    @Test func `The version, the method and the address must be right`() throws {
        let fixture = try GatewayFixture()
        try fixture.put()
        let base = "/api/publishers/contoso/offers"
        #expect(fixture.ask("GET", base).errorCode == "invalidApiVersion")
        #expect(fixture.ask("GET", "\(base)?api-version=2016-01-01").status == 400)
        let deleted = fixture.call("PATCH")
        #expect(deleted.status == 405)
        #expect(deleted["Allow"] == "GET, PUT, DELETE")
        #expect(fixture.call("GET", "/publish")["Allow"] == "POST")
        for rest in ["/nothing", "/publish/x", "/operations/a/b", "/slot"] {
            #expect(fixture.call("GET", rest).status == 404, "\(rest)")
        }
    }

    @Test(arguments: [
        "/../etc/passwd", "/api/publishers/contoso/offers/../../x", "/api/publishers/contoso/offers/%2e%2e",
        "/api/publishers/contoso/offers/x%00y", "/api/publishers/contoso/offers/x%0d%0aSet-Cookie:a=b",
        "/api/publishers/contoso/offers/%zz", "/api/publishers/contoso/offers/%ff",
        "/api/publishers/contoso/offers/%2fetc",
        "/api/publishers/CONTOSO/offers", "/api/publishers/contoso/offers/web-", "/api/publishers//offers",
    ])
    func `Tricks with the path are refused`(path: String) throws {
        let answer = try GatewayFixture().ask("GET", "\(path)?\(GatewayFixture.version)")
        #expect([400, 401, 403, 404, 303].contains(answer.status), "\(path) gave \(answer.status)")
        #expect(answer.status != 200)
        #expect(!answer.headers.contains { $0.value.contains("\r") || $0.value.contains("\n") })
    }

    @Test func `Documents too deep, too large or doubled are refused as malformed`() throws {
        let fixture = try GatewayFixture()
        let deep = String(repeating: "[", count: 100_000)
        let doubled = #"{"id":"web-server","id":"other"}"#
        let huge = "{\"a\":\"" + String(repeating: "x", count: 1 << 20) + "\"}"
        for body in [deep, doubled, huge, "", "null", "\u{0}", "{\"a\":1e}"] {
            #expect(fixture.call("PUT", match: "*", body: Array(body.utf8)).errorCode == "malformedBody")
        }
        #expect(fixture.call("PUT", match: "*", body: [0x7B, 0xFF, 0x7D]).status == 400)
    }

    @Test func `One token's haste does not slow down another's`() throws {
        let fixture = try GatewayFixture(rate: 1, burst: 3)
        let answers = (0..<5).map { _ in fixture.call("GET").status }
        #expect(answers == [404, 404, 404, 429, 429])
        let late = fixture.call("GET")
        #expect(late["Retry-After"] != nil)
        #expect(fixture.call("GET", token: Token.operators).status == 404)
        fixture.time.withLock { $0 = $0 + .seconds(2) }
        #expect(fixture.call("GET").status == 404)
    }

    @Test func `Guesses at tokens are slowed down`() throws {
        let fixture = try GatewayFixture(rate: 4, burst: 3)
        let answers = (0..<5).map { fixture.call("GET", token: "guess-number-\($0)-0123456789").status }
        #expect(answers == [401, 401, 401, 429, 429])
    }

    @Test func `The tokens file is read strictly, and says which line is wrong`() throws {
        #expect(throws: Settings.Wrong.self) { try Tokens(text: "contoso secret", file: "f") }
        #expect(throws: Settings.Wrong.self) { try Tokens(text: "# ok\nCON sha256:00", file: "f") }
        let made = try Tokens.make(for: "contoso", world: .real)
        #expect(made.token.count == 64)
        #expect(!made.line.contains(made.token))
        let tokens = try Tokens(text: "\n# a comment\n\(made.line)\n", file: "f")
        #expect(tokens.principal(of: made.token) == Principal(.publisher("contoso")))
        #expect(tokens.principal(of: made.token + "0") == nil)
    }

    @Test func `Every answer carries the headers that keep browsers in check`() throws {
        let fixture = try GatewayFixture()
        for target in ["/healthz", "/sign-in", "/api/x", "/nothing", "/files/live.js"] {
            let answer = fixture.ask("GET", target, token: nil)
            #expect(answer["X-Content-Type-Options"] == "nosniff", "\(target)")
            #expect(answer["Content-Security-Policy"]?.contains("default-src 'none'") == true, "\(target)")
        }
    }
}
