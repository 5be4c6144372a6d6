import Assets
import Base
import BrokerClient
import Events
import Foundation
import HTTP
import JSON
import Offers
import Telemetry
import TestSupport
import Testing

@testable import Gateway

/// Sessions that several gateways know, tokens that change, and a gateway that follows nothing any more.
@Suite struct SessionTests {
    /// Has a gateway read what another wrote to the topic.
    private func follow(_ other: GatewayFixture, _ fixture: GatewayFixture, from first: Int = 0) throws {
        for record in fixture.stored.value[.sessions, default: []].dropFirst(first) { try other.model.take(record) }
    }

    @Test func `A session holds at another gateway and after a restart, until somebody signs out`() throws {
        let (one, other) = (try GatewayFixture(), try GatewayFixture())
        let browser = try Browser(one)
        let there = ["cookie": "session=\(browser.session)"]
        #expect(other.ask("GET", "/offers", token: nil, headers: there).status == 303)
        try follow(other, one)
        #expect(other.ask("GET", "/offers", token: nil, headers: there).status == 200)
        // Its forms hold there, too.
        let form = try browser.formToken()
        let made = other.ask(
            "POST", "/offers/new", token: nil, headers: there,
            body: Array("form-token=\(form)&type=virtual-machine&id=web-server&title=Web".utf8))
        #expect(made.status == 303, "\(made.text)")

        #expect(browser.post("/sign-out", "form-token=\(form)").status == 303)
        #expect(browser.get("/offers").status == 303)
        try follow(other, one, from: 1)
        #expect(other.ask("GET", "/offers", token: nil, headers: there).status == 303)
    }

    @Test func `A reader of the topic cannot use what is in it`() throws {
        let fixture = try GatewayFixture()
        let browser = try Browser(fixture)
        let record = try #require(fixture.stored.value[.sessions]?.first)
        let text = String(decoding: record.value ?? [], as: UTF8.self)
        #expect(!text.contains(browser.session) && !text.contains(Token.contoso))
        let row = try SessionRecord(json: record.value ?? [])
        for cookie in [
            row.session, String((row.token ?? "").dropFirst(7)), row.token ?? "", "", String(repeating: "0", count: 64),
        ] {
            let answer = fixture.ask("GET", "/offers", token: nil, headers: ["cookie": "session=\(cookie)"])
            #expect(answer.status == 303, "\(cookie)")
        }
    }

    @Test func `A session ends after twelve hours`() throws {
        let fixture = try GatewayFixture()
        let browser = try Browser(fixture)
        fixture.time.withLock { $0 = $0 + .seconds(12 * 3_600 - 60) }
        #expect(browser.get("/offers").status == 200)
        fixture.time.withLock { $0 = $0 + .seconds(120) }
        #expect(browser.get("/offers").status == 303)
    }

    @Test func `The tokens file is read again when it changes, and a mistake in it changes nothing`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "tokens-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        func write(_ lines: String) throws { try Data(lines.utf8).write(to: file, options: .atomic) }
        let (contoso, fabrikam) = (
            "contoso \(try Tokens.hash(of: Token.contoso))\n", "fabrikam \(try Tokens.hash(of: Token.fabrikam))\n"
        )
        try write(contoso)
        let tokens = try Tokens(Settings(["tokens": file.path]))
        var now = ContinuousClock.now
        func refresh() throws -> Bool {
            now += Tokens.pause
            return try tokens.refresh(at: now)
        }
        #expect(try !refresh())
        #expect(tokens.principal(of: Token.fabrikam) == nil)
        try write(contoso + fabrikam)
        #expect(try !tokens.refresh(at: now + .seconds(4)), "looked at a moment ago")
        #expect(try refresh())
        #expect(tokens.principal(of: Token.fabrikam) == Principal(.publisher("fabrikam")))

