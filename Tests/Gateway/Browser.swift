// A browser without a screen: it signs in, keeps its cookie, and knows what a form carries.

import HTTP
import Testing

@testable import Gateway

/// A browser that has signed in.
struct Browser {
    let fixture: GatewayFixture
    let session: String

    init(_ fixture: GatewayFixture, token: String = Token.contoso) throws {
        self.fixture = fixture
        let answer = fixture.ask("POST", "/sign-in", token: nil, body: Array("token=\(token)".utf8))
        #expect(answer.status == 303)
        let cookie = try #require(answer["Set-Cookie"])
        #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
        #expect(!cookie.contains(token))
        session = String(try #require(cookie.split(separator: ";").first).dropFirst("session=".count))
    }

    func get(_ target: String, _ headers: [String: String] = [:]) -> HTTPResponse {
        fixture.ask("GET", target, token: nil, headers: headers.merging(["cookie": "session=\(session)"]) { $1 })
    }

    func post(_ target: String, _ form: String, _ headers: [String: String] = [:]) -> HTTPResponse {
        fixture.ask(
            "POST", target, token: nil, headers: headers.merging(["cookie": "session=\(session)"]) { $1 },
            body: Array(form.utf8))
    }

    /// Sends a form in parts, as the Editor's page does, with the login's own token.
    func send(_ target: String, _ fields: [String: String], files: [String: [UInt8]] = [:]) throws -> HTTPResponse {
        var parts = FormParts()
        parts.texts = try ["form-token": formToken()].merging(fields) { $1 }
        parts.files = files
        return fixture.ask("POST", target, token: nil, headers: ["cookie": "session=\(session)"], parts: parts)
    }

    /// What a form of the page carries.
    func formToken() throws -> String {
        let page = get("/offers").text
        return String(try #require(page.firstMatch(of: /name="form-token" value="([0-9a-f]+)"/)?.output.1))
    }
}
