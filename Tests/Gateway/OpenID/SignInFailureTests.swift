import Assets
import Base
import Events
import Foundation
import HTTP
import JSON
import Localization
import TestSupport
import Testing

@testable import Gateway

/// What can go wrong at a sign-in: each a page that says so, in the reader's language, a line of the log, and no session.
@Suite struct SignInFailureTests {
    private let provider = Result { StandInProvider(try StandInIssuer()) }

    private func fixture(_ provider: StandInProvider, secret: String? = StandInProvider.secret) throws -> GatewayFixture
    {
        try GatewayFixture(client: provider.openIDClient(secret: secret))
    }

    /// Nobody has signed in; the person and the log get the reason, in each language.
    private func expect(
        _ code: String, _ status: Int, says reason: String, _ fixture: GatewayFixture, _ comment: String = "",
        _ ask: (_ language: Language) throws -> HTTPResponse
    ) throws {
        for language in Language.allCases {
            let before = fixture.unsigned.value.count
            let answer = try ask(language)
            let values = ["name": "id.example", "claim": "publisher"]
            let text = Localization.text("page.sign-in-failed.\(code)", values, in: language)
            #expect(answer.status == status && answer.text.contains(text.escapedForHTML), "\(comment) \(answer.text)")
            #expect(answer.text.contains(#"<html lang="\#(language.rawValue)">"#))
            #expect(
                !answer.headers.contains { $0.name == "Set-Cookie" && $0.value.hasPrefix("session=") }, "\(comment)")
            let told = fixture.unsigned.value.dropFirst(before)
            #expect(told.count == 1 && told.first?["peer"] == "192.0.2.1", "\(comment)")
            #expect(told.first?["reason"]?.contains(reason) == true, "\(comment) \(told)")
        }
        #expect(fixture.stored.value[.sessions] == nil, "\(comment)")
    }

    @Test func `The issuer is away: before, behind, or without the addresses that a sign-in needs`() throws {
        let provider = try provider.get()
        provider.isAway.withLock { $0 = true }
        let early = try fixture(provider)
        try expect("away", 503, says: "no route", early) {
            early.ask("GET", "/sign-in/begin?lang=\($0.rawValue)", token: nil)
        }
        provider.isAway.withLock { $0 = false }
        let late = try fixture(provider)
        try expect("away", 503, says: "no route", late) { language in
            var browser = ProviderBrowser(provider)
            return try browser.signIn(late) { answer in
                answer["lang"] = language.rawValue
                provider.isAway.withLock { $0 = true }
            }
        }
        provider.isAway.withLock { $0 = false }
        for status in [500, 503, 429] {
            provider.answer.withLock { $0 = FetchAnswer(status: status, body: Data()) }
            let busy = try fixture(provider)
            try expect("away", 503, says: "answered \(status)", busy) { language in
                var browser = ProviderBrowser(provider)
                return try browser.signIn(busy) { $0["lang"] = language.rawValue }
            }
        }
        for address: JSONNode in [.null, "http://id.example/authorize", "javascript:alert(1)", "/authorize"] {
            provider.described.withLock { $0 = ["authorization_endpoint": address] }
            let odd = try fixture(provider)
            try expect("away", 503, says: "authorization_endpoint", odd) {
                odd.ask("GET", "/sign-in/begin?lang=\($0.rawValue)", token: nil)
            }
        }
    }

    @Test func `Of many who sign in while the issuer is slow, some are asked to try again`() throws {
        let provider = try provider.get()
        let client = provider.openIDClient()
        let fixture = try GatewayFixture(client: client)
        for _ in 0..<OpenIDClient.Outstanding.most { #expect(client.outstanding.begin()) }
        try expect("away", 503, says: "sign-ins wait", fixture) { language in
            var browser = ProviderBrowser(provider)
            return try browser.signIn(fixture) { $0["lang"] = language.rawValue }
        }
        #expect(provider.asked.value.isEmpty)
        client.outstanding.end()
        var browser = ProviderBrowser(provider)
        #expect(try browser.signIn(fixture).status == 200)
        #expect(try browser.signIn(fixture).status == 200, "a place is free again behind each")
    }

    @Test func `An answer for another browser, a made-up one, and one that comes too late`() throws {
        let provider = try provider.get()
        let fixture = try fixture(provider)
        func expectUnknown(_ comment: String, _ change: (inout ProviderBrowser, inout [String: String]) -> Void) throws
        {
            try expect("not-begun", 400, says: "does not fit", fixture, comment) { language in
                var browser = ProviderBrowser(provider)
                let begun = browser.get(fixture, "/sign-in/begin")
                var answer = try provider.signIn(try #require(begun["Location"]))
                answer["lang"] = language.rawValue
                change(&browser, &answer)
                return browser.bring(answer, to: fixture)
            }
        }
        try expectUnknown("no cookie") { browser, _ in browser.cookies = [:] }
        try expectUnknown("another's cookie") { browser, _ in
            var other = ProviderBrowser(provider)
            _ = other.get(fixture, "/sign-in/begin")
            browser.cookies = other.cookies
        }
        try expectUnknown("no state") { $1["state"] = nil }
        try expectUnknown("made-up state") { $1["state"] = String(repeating: "0", count: 64) }
        try expectUnknown("no code") { $1["code"] = nil }
        try expectUnknown("empty code") { $1["code"] = "" }
        try expectUnknown("another issuer") { $1["iss"] = "https://other.example" }
        for cookie in ["", "..", "x.1.", "\(String(repeating: "a", count: 64)).x.", String(repeating: "a", count: 64)] {
            try expectUnknown("the cookie \(cookie)") { browser, _ in browser.cookies["sign-in"]?.value = cookie }
        }
        try expectUnknown("too late") { _, _ in fixture.time.withLock { $0 = $0 + .seconds(901) } }
        try expectUnknown("from the future") { _, _ in fixture.time.withLock { $0 = $0 + .seconds(-120) } }
        #expect(provider.asked.value.isEmpty, "an answer that does not fit makes nobody ask the issuer")
    }

    @Test func `The issuer refuses, and what it says of it stays text`() throws {
        let provider = try provider.get()
        let fixture = try fixture(provider)
        try expect("refused", 403, says: "access_denied <b>no</b>", fixture) { language in
            var browser = ProviderBrowser(provider)
            let answer = try browser.signIn(fixture) { answer in
                answer["code"] = nil
                answer["error"] = "access_denied"
                answer["error_description"] = "<b>no</b>"
                answer["lang"] = language.rawValue
            }
            #expect(answer.text.contains("access_denied") && !answer.text.contains("<b>no"))
            return answer
        }
    }

    @Test func `A code is refused: used before, or asked for without the verifier of its sign-in`() throws {
        let provider = try provider.get()
        let fixture = try fixture(provider)
        try expect("code-refused", 403, says: "invalid_grant", fixture, "made up") { language in
            var browser = ProviderBrowser(provider)
            return try browser.signIn(fixture) {
                $0["code"] = "made-up"
                $0["lang"] = language.rawValue
            }
        }
        try expect("code-refused", 403, says: "invalid_grant", fixture, "another's code") { language in
            var (own, other) = (ProviderBrowser(provider), ProviderBrowser(provider))
            let stolen = try provider.signIn(try #require(other.get(fixture, "/sign-in/begin")["Location"]))
            return try own.signIn(fixture) {
                $0["code"] = stolen["code"]
                $0["lang"] = language.rawValue
            }
        }
    }

    @Test func `The issuer does not take the gateway as it is set up`() throws {
        let provider = try provider.get()
        let fixture = try fixture(provider)
        let answers: [(status: Int, body: String, says: String)] = [
            (401, #"{"error":"invalid_client","error_description":"bad secret"}"#, "invalid_client bad secret"),
            (400, #"{"error":"unauthorized_client"}"#, "unauthorized_client"), (404, "<html>", "HTTP 404"),
            (302, "", "HTTP 302"), (200, #"{"access_token":"x"}"#, "no id_token"), (200, "no JSON", "no id_token"),
        ]
        for (status, body, says) in answers {
            provider.answer.withLock { $0 = FetchAnswer(status: status, body: Data(body.utf8)) }
            try expect("misconfigured", 500, says: says, fixture, says) { language in
                var browser = ProviderBrowser(provider)
                return try browser.signIn(fixture) { $0["lang"] = language.rawValue }
            }
        }
    }

    @Test func `An ID token of another sign-in, client, issuer or time, or without a signature`() throws {
        let provider = try provider.get()
        let fixture = try fixture(provider)
        let now = StandInIssuer.seconds
        let both: JSONNode = .array([.string(StandInProvider.client), "other"])
        let bad: [(claims: [String: JSONNode], header: [String: JSONNode], says: String)] = [
            (["nonce": "of another"], [:], "nonce"), (["nonce": .null], [:], "nonce"),
            (["aud": "other"], [:], "audience publishing-pages"), (["aud": both], [:], "audience publishing-pages"),
            (["azp": "other"], [:], "audience publishing-pages"), (["azp": .number("1")], [:], "audience"),
            (["iss": "https://other.example"], [:], "https://other.example"),
            (["exp": .number("\(now - 3_600)")], [:], "expired"), (["exp": .null], [:], "expires"),
            ([:], ["alg": "none"], "signed by none"), ([:], ["alg": "HS256"], "signed by HS256"),
            ([:], ["kid": "rotated"], "no key rotated"), ([:], ["typ": "at+jwt"], "type at+jwt"),
        ]
        for (claims, header, says) in bad {
            try expect("bad-token", 403, says: says, fixture, "\(claims) \(header)") { language in
                var browser = ProviderBrowser(provider)
                return try browser.signIn(fixture, claims: claims, header: header) { $0["lang"] = language.rawValue }
            }
        }
        var browser = ProviderBrowser(provider)
        let several = try browser.signIn(fixture, claims: ["aud": both, "azp": .string(StandInProvider.client)])
        #expect(several.status == 200, "for several, and given to us")
    }

    @Test func `A person without a publisher reads whom to ask`() throws {
        let provider = try provider.get()
        let fixture = try fixture(provider)
        for publisher: JSONNode in [.null, "", "NOT ONE", .array(["contoso"])] {
            try expect("no-publisher", 403, says: "claim publisher", fixture) { language in
                var browser = ProviderBrowser(provider)
                return try browser.signIn(fixture, claims: ["publisher": publisher]) { $0["lang"] = language.rawValue }
            }
        }
    }

    @Test func `A client shows its secret as the issuer takes it, and one without a secret its name`() throws {
        for (methods, secret, basic, post) in [
            ([], "s", true, false), (["client_secret_basic", "client_secret_post"], "s", true, false),
            (["client_secret_post"], "s", false, true), (["none"], nil, false, false),
        ] as [([String], String?, Bool, Bool)] {
            let provider = StandInProvider(try StandInIssuer())
            provider.methods.withLock { $0 = methods }
            var browser = ProviderBrowser(provider)
            #expect(try browser.signIn(try fixture(provider, secret: secret)).status == 200)
            let request = try #require(provider.asked.value.first)
            #expect((request.headers["Authorization"] != nil) == basic)
            #expect(request.form.contains("client_secret=s") == post)
            #expect(request.form.contains("client_id=publishing-pages") == !basic)
        }
    }

    @Test func `A gateway that still reads its topics takes the answer when it is sent again`() throws {
        let provider = try provider.get()
        let (ready, early) = (
            try fixture(provider),
            try GatewayFixture(isReady: false, client: provider.openIDClient())
        )
        var browser = ProviderBrowser(provider)
        let answer = try provider.signIn(try #require(browser.get(early, "/sign-in/begin")["Location"]))
        #expect(browser.bring(answer, to: early).status == 503)
        #expect(browser.bring(answer, to: ready).status == 200)
    }

    // MARK: Settings

    private func client(_ more: [String: String?]) throws -> OpenIDClient? {
        var settings: [String: String?] = [
            "jwt-issuer": StandInIssuer.name, "jwt-keys": "/nowhere/keys", "oidc-client": "pages",
            "pages-url": "https://publish.example/",
        ]
        settings.merge(more) { $1 }
        let all = Settings(settings.compactMapValues { $0 })
        let issuer = try JWTIssuer(all, keysRead: { _ in }, keysKept: { _ in })
        return try OpenIDClient(all, issuer: issuer)
    }

    @Test func `Settings that cannot work together are refused at the start`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "secret-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("hush\n".utf8).write(to: file)
        let made = try #require(try client(["oidc-secret": file.path, "oidc-scopes": "openid groups"]))
        #expect(made.pages == "https://publish.example" && made.scopes == "openid groups")
        #expect(try made.secret?() == "hush")
        try Data("renewed".utf8).write(to: file)
        #expect(try made.secret?() == "renewed")
        try Data("\n".utf8).write(to: file)
        #expect(throws: Settings.Wrong.self) { try made.secret?() }
        #expect(try client(["oidc-client": nil, "jwt-audience": "x"]) == nil)
        for (wrong, says): ([String: String?], String) in [
            (["jwt-issuer": nil, "jwt-keys": nil], "--jwt-issuer is missing"),
            (["jwt-audience": "pages"], "the same as"),
            (["oidc-secret": "/nowhere/secret"], "/nowhere/secret"), (["oidc-scopes": "profile"], "openid must be"),
            (["oidc-client": nil], "--jwt-audience is missing"), (["jwt-issuer": "name"], "https address"),
            (["oidc-client": nil, "jwt-audience": "x", "oidc-secret": file.path], "--oidc-client is missing"),
        ] {
            do {
                _ = try client(wrong)
                Issue.record("\(wrong) was taken")
            } catch let error as Settings.Wrong {
                #expect(error.description.contains(says), "\(error)")
            }
        }
        #expect(throws: Settings.Wrong.self) { try Tokens(Settings([:])) }
    }
}