        try write("contoso and more\n")
        #expect(throws: Settings.Wrong.self) { try refresh() }
        #expect(try !refresh(), "told once")
        #expect(tokens.count == 2)
        try FileManager.default.removeItem(at: file)
        #expect(throws: Settings.Wrong.self) { try refresh() }
        #expect(tokens.principal(of: Token.contoso) != nil)
        try write(fabrikam)
        #expect(try refresh())
        #expect(tokens.principal(of: Token.contoso) == nil)
    }

    /// Sessions of a gateway whose tokens file has these lines.
    private func sessions(_ table: SessionTable, _ lines: String) throws -> Sessions {
        let time = Timestamp("2026-11-21T09:30:00Z") ?? Timestamp(milliseconds: 0)
        let world = World(now: { time }, newID: World.real.newID, random: { 0.5 })
        return Sessions(table: table, tokens: try Tokens(text: lines, file: "tokens"), world: world) {
            try table.take(TopicRecord($0))
        }
    }

    @Test func `A session ends when the tokens file no longer gives its token to its holder`() throws {
        let table = SessionTable()
        let hash = try Tokens.hash(of: Token.contoso)
        let carla = Holder(principal: Principal(.publisher("contoso"), name: "Carla"), proof: .token(hash))
        let (session, _) = try sessions(table, "contoso \(hash) Carla").begin(carla, atMost: 3)
        #expect(try sessions(table, "contoso \(hash) Carla")[session.id]?.principal == carla.principal)
        for lines in ["", "contoso \(hash) Cleo", "fabrikam \(hash) Carla", "* \(hash) Carla"] {
            #expect(try sessions(table, lines)[session.id] == nil, "\(lines)")
            #expect(try sessions(table, lines).counts == [:], "\(lines)")
        }
    }

    @Test func `A session's record without a token opens nothing`() throws {
        let cookie = String(repeating: "a1", count: 32)
        let digest = try Digest.of(Array(cookie.utf8)).hex
        let (token, table) = (try Tokens.hash(of: Token.contoso), SessionTable())
        let holder = Actor(.publisher, name: "Carla")
        func take(_ token: String, without part: String? = nil) throws {
            var message = SessionRecord(
                session: digest, holder: holder, publisher: "contoso", token: token,
                ends: Timestamp(milliseconds: 4_000_000_000_000)
            ).message
            if let part {
                let text = String(decoding: message.value ?? [], as: UTF8.self)
                message.value = Array(text.replacing(part, with: "").utf8)
            }
            try table.take(TopicRecord(message))
        }
        func opens() throws -> Bool { try sessions(table, "contoso \(token) Carla")[cookie] != nil }
        try take("\(token)", without: #""token":"\#(token)","#)
        #expect(try !opens())
        for wrong in ["", token.hex] {
            try take(wrong)
            #expect(try !opens(), "\(wrong)")
        }
        try take("\(token)")
        #expect(try opens())
    }

    @Test func `A session begins before others end for it`() throws {
        let (table, token, sent) = (SessionTable(), try Tokens.hash(of: Token.contoso), Shared<[Bool]>([]))
        let time = Timestamp("2026-11-21T09:30:00Z") ?? Timestamp(milliseconds: 0)
        let sessions = Sessions(
            table: table, tokens: try Tokens(text: "contoso \(token)", file: "tokens"),
            world: World(now: { time }, newID: World.real.newID, random: { 0.5 })
        ) { message in
            sent.withLock { $0.append(message.value != nil) }
            try table.take(TopicRecord(message))
        }
        let holder = Holder(principal: Principal(.publisher("contoso")), proof: .token(token))
        let (first, _) = try sessions.begin(holder, atMost: 1)
        let (second, endedNone) = try sessions.begin(holder, inPlaceOf: first, atMost: 1)
        let (third, endedAnother) = try sessions.begin(holder, atMost: 1)
        #expect(sent.value == [true, true, false, true, false])
        #expect(!endedNone && endedAnother)
        #expect([first, second, third].map { sessions[$0.id] != nil } == [false, false, true])
    }

    @Test func `A record that names nobody, or both a publisher and an operator, opens nothing`() throws {
        let cookie = String(repeating: "a1", count: 32)
        let (digest, token) = (try Digest.of(Array(cookie.utf8)).hex, try Tokens.hash(of: Token.contoso))
        for (holder, publisher) in [
            (Actor.Kind.operator, "contoso"), (.publisher, nil), (.publisher, "*"), (.system, nil),
        ] {
            let table = SessionTable()
            let row = SessionRecord(
                session: digest, holder: Actor(holder, name: "Carla"), publisher: publisher, token: "\(token)",
                ends: Timestamp(milliseconds: 4_000_000_000_000))
            try table.take(TopicRecord(row.message))
            for line in ["contoso \(token) Carla", "* \(token) Carla"] {
                #expect(try sessions(table, line)[cookie] == nil, "\(holder) \(publisher ?? "")")
            }
        }
    }

    @Test func `A gateway that still reads its topics asks nobody to sign in again`() throws {
        let fixture = try GatewayFixture(isReady: false)
        let there = ["cookie": "session=\(String(repeating: "a1", count: 32))"]
        #expect(fixture.ask("GET", "/offers", token: nil, headers: there).status == 503)
        let typed = fixture.ask(
            "POST", "/offers/contoso/web-server/edit", token: nil, headers: there,
            body: Array("token=\(Token.contoso)&title=Typed".utf8))
        #expect(typed.status == 503 && typed.text.contains("Typed"))
        // Nobody is signed out in appearance only: with a session that is not known yet, and with one that is.
        let one = try GatewayFixture()
        let browser = try Browser(one)
        try follow(fixture, one)
        for cookie in [there, ["cookie": "session=\(browser.session)"]] {
            let signOut = fixture.ask(
                "POST", "/sign-out", token: nil, headers: cookie, body: Array("form-token=x".utf8))
            #expect(signOut.status == 503 && signOut["Set-Cookie"] == nil)
        }
        let signIn = fixture.ask("POST", "/sign-in", token: nil, body: Array("token=\(Token.contoso)".utf8))
        #expect(signIn.status == 503 && signIn["Set-Cookie"] == nil)
    }

    @Test func `Where the pipeline cannot be reached nobody signs in, and the page says so`() throws {
        let fixture = try GatewayFixture()
        fixture.isAway.withLock { $0 = true }
        let answer = fixture.ask("POST", "/sign-in", token: nil, body: Array("token=\(Token.contoso)".utf8))
        #expect(answer.status == 503)
        #expect(answer["Set-Cookie"] == nil)
        let typed = fixture.ask(
            "POST", "/offers/contoso/web-server/edit", token: nil,
            body: Array("token=\(Token.contoso)&title=Typed".utf8))
        #expect(typed.status == 503)
        #expect(typed.text.contains("Typed"))
    }

    @Test func `Health is bad when the thread that follows the topics has not turned for a minute`() throws {
        let clock = Shared(Timestamp("2026-11-21T09:30:00Z") ?? Timestamp(milliseconds: 0))
        let health = Health(now: { clock.value })
        let fixture = try GatewayFixture(health: health)
        #expect(fixture.ask("GET", "/healthz", token: nil).status == 200)
        clock.withLock { $0 = $0 + .seconds(61) }
        let bad = fixture.ask("GET", "/healthz", token: nil)
        #expect(bad.status == 503 && bad.text == "the gateway has stopped following its topics\n")
        health.beat()
        #expect(fixture.ask("GET", "/healthz", token: nil).status == 200)
    }
}
