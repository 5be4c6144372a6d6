// What one publisher may take of the gateway, and that others are served beside one who takes all.

import Base
import Events
import HTTP
import JSON
import Offers
import Synchronization
import TestSupport
import Testing

@testable import Gateway

@Suite struct QuotaTests {
    private func put(
        _ fixture: GatewayFixture, _ offer: String, publisher: String = "contoso", token: String = Token.contoso,
        padding: Int = 0
    ) throws -> HTTPResponse {
        var document = try GatewayFixture.sample()
        document.set(["publisherId"], to: .string(publisher))
        document.set(["id"], to: .string(offer))
        if padding > 0 { document.set(["definition", "x"], to: .string(String(repeating: "x", count: padding))) }
        return fixture.ask(
            "PUT", "/api/publishers/\(publisher)/offers/\(offer)?\(GatewayFixture.version)", token: token,
            headers: ["if-match": "*"], body: document.json)
    }

    @Test func `Drafts are bounded in number for each publisher; one that is discarded makes room`() throws {
        let fixture = try GatewayFixture(quotas: { $0.drafts = 2 })
        #expect(try put(fixture, "a").status == 201)
        #expect(try put(fixture, "b").status == 201)
        let refused = try put(fixture, "c")
        #expect(refused.status == 422 && refused.errorCode == "too-many-drafts")
        #expect(refused.text.contains("which is the limit. Discard drafts"))
        #expect(try put(fixture, "b").status == 200, "a draft that is there can be changed")
        #expect(try put(fixture, "c", publisher: "fabrikam", token: Token.fabrikam).status == 201)

        let address = "/api/publishers/contoso/offers/a?\(GatewayFixture.version)"
        #expect(fixture.ask("DELETE", address).node["status"]?.text == "discarded")
        #expect(fixture.commands.isEmpty)
        #expect(fixture.ask("GET", address).status == 404)
        #expect(try put(fixture, "c").status == 201)
        #expect(fixture.model.refusals.totals[.drafts] == 1 && fixture.model.refusals.totals[.offers] == 0)
    }

    @Test func `Drafts are bounded in bytes; a smaller one is always taken`() throws {
        let fixture = try GatewayFixture(quotas: { $0.draftMiB = 1 })
        #expect(try put(fixture, "a", padding: 600_000).status == 201)
        let refused = try put(fixture, "b", padding: 600_000)
        #expect(refused.status == 422 && refused.errorCode == "too-many-draft-bytes")
        #expect(try put(fixture, "b", publisher: "fabrikam", token: Token.fabrikam, padding: 600_000).status == 201)
        #expect(try put(fixture, "a").status == 200)
        #expect(try put(fixture, "b", padding: 600_000).status == 201)
        let kept = ["a", "b"].compactMap { fixture.model.record(of: OfferKey(publisher: "contoso", offer: $0)) }
        #expect(fixture.model.usage(of: "contoso").draftBytes == kept.reduce(0) { $0 + $1.usage.draftBytes })
    }

    @Test func `Requests are counted by account, however many sessions it has`() throws {
        let fixture = try GatewayFixture(rate: 1, burst: 6)
        let sessions = try (0..<3).map { _ in try Browser(fixture) }
        let answers =
            sessions.map { $0.get("/offers").status } + [fixture.call("GET").status, sessions[0].get("/offers").status]
        #expect(answers == [200, 200, 200, 429, 429])
        #expect(fixture.call("GET", token: Token.fabrikam).status == 403, "another account is asked as before")
    }

    @Test func `Sessions are bounded for each account, and end with the next sign-in of their browser`() throws {
        let fixture = try GatewayFixture(quotas: { $0.sessions = 2 })
        let other = try Browser(fixture, token: Token.fabrikam)
        let sessions = try (0..<5).map { _ in try Browser(fixture) }
        #expect(sessions.map { $0.get("/offers").status } == [303, 303, 303, 200, 200])
        #expect(other.get("/offers").status == 200)
        let again = sessions[4].post("/sign-in", "token=\(Token.contoso)")
        #expect(again.status == 303)
        #expect(sessions[4].get("/offers").status == 303)
        #expect(sessions[3].get("/offers").status == 200)
    }

    @Test func `Event streams are bounded for each account`() throws {
        let fixture = try GatewayFixture(quotas: { $0.eventStreams = 2 })
        let (mallory, other) = (try Browser(fixture), try Browser(fixture, token: Token.fabrikam))
        let open = (0..<4).map { _ in mallory.get("/events") }
        #expect(open.map(\.status) == [200, 200, 200, 200])
        let continues = open.map { response in
            guard case .stream(let next) = response.body else { return false }
            return next() != nil && next() != nil
        }
        #expect(continues == [false, false, true, true], "the newest two")
        #expect(mallory.get("/events").status == 429, "the threads of those that ended are still held")
        #expect(other.get("/events").status == 200)
        withExtendedLifetime(open) {}
    }

    @Test func `A right token is not refused for wrong ones from the same address`() throws {
        let fixture = try GatewayFixture(rate: 4, burst: 3)
        for number in 0..<20 {
            _ = fixture.ask("POST", "/sign-in", token: nil, body: Array("token=guess-\(number)".utf8))
            _ = fixture.call("GET", token: "guess-\(number)")
        }
        #expect(fixture.ask("POST", "/sign-in", token: nil, body: Array("token=guess".utf8)).status == 429)
        #expect(try Browser(fixture).get("/offers").status == 200)
        #expect(fixture.call("GET").status == 404)
    }

    @Test func `Operators see who takes what, and who was refused by the coordinator`() throws {
        let fixture = try GatewayFixture(
            coordinator: GatewayFixture.refuse(.tooManySubmissions(most: 60)))
        try fixture.put()
        let refused = fixture.call("POST", "/publish", body: Array("{}".utf8))
        #expect(refused.status == 409 && refused.errorCode == "too-many-submissions")
        #expect(refused.text.contains("Publish again when one of them has finished."))
        let page = try Browser(fixture, token: Token.operators).get("/operations/quotas").text
        #expect(page.contains("<tr><th scope=\"row\">contoso</th><td>1 / 1000</td><td>1 / 64</td>"))
        #expect(page.contains("<li>Open submissions: 1</li>"))
        for (name, limit) in [
            ("Drafts", 1_000), ("MiB of documents", 64), ("Published offers", 1_000), ("Open submissions", 60),
            ("GiB of images a day", 8_192), ("Requests a second", 1_000), ("Sessions", 20), ("Open pages", 20),
            ("Mails an hour", 400),
        ] {
            #expect(page.contains("<tr><th scope=\"row\">\(name)</th><td>\(limit)</td></tr>"), "\(name)")
        }
        #expect(try Browser(fixture).get("/operations/quotas").status == 404)
    }
}
