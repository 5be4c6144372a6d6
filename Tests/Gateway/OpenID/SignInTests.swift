import Assets
import Base
import BrokerClient
import Events
import Foundation
import HTTP
import JSON
import Localization
import TestSupport
import Testing

@testable import Gateway

/// Signing in to the pages at an identity provider.
@Suite struct SignInTests {
    private let provider = Result { StandInProvider(try StandInIssuer()) }

    private func fixture(
        _ provider: StandInProvider, hasTokens: Bool = true, rate: Int = 1_000, burst: Int = 10_000,
        sessionSeconds: Int = 12 * 3_600
    ) throws -> GatewayFixture {
        try GatewayFixture(
            rate: rate, burst: burst, client: provider.openIDClient(), hasTokens: hasTokens,
            sessionSeconds: sessionSeconds)
    }

    private func follow(_ other: GatewayFixture, _ fixture: GatewayFixture) throws {
        for record in fixture.stored.value[.sessions, default: []] { try other.model.take(record) }
    }

    @Test func `A person signs in there, sees their name, and arrives at the page that they asked for`() throws {
        let provider = try provider.get()
        let fixture = try fixture(provider)
        try fixture.put()
        var browser = ProviderBrowser(provider)
        let asked = browser.get(fixture, "/offers/contoso/web-server?lang=en")
        let page = browser.get(fixture, try #require(asked["Location"]))
        let link = try #require(page.text.firstMatch(of: /href="(\/sign-in\/begin[^"]*)"/)?.output.1)
        #expect(page.text.contains("Sign in at id.example"))
        let begun = browser.get(fixture, String(link))
        let cookie = try #require(begun["Set-Cookie"])
        #expect(cookie.contains("; HttpOnly; SameSite=Lax") && cookie.contains("; Path=/sign-in;"))
        // Nobody who sees the address finds what the browser keeps.
        let address = try #require(begun["Location"])
        #expect(!address.contains(try #require(browser.cookies["sign-in"]).value.prefix(64)))

        let answered = browser.bring(try provider.signIn(address), to: fixture)
        #expect(answered.status == 200, "\(answered.text)")
        #expect(answered.text.contains(#"content="0; url=/offers/contoso/web-server""#))
        let session = try #require(answered["Set-Cookie"])
        #expect(session.hasPrefix("session=") && session.contains("; HttpOnly; SameSite=Strict"))
        #expect(browser.cookies["sign-in"] == nil)
        let shown = browser.get(fixture, "/offers/contoso/web-server")
        #expect(shown.status == 200 && shown.text.contains(#"<span class="who">carla</span>"#))

        let request = try #require(provider.asked.value.first)
        let pair = "publishing-pages:a%20secret%3A%20with%20%25%20and%20%2B"
        #expect(request.headers["Authorization"] == "Basic \(Data(pair.utf8).base64EncodedString())")
        #expect(!request.form.contains("secret"))
        #expect(fixture.unsigned.value.isEmpty)
    }

    @Test func `A sign-in may begin at one gateway, end at another, and hold at a third and after a restart`() throws {
        let provider = try provider.get()
        let (one, other, third) = (try fixture(provider), try fixture(provider), try fixture(provider))
        var browser = ProviderBrowser(provider)
        let begun = browser.get(one, "/sign-in/begin")
        let answer = try provider.signIn(try #require(begun["Location"]))
        #expect(browser.bring(answer, to: other).status == 200)
        #expect(browser.get(third, "/offers").status == 303)
        try follow(third, other)
        #expect(browser.get(third, "/offers").status == 200)
        let record = try #require(other.stored.value[.sessions]?.first?.value)
        let row = try SessionRecord(json: record)
        #expect(row.issuer == StandInIssuer.name && row.token == nil && row.holder.name == "carla")
    }

    @Test func `An operator of the identity provider is one here`() throws {
        let provider = try provider.get()
        let fixture = try fixture(provider)
        var browser = ProviderBrowser(provider)
        let claims: [String: JSONNode] = ["publisher": .null, "roles": .array(["publishing-operator"])]
        #expect(try browser.signIn(fixture, claims: claims).status == 200)
        #expect(browser.get(fixture, "/operations").status == 200)
    }

    @Test func `A session ends when its time is over, and with a sign-out, which leads to the one at the issuer`()
        throws
    {
        let provider = try provider.get()
        let fixture = try fixture(provider, sessionSeconds: 3_600)
        var browser = ProviderBrowser(provider)
        #expect(try browser.signIn(fixture)["Set-Cookie"]?.contains("Max-Age=3600;") == true)
        fixture.time.withLock { $0 = $0 + .seconds(3_590) }
        #expect(browser.get(fixture, "/offers").status == 200)
        fixture.time.withLock { $0 = $0 + .seconds(20) }
        #expect(browser.get(fixture, "/offers").status == 303)

        #expect(try browser.signIn(fixture).status == 200)
        let form = try #require(
            browser.get(fixture, "/offers").text.firstMatch(of: /name="form-token" value="([0-9a-f]+)"/)?.output.1)
        let kept = browser
        let out = browser.get(fixture, "/sign-out?lang=en", "POST", form: "form-token=\(form)")
        #expect(out.status == 200 && out.text.contains("Sign out at id.example"))
        let back = "client_id=publishing-pages&amp;post_logout_redirect_uri=https%3A%2F%2Fpublish.example%2Fsign-in"
        #expect(out.text.contains(#"href="\#(StandInProvider.endSession)?\#(back)""#), "\(out.text)")
        var other = kept
        #expect(other.get(fixture, "/offers").status == 303)
    }

    @Test func `A sign-out at another gateway leads to the one at the issuer, too`() throws {
        let provider = try provider.get()
        let (fixture, other) = (try fixture(provider), try fixture(provider))
        var browser = ProviderBrowser(provider)
        #expect(try browser.signIn(fixture).status == 200)
        try follow(other, fixture)
        let form = try #require(
            browser.get(other, "/offers").text.firstMatch(of: /name="form-token" value="([0-9a-f]+)"/)?.output.1)
        let out = browser.get(other, "/sign-out", "POST", form: "form-token=\(form)")
        #expect(out.text.contains(StandInProvider.endSession), "\(out.text)")
    }

