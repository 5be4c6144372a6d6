// The preview: for its publisher, and for who has a link that is good.

import Base
import Foundation
import HTTP
import JSON
import Offers
import Testing

@testable import Gateway

@Suite struct PreviewTests {
    private static let listed = "11111111-1111-1111-1111-111111111111"
    private static let other = "33333333-3333-3333-3333-333333333333"

    private func shop() throws -> Shop {
        let shop = try Shop()
        try shop.fixture.setStatus { $0.title = "Web" }
        try shop.show("web-server", allowed: [Self.listed], hasPictures: true)
        return shop
    }

    private func link(_ shop: Shop, days: Int = 7) throws -> String {
        let body = Array(#"{"subscription":"\#(Self.listed)","days":\#(days)}"#.utf8)
        let answer = shop.fixture.call("POST", "/previewlinks", body: body)
        #expect(answer.status == 201)
        return try #require(answer.node["uri"]?.text)
    }

    private func get(_ shop: Shop, _ target: String) -> HTTPResponse { shop.fixture.ask("GET", target, token: nil) }

    @Test func `A link shows the page as customers will see it, and what can be deployed`() throws {
        let shop = try shop()
        let page = get(shop, try link(shop))
        #expect(page.status == 200)
        #expect(page.text.contains(Self.listed) && page.text.contains("sha256:5555"))
        #expect(page["Cache-Control"] == "no-store" && page["Referrer-Policy"] == "no-referrer")
        #expect(page["X-Robots-Tag"] == "noindex" && page["Set-Cookie"] == nil)
    }

    @Test func `A preview of an offer under the standard contract links to it`() throws {
        let shop = try shop()
        try shop.show("web-server", allowed: [Self.listed]) {
            $0.listing.standardContract = true
            $0.listing.termsOfUse = "https://shop.example/contract"
        }
        let page = get(shop, try link(shop)).text
        #expect(page.contains("href=\"https://shop.example/contract\">Standard contract of the marketplace</a>"))
    }

    @Test func `Without a good link there is nothing here`() throws {
        let shop = try shop()
        let good = try link(shop)
        let (front, signature) = (good.prefix { $0 != "." }, good.drop { $0 != "." }.dropFirst())
        let wrong = [
            "/preview/contoso/web-server?access=", "/preview/contoso/web-server?access=x.y", "\(good)0",
            "\(front).\(String(signature.reversed()))", "\(front).\(String(repeating: "0", count: 64))",
            good.replacing("web-server", with: "other"),
        ]
        let answers = wrong.map { get(shop, $0) }
        #expect(answers.map(\.status) == wrong.map { _ in 404 })
        #expect(Set(answers.map(\.text)).count == 1, "no answer tells more than another")
        #expect(
            get(shop, "/preview/contoso/web-server")["Location"] == "/sign-in?next=%2Fpreview%2Fcontoso%2Fweb-server")
    }

    @Test func `A link ends when it expires, is revoked, its subscription leaves the list, or the preview goes`() throws
    {
        let shop = try shop()
        let (first, second) = (try link(shop, days: 1), try link(shop, days: 30))
        shop.fixture.time.withLock { $0 = $0 + .seconds(2 * 86_400) }
        #expect(get(shop, first).status == 404)
        #expect(get(shop, second).status == 200)
        let links = shop.fixture.call("GET", "/previewlinks").node.items
        #expect(links.count == 1 && links[0]["createdBy"]?.text == "contoso")
        let id = try #require(links[0]["id"]?.text)
        #expect(shop.fixture.call("DELETE", "/previewlinks/\(id)").status == 204)
        #expect(get(shop, second).status == 404)
        #expect(shop.fixture.call("DELETE", "/previewlinks/\(id)").status == 404)
        let third = try link(shop)
        try shop.show("web-server", allowed: [Self.other])
        #expect(get(shop, third).status == 404)
        shop.fixture.model.change(GatewayFixture.web) { $0.preview = nil }
        #expect(get(shop, third).status == 404)
    }

    @Test func `Only subscriptions of the allow-list get a link, and only from their publisher`() throws {
        let shop = try shop()
        func ask(_ body: String, token: String = Token.contoso) -> HTTPResponse {
            shop.fixture.call("POST", "/previewlinks", token: token, body: Array(body.utf8))
        }
        #expect(ask(#"{"subscription":"\#(Self.other)"}"#).errorCode == "notOnAllowList")
        #expect(ask(#"{"subscription":"\#(Self.listed)","days":91}"#).status == 400)
        #expect(ask("{}").status == 400)
        #expect(ask(#"{"subscription":"\#(Self.listed)"}"#, token: Token.fabrikam).status == 403)
    }
}
