import HTTP
import TestSupport
import Testing

@testable import Gateway

/// What browsers keep to themselves when another site sends them here.
@Suite struct SignInBrowserTests {
    private let provider = Result { StandInProvider(try StandInIssuer()) }

    @Test func `A sign-in ends the session that its browser had before, and no other`() throws {
        let provider = try provider.get()
        let fixture = try GatewayFixture(client: provider.openIDClient())
        var (browser, other) = (ProviderBrowser(provider), ProviderBrowser(provider))
        #expect(try browser.signIn(fixture).status == 200)
        #expect(try other.signIn(fixture).status == 200)
        var before = browser
        #expect(before.get(fixture, "/offers").status == 200)
        #expect(try browser.signIn(fixture).status == 200)
        #expect(browser.get(fixture, "/offers").status == 200)
        #expect(before.get(fixture, "/offers").status == 303)
        #expect(other.get(fixture, "/offers").status == 200)
    }

    @Test func `A session cookie that is not ours keeps nobody from signing in`() throws {
        let provider = try provider.get()
        let fixture = try GatewayFixture(client: provider.openIDClient())
        var browser = ProviderBrowser(provider)
        browser.cookies["session"] = .init(value: "a.b", sameSite: "Strict")
        #expect(try browser.signIn(fixture).status == 200)
        #expect(browser.get(fixture, "/offers").status == 200)
    }

    @Test func `A link on another site leads to its page with the session, or to the sign-in page without one`() throws
    {
        let provider = try provider.get()
        let fixture = try GatewayFixture(client: provider.openIDClient())
        try fixture.put()
        var (browser, stranger) = (ProviderBrowser(provider), ProviderBrowser(provider))
        #expect(try browser.signIn(fixture).status == 200)

        func follow(_ browser: inout ProviderBrowser) throws -> HTTPResponse {
            let asked = browser.get(fixture, "/offers/contoso/web-server", from: .otherSite)
            #expect(asked.status == 303, "its session is not shown")
            let between = browser.get(fixture, try #require(asked["Location"]), from: .otherSite)
            let onward = between.text.firstMatch(of: /content="0; url=([^"]*)"/)?.output.1
            #expect(onward == "/offers/contoso/web-server", "\(between.text)")
            return browser.get(fixture, String(onward ?? ""))
        }
        let page = try follow(&browser)
        #expect(page.status == 200 && page.text.contains(#"<span class="who">carla</span>"#))
        let location = try #require(try follow(&stranger)["Location"])
        #expect(location == "/sign-in?next=%2Foffers%2Fcontoso%2Fweb-server")
        #expect(stranger.get(fixture, location).text.contains("/sign-in/begin"))
    }
}