    @Test func `The clock of the gateway that takes the answer may be behind`() throws {
        let provider = try provider.get()
        let fixture = try fixture(provider)
        var browser = ProviderBrowser(provider)
        let page = try browser.signIn(fixture) { _ in fixture.time.withLock { $0 = $0 + .seconds(-30) } }
        #expect(page.status == 200, "\(page.text)")
    }

    @Test func `Who signed in by a token, or whose issuer knows no sign-out, is led to the sign-in page`() throws {
        let provider = try provider.get()
        provider.described.withLock { $0 = ["end_session_endpoint": "http://id.example/logout"] }
        let fixture = try fixture(provider)
        let byToken = try Browser(fixture)
        #expect(byToken.post("/sign-out", "form-token=\(try byToken.formToken())")["Location"] == "/sign-in")
        var browser = ProviderBrowser(provider)
        #expect(try browser.signIn(fixture).status == 200)
        let form = try #require(
            browser.get(fixture, "/offers").text.firstMatch(of: /name="form-token" value="([0-9a-f]+)"/)?.output.1)
        #expect(browser.get(fixture, "/sign-out", "POST", form: "form-token=\(form)")["Location"] == "/sign-in")
    }

    @Test func `The pages offer what is configured: tokens, the identity provider, or both`() throws {
        let provider = try provider.get()
        let (both, alone, tokens) = (
            try fixture(provider), try fixture(provider, hasTokens: false), try GatewayFixture()
        )
        for (fixture, hasToken, hasIssuer) in [(both, true, true), (alone, false, true), (tokens, true, false)] {
            let page = fixture.ask("GET", "/sign-in", token: nil).text
            #expect(page.contains(#"name="token""#) == hasToken && page.contains("/sign-in/begin") == hasIssuer)
            #expect(fixture.ask("GET", "/sign-in/begin", token: nil).status == (hasIssuer ? 303 : 404))
            #expect(fixture.ask("GET", "/sign-in/answer", token: nil).status == (hasIssuer ? 400 : 404))
            #expect(fixture.ask("GET", "/sign-in/other", token: nil).status == 404)
            let typed = fixture.ask("POST", "/offers/contoso/web/edit", token: nil, body: Array("title=Typed".utf8))
            #expect(typed.text.contains(#"name="token""#) == hasToken && typed.text.contains("Typed"))
            #expect(typed.text.contains(#"href="/sign-in/begin" target="_blank""#) == hasIssuer)
        }
        #expect(alone.ask("POST", "/sign-in", token: nil, body: Array("token=\(Token.contoso)".utf8)).status == 403)
    }

    @Test func `Who signs in beside a form that they had typed continues with it`() throws {
        let provider = try provider.get()
        let fixture = try fixture(provider)
        try fixture.put()
        var browser = ProviderBrowser(provider)
        let typed = "title=Typed&form-token=old"
        #expect(browser.get(fixture, "/offers/contoso/web-server/edit", "POST", form: typed).status == 403)
        #expect(try browser.signIn(fixture).status == 200)
        let confirm = browser.get(fixture, "/offers/contoso/web-server/edit", "POST", form: typed)
        #expect(confirm.status == 403 && confirm.text.contains(#"value="Typed""#))
        let token = try #require(
            confirm.text.matches(of: /name="form-token" value="([0-9a-f]+)"/).first?.output.1)
        #expect(!confirm.text.contains("/sign-in/begin"))
        let saved = browser.get(
            fixture, "/offers/contoso/web-server/edit", "POST", form: "title=Typed&form-token=\(token)")
        #expect(saved.status != 403, "\(saved.text)")
    }

    @Test(arguments: [
        "//evil.example", "https://evil.example/offers", "/\\evil.example", "/offers\\@evil.example",
        "/sign-out", "javascript:alert(1)", "/%2Foffers", "/offers/../../x", "offers", "", "/offersx", "/marketplace",
        "/offers/\"><script>", "/offers#x", "/off%65rs", "/offers/\u{e9}",
        "/offers/" + String(repeating: "a", count: 1_000),
    ])
    func `A sign-in leads to pages of the gateway and nowhere else`(next: String) throws {
        let provider = try provider.get()
        let fixture = try fixture(provider)
        var browser = ProviderBrowser(provider)
        let page = try browser.signIn(fixture, next: next)
        #expect(page.text.contains(#"content="0; url=/offers""#), "\(page.text)")
        let byToken = fixture.ask(
            "POST", "/sign-in", token: nil, body: Array("token=\(Token.contoso)&next=\(next.percentEncoded())".utf8))
        #expect(byToken["Location"] == "/offers")
        // The browser's cookie is not believed either.
        var other = ProviderBrowser(provider)
        let begun = other.get(fixture, "/sign-in/begin")
        let answer = try provider.signIn(try #require(begun["Location"]))
        let kept = try #require(other.cookies["sign-in"])
        other.cookies["sign-in"]?.value = "\(kept.value)\(Base64URL.text(next.utf8))"
        #expect(other.bring(answer, to: fixture).text.contains(#"content="0; url=/offers""#))
    }

    @Test(arguments: ["/offers/contoso/web?done=a%20b&x=1", "/operations/dead-letters/0/0", "/preview/contoso/web"])
    func `A sign-in leads back to the page that was asked for`(next: String) throws {
        let provider = try provider.get()
        var browser = ProviderBrowser(provider)
        let page = try browser.signIn(try fixture(provider), next: next)
        #expect(page.text.contains(#"content="0; url=\#(next.escapedForHTML)""#), "\(page.text)")
        let byToken = try fixture(provider).ask(
            "POST", "/sign-in", token: nil, body: Array("token=\(Token.contoso)&next=\(next.percentEncoded())".utf8))
        #expect(byToken["Location"] == next)
    }

    @Test func `A session of an issuer counts where that issuer is trusted, and with a token beside it nowhere`() throws
    {
        let provider = try provider.get()
        let fixture = try fixture(provider)
        var browser = ProviderBrowser(provider)
        #expect(try browser.signIn(fixture).status == 200)
        let without = try GatewayFixture()
        try follow(without, fixture)
        #expect(browser.get(without, "/offers").status == 303)
        let record = try #require(fixture.stored.value[.sessions]?.first?.value)
        for change: (inout SessionRecord) throws -> Void in [
            { $0.issuer = "https://other.example" }, { $0.token = "\(try Tokens.hash(of: Token.contoso))" },
            { $0.issuer = nil },
        ] {
            let other = try self.fixture(provider)
            var row = try SessionRecord(json: record)
            try change(&row)
            try other.model.take(TopicRecord(row.message))
            #expect(browser.get(other, "/offers").status == 303)
        }
    }

    @Test func `An ID token need not name its key where the issuer has only one`() throws {
        let signing = try StandInIssuer()
        let one = StandInProvider(signing)
        var browser = ProviderBrowser(one)
        #expect(try browser.signIn(try fixture(one), header: ["kid": .null]).status == 200)
        try signing.rotate(to: "second")
        let two = StandInProvider(signing)
        var other = ProviderBrowser(two)
        let several = try fixture(two)
        #expect(try other.signIn(several, header: ["kid": .null]).status == 403)
        #expect(several.unsigned.value.last?["reason"]?.contains("does not name its key") == true)
    }

    @Test func `Answers that strangers make up are counted by address`() throws {
        let provider = try provider.get()
        let fixture = try fixture(provider, rate: 4, burst: 3)
        let answers = (0..<5).map { _ in fixture.ask("GET", "/sign-in/answer?code=x&state=y", token: nil).status }
        #expect(answers == [400, 400, 400, 429, 429])
        fixture.time.withLock { $0 = $0 + .seconds(1) }
        let later = (0..<3).map { _ in fixture.ask("GET", "/sign-in/answer?code=x&state=y", token: nil).status }
        #expect(later == [400, 429, 429], "at a quarter of the rate")
        #expect(provider.asked.value.isEmpty)
    }

    @Test func `An ID token opens the API to nobody, and an access token is not a sign-in`() throws {
        let signing = try StandInIssuer()
        let provider = StandInProvider(signing)
        let fixture = try fixture(provider)
        let identity = try signing.token(["aud": .string(StandInProvider.client)], header: ["typ": "JWT"])
        #expect(fixture.call("GET", token: identity).errorCode == "invalidToken")
        let access = try signing.token(["nonce": "n"])
        #expect(throws: JWTRefusal.type("at+jwt")) {
            try provider.openIDClient().issuer.principal(ofIDToken: access, for: StandInProvider.client, nonce: "n")
        }
        let closed = try GatewayFixture(client: provider.openIDClient { $0.audience = nil })
        #expect(closed.call("GET", token: try signing.token()).errorCode == "unauthorized")
    }
}
