// The screens as people meet them, in Chromium, before a gateway in memory. What is held is in
// Tests/EndToEnd/Browser/screens.py.

import Base
import BrokerClient
import Dispatch
import Events
import Foundation
import HTTP
import JSON
import Localization
import Offers
import Stages
import TestSupport
import Testing

@testable import Gateway

@Suite(.serialized) struct ScreenTests {
    private static let subscription = "11111111-1111-1111-1111-111111111111"

    /// A shop with products of all kinds, an offer in preview, and what operators have to deal with.
    static func filled() throws -> (shop: Shop, preview: String) {
        let shop = try Shop()
        let fixture = shop.fixture
        try shop.sell("web", hasPictures: true)
        try shop.sell("plain", in: .japanese) { offer in
            offer.listing.title = "素のサーバー"
            offer.type = .containerImage
        }
        for (number, title) in [
            "Analytics Box", "Mail Relay", "Build Farm", "Très longue offre d’un éditeur appliqué", "Queue",
        ]
        .enumerated() {
            try shop.sell("more-\(number)", hasPictures: number.isMultiple(of: 2)) { offer in
                offer.listing.title = title
                offer.listing.categories = [["analytics"], ["developer-tools"], ["networking"]][number % 3]
            }
        }
        let evil =
            "\"><script>window.evil = 1</script><img src=x onerror=\"window.evil = 1\"><svg onload=\"window.evil = 1\">"
        try shop.sell("evil", hasPictures: true) { MarketplaceTests.hostile(&$0, evil) }
        try fixture.put()
        _ = fixture.call("POST", "/publish")
        try fixture.put {
            $0.set(["definition", "offer", "microsoft-azure-marketplace.summary"], to: .string("Changed"))
        }
        _ = fixture.ask(
            "POST", "/api/publishers/contoso/offers/web-server/golive?\(GatewayFixture.version)", token: Token.operators
        )
        try fixture.setStatus { $0.state = .waitingForPublisherReview }
        try shop.show("web-server", allowed: [subscription], hasPictures: true)
        let link = fixture.call(
            "POST", "/previewlinks", body: Array(#"{"subscription":"\#(subscription)"}"#.utf8))
        for number in 0..<5 {
            try fixture.setStatus(OfferKey(publisher: "contoso", offer: "blocked-\(number)")) { status in
                status.title = "Blocked \(number)"
                status.submissions = 1
                status.follow(GatewayFixture.process) { _ in .notStarted }
                status.currentStep = 2
                status.state = .running
                status.steps[2].state = .blocked
                status.steps[2].began = status.changed
                status.steps[2].fault = Fault("scanner-away", "the scanner at 192.0.2.7 does not answer")
            }
        }
        try statuses(fixture)
        let headers: [Message.Header] = [
            .init(DeadLetter.Name.topic, "offers.commands"), .init(DeadLetter.Name.code, "not-an-offer"),
            .init(DeadLetter.Name.reason, "the offer document: line 1: expected a member's name"),
        ]
        try fixture.store(
            Message(topic: .deadLetters, key: Array("contoso/web".utf8), value: Array("{]".utf8), headers: headers))
        return (shop, link.node["uri"]?.text ?? "")
    }

    /// An offer in each state that looks unlike the others: never published, rejected, paused, live.
    private static func statuses(_ fixture: GatewayFixture) throws {
        var document = try GatewayFixture.sample()
        document.set(["id"], to: "draft")
        let draft = fixture.ask(
            "PUT", "/api/publishers/contoso/offers/draft?\(GatewayFixture.version)", body: document.json)
        #expect(draft.status == 201)
        func set(_ name: String, _ change: (inout OfferStatus) -> Void) throws {
            try fixture.setStatus(OfferKey(publisher: "contoso", offer: name)) { status in
                status.title = "Offer \(name)"
                status.submissions = 1
                status.state = .running
                status.follow(GatewayFixture.process, hasTestDrive: false)
                status.currentStep = 2
                status.steps[2].state = .inProgress
                status.steps[2].began = status.changed
                change(&status)
            }
        }
        try set("rejected") { status in
            status.state = .failed
            status.steps[2].state = .rejected
            status.steps[2].problems = [
                Problem(at: "/plans/0/images/0/osDisk/url", "vhd-dynamic"),
                Problem(at: "/listing/title", "field-missing"),
            ]
        }
        try set("paused") { $0.paused = .init(since: $0.changed, notice: "We look into your image.") }
        try set("sold") { status in
            status.state = .succeeded
            status.currentStep = 7
            for step in status.steps.indices { status.steps[step].state = .complete }
            status.live = .init(
                submission: 1, since: status.changed, links: ["https://shop.example/marketplace/contoso/sold"],
                terms: nil)
        }
    }

    @Test
    func `Chromium shows the marketplace, previews and operators' pages, by keyboard, on a phone, in three languages`()
        async throws
    {
        let (shop, preview) = try Self.filled()
        let pictures = ProcessInfo.processInfo.environment["SCREENS_FOLDER"]
        try await check(
            shop.fixture, "screens.py",
            [Token.contoso, Token.operators, preview, try await axe()] + (pictures.map { [$0] } ?? []),
            atLeast: 100)
    }

    @Test func `Chromium creates, edits and publishes an offer, without scripts and by keyboard`() async throws {
        let fixture = try GatewayFixture()
        try fixture.put()
        try await check(fixture, "editor.py", [Token.contoso], atLeast: 30)
    }

    @Test func `Chromium signs in and out at an identity provider`() async throws {
        // The gateway's address must be known before it is made.
        let door = Shared<GatewayFixture?>(nil)
        let server = try HTTPServer(address: "127.0.0.1", port: 0, refuse: Gateway.refuse) { request in
            door.value?.gateway.handle(request) ?? HTTPResponse(503)
        }
        let pages = "http://127.0.0.1:\(server.port)"
        let provider = try IssuerServer(signIn: ["pages", "a secret", "\(pages)/sign-in/answer"])
        let secret = FileManager.default.temporaryDirectory.appending(path: "secret-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: secret) }
        try Data("a secret\n".utf8).write(to: secret)
        let settings = Settings([
            "jwt-issuer": provider.address, "ca-file": provider.certificate, "oidc-client": "pages",
            "oidc-secret": secret.path, "pages-url": pages,
        ])
        let issuer = try JWTIssuer(settings, keysRead: { _ in }, keysKept: { _ in })
        let fixture = try GatewayFixture(client: OpenIDClient(settings, issuer: issuer))
        try fixture.put()
        door.withLock { $0 = fixture }
        try await check(fixture, server, "sign_in.py", [], atLeast: 8)
    }

    private static let scripts = Repository.root.appending(path: "Tests/EndToEnd/Browser")

    /// Where axe-core is; empty where it cannot be had.
    private func axe() async throws -> String {
        let axe = try await run(Self.scripts.appending(path: "axe").path, [])
        return axe.code == 0 ? axe.out.split(separator: "\n").last.map(String.init) ?? "" : ""
    }

    /// Runs a script before a gateway: all its checks must hold, and there are that many.
    private func check(_ fixture: GatewayFixture, _ name: String, _ arguments: [String], atLeast count: Int)
        async throws
    {
        let server = try HTTPServer(
            address: "127.0.0.1", port: 0, refuse: Gateway.refuse, handle: fixture.gateway.handle)
        try await check(fixture, server, name, arguments, atLeast: count)
    }

    private func check(
        _ fixture: GatewayFixture, _ server: HTTPServer, _ name: String, _ arguments: [String], atLeast count: Int
    ) async throws {
        defer {
            fixture.model.close()
            server.stop()
        }
        let script = try await run(
            "/usr/bin/python3",
            [Self.scripts.appending(path: name).path, "http://127.0.0.1:\(server.port)"] + arguments)
        let failures = script.out.split(separator: "\n").filter { !$0.hasPrefix("ok ") }.joined(separator: "\n")
        #expect(script.code == 0, "\(failures)")
        #expect(script.out.split(separator: "\n").count { $0.hasPrefix("ok ") } >= count, "\(script.out)")
    }

    /// Waiting for a process blocks, so it has a thread of its own.
    private func run(_ path: String, _ arguments: [String]) async throws -> (code: Int32, out: String) {
        try await withCheckedThrowingContinuation { done in
            Thread.detachNewThread {
                done.resume(
                    with: Result {
                        let process = Process()
                        process.executableURL = URL(filePath: path)
                        process.arguments = arguments
                        let pipe = Pipe()
                        process.standardOutput = pipe
                        process.standardError = pipe
                        try process.run()
                        let out = pipe.fileHandleForReading.readDataToEndOfFile()
                        process.waitUntilExit()
                        return (process.terminationStatus, String(decoding: out, as: UTF8.self))
                    })
            }
        }
    }
}
