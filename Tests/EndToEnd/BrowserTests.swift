// The pages as people meet them: Chromium before a gateway of its own process, and the whole pipeline behind it. What is held is
// in Browser/pages.py.

import Base
import Foundation
import JSON
import Offers
import Testing

@Suite struct BrowserTests {
    @Test func `Chromium reads, publishes, goes live and cancels, and the pages follow by themselves`() throws {
        let pipeline = try RunningPipeline()
        defer { pipeline.stop() }
        let door = try GatewayDoor(pipeline)
        let names = (good: freshOffer("pages"), bad: freshOffer("rejected"))
        try pipeline.produce(try pipeline.sample("web-container", as: names.good), options: [])
        try pipeline.produce(try pipeline.sample("bad-offer", as: names.bad), options: [])
        try pipeline.await("contoso/\(names.good)", .waitingForPublisherReview)
        try pipeline.await("contoso/\(names.bad)", .failed)
        let scripts = RunningPipeline.root.appending(path: "Tests/EndToEnd/Browser")
        let axe = try pipeline.run(scripts.appending(path: "axe").path, [])
        let run = try pipeline.run(
            "/usr/bin/python3",
            [
                scripts.appending(path: "pages.py").path, door.address, door.token, "contoso/\(names.good)",
                "contoso/\(names.bad)",
            ] + (axe.status == 0 ? [axe.out.trimmingCharacters(in: .whitespacesAndNewlines)] : []))
        let failures = run.out.split(separator: "\n").filter { !$0.hasPrefix("ok ") }.joined(separator: "\n")
        #expect(run.status == 0, "\(failures) \(run.err.suffix(2_000))")
        #expect(run.out.split(separator: "\n").count { $0.hasPrefix("ok ") } > 30, "\(run.out)")
        #expect(!door.log.contains(door.token))
        let numbers = try pipeline.run("/usr/bin/curl", ["-s", "\(door.metrics)/metrics"]).out
        #expect(numbers.contains(#"offers_gateway_requests_total{program="offer-gateway",surface="pages",code="403"}"#))
        #expect(numbers.hasSuffix("# EOF\n"))
    }

    @Test func `A program written for the portal's API takes an offer from its document to live`() throws {
        let pipeline = try RunningPipeline()
        defer { pipeline.stop() }
        let door = try GatewayDoor(pipeline)
        // The sample's pictures and disk are made to lie where the pipeline may read them.
        _ = try pipeline.sample("web-vm", as: "unused")
        let sample = RunningPipeline.root.appending(path: "schemas/portal/offer-vm.json")
        let document = try String(contentsOf: sample, encoding: .utf8)
            .replacing("https://www.contoso.example/logos", with: "file://\(pipeline.folder.path)/pictures")
            .replacing(/https:\/\/contoso\.blob[^"]*/, with: "file://\(pipeline.folder.path)/images/web-vm-os.vhd")
        let file = pipeline.folder.appending(path: "portal.json")
        try Data(document.utf8).write(to: file)
        let client = RunningPipeline.root.appending(path: "Tests/EndToEnd/Clients/portal.py")
        let run = try pipeline.run(
            "/usr/bin/python3",
            [client.path, door.address, door.token, "contoso", freshOffer("portal"), file.path])
        #expect(run.status == 0, "\(run.out.suffix(500)) \(run.err.suffix(2_000))")
        #expect(!door.log.contains(door.token))
    }

    @Test func `A draft and its version outlive the gateway, and no log has a token`() throws {
        let pipeline = try RunningPipeline(only: [])
        defer { pipeline.stop() }
        let offer = freshOffer("draft")
        let first = try GatewayDoor(pipeline)
        let sample = RunningPipeline.root.appending(path: "schemas/portal/offer-vm.json")
        let document = try String(contentsOf: sample, encoding: .utf8).replacing(#""web-server""#, with: "\"\(offer)\"")
        let put = try first.call("PUT", offer, body: document)
        #expect(put.contains(" 201 "), "\(put)")
        let tag = try #require(put.firstMatch(of: /(?i)etag: (\S+)/)?.output.1)
        #expect(try first.call("GET", offer, token: "a-token-that-is-unknown-to-it").contains(" 401 "))
        let form = ["-s", "-i", "--data-urlencode", "token=\(first.token)", "\(first.address)/sign-in"]
        let cookie = try #require(
            try pipeline.run("/usr/bin/curl", form).out.firstMatch(of: /session=[0-9a-f]+/)?.output)
        kill(first.process.processIdentifier, SIGKILL)
        first.process.waitUntilExit()
        let second = try GatewayDoor(pipeline, tokens: first)
        #expect(try second.call("GET", offer).contains(String(tag)))
        // A session from before the restart is still signed in.
        let words = ["-s", "-i", "-H", "Cookie: \(cookie)", "\(second.address)/offers"]
        #expect(try pipeline.run("/usr/bin/curl", words).out.contains(" 200 "))
        for log in [first.log, second.log] {
            #expect(!log.contains(first.token) && !log.contains("a-token-that-is-unknown-to-it"))
        }
    }
}

/// A gateway of the pipeline, with a token for contoso.
final class GatewayDoor {
    let process: Process
    let address: String
    let metrics: String
    let token: String
    private let tokens: URL
    private let pipeline: RunningPipeline
    private let place: Int

    /// Starts it on a port that is free. `tokens` gives it another's.
    init(_ pipeline: RunningPipeline, tokens other: GatewayDoor? = nil) throws {
        self.pipeline = pipeline
        if let other {
            (tokens, token) = (other.tokens, other.token)
        } else {
            let made = try pipeline.run("offer-gateway", ["new-token", "contoso"])
            tokens = pipeline.folder.appending(path: "tokens")
            try Data(made.out.utf8).write(to: tokens)
            token = String(try #require(made.err.firstMatch(of: /: ([0-9a-zA-Z]+)\s*$/)?.output.1))
        }
        process = try pipeline.start(
            "offer-gateway",
            ["--port", "0", "--tokens", tokens.path, "--metrics-address", "127.0.0.1:0", "--log-level", "debug"])
        place = pipeline.count - 1
        var said = ""
        try pipeline.eventually("the gateway is ready") {
            said = pipeline.log(of: pipeline.count - 1)
            return said.contains(#""message":"ready""#)
        }
        address = String(try #require(said.firstMatch(of: /"(http:[^"]+[0-9])\/"/)?.output.1))
        let host = said.firstMatch(of: /"message":"metrics","address":"([^"]+)"/)?.output.1
        metrics = "http://" + String(try #require(host))
        try pipeline.eventually("the gateway has read its topics") {
            try pipeline.run("/usr/bin/curl", ["-s", "\(self.metrics)/readyz"]).out == "ready\n"
        }
    }

    var log: String { pipeline.log(of: place) }

    /// A call of the API, the answer with its headers.
    func call(_ method: String, _ offer: String, token: String? = nil, body: String? = nil) throws -> String {
        let words = [
            "-s", "-i", "-m", "30", "-X", method, "-H", "Authorization: Bearer \(token ?? self.token)", "-H",
            "If-Match: *", "\(address)/api/publishers/contoso/offers/\(offer)?api-version=2017-10-31",
        ]
        guard let body else { return try pipeline.run("/usr/bin/curl", words).out }
        return try pipeline.run("/usr/bin/curl", words + ["--data-binary", "@-"], input: Data(body.utf8)).out
    }
}
