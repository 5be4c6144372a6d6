// The pages as people meet them: Chromium before a gateway of its own process, and the whole line behind it. What is held is
// in Browser/pages.py.

import Base
import Foundation
import JSON
import Offers
import Testing

@Suite struct BrowserTests {
    @Test func `Chromium reads, publishes, goes live and cancels, and the pages follow by themselves`() throws {
        let line = try RunningLine()
        defer { line.stop() }
        let door = try GatewayDoor(line)
        let names = (good: freshOffer("pages"), bad: freshOffer("rejected"))
        try line.produce(try line.sample("web-container", as: names.good), options: [])
        try line.produce(try line.sample("bad-offer", as: names.bad), options: [])
        try line.await("contoso/\(names.good)", .waitingForPublisherReview)
        try line.await("contoso/\(names.bad)", .failed)
        let scripts = RunningLine.root.appending(path: "Tests/EndToEnd/Browser")
        let axe = try line.run(scripts.appending(path: "axe").path, [])
        let run = try line.run(
            "/usr/bin/python3",
            [
                scripts.appending(path: "pages.py").path, door.address, door.token, "contoso/\(names.good)",
                "contoso/\(names.bad)",
            ] + (axe.status == 0 ? [axe.out.trimmingCharacters(in: .whitespacesAndNewlines)] : []))
        let failures = run.out.split(separator: "\n").filter { !$0.hasPrefix("ok ") }.joined(separator: "\n")
        #expect(run.status == 0, "\(failures) \(run.err.suffix(2_000))")
        #expect(run.out.split(separator: "\n").count { $0.hasPrefix("ok ") } > 30, "\(run.out)")
        #expect(!door.log.contains(door.token))
        let numbers = try line.run("/usr/bin/curl", ["-s", "\(door.metrics)/metrics"]).out
        #expect(numbers.contains(#"offers_gateway_requests_total{program="offer-gateway",surface="pages",code="403"}"#))
        #expect(numbers.hasSuffix("# EOF\n"))
    }

    @Test func `A program written for the portal's API takes an offer from its document to live`() throws {
        let line = try RunningLine()
        defer { line.stop() }
        let door = try GatewayDoor(line)
        // The sample's pictures and disk are made to lie where the line may read them.
        _ = try line.sample("web-vm", as: "unused")
        let sample = RunningLine.root.appending(path: "schemas/portal/offer-vm.json")
        let document = try String(contentsOf: sample, encoding: .utf8)
            .replacing("https://www.contoso.example/logos", with: "file://\(line.folder.path)/pictures")
            .replacing(/https:\/\/contoso\.blob[^"]*/, with: "file://\(line.folder.path)/images/web-vm-os.vhd")
        let file = line.folder.appending(path: "portal.json")
        try Data(document.utf8).write(to: file)
        let client = RunningLine.root.appending(path: "Tests/EndToEnd/Clients/portal.py")
        let run = try line.run(
            "/usr/bin/python3",
            [client.path, door.address, door.token, "contoso", freshOffer("portal"), file.path])
        #expect(run.status == 0, "\(run.out.suffix(500)) \(run.err.suffix(2_000))")
        #expect(!door.log.contains(door.token))
    }

    @Test func `A draft and its version outlive the gateway, and no log has a token`() throws {
        let line = try RunningLine(only: [])
        defer { line.stop() }
        let offer = freshOffer("draft")
        let first = try GatewayDoor(line)
        let sample = RunningLine.root.appending(path: "schemas/portal/offer-vm.json")
        let document = try String(contentsOf: sample, encoding: .utf8).replacing(#""web-server""#, with: "\"\(offer)\"")
        let put = try first.call("PUT", offer, body: document)
        #expect(put.contains(" 201 "), "\(put)")
        let tag = try #require(put.firstMatch(of: /(?i)etag: (\S+)/)?.output.1)
        #expect(try first.call("GET", offer, token: "a-token-that-is-unknown-to-it").contains(" 401 "))
        kill(first.process.processIdentifier, SIGKILL)
        first.process.waitUntilExit()
        let second = try GatewayDoor(line, tokens: first)
        #expect(try second.call("GET", offer).contains(String(tag)))
        for log in [first.log, second.log] {
            #expect(!log.contains(first.token) && !log.contains("a-token-that-is-unknown-to-it"))
        }
    }
}

/// A gateway of the line, with a token for contoso.
final class GatewayDoor {
    let process: Process
    let address: String
    let metrics: String
    let token: String
    private let tokens: URL
    private let line: RunningLine
    private let place: Int

    /// Starts it on a port that is free. `tokens` gives it another's.
    init(_ line: RunningLine, tokens other: GatewayDoor? = nil) throws {
        self.line = line
        if let other {
            (tokens, token) = (other.tokens, other.token)
        } else {
            let made = try line.run("offer-gateway", ["new-token", "contoso"])
            tokens = line.folder.appending(path: "tokens")
            try Data(made.out.utf8).write(to: tokens)
            token = String(try #require(made.err.firstMatch(of: /: ([0-9a-zA-Z]+)\s*$/)?.output.1))
        }
        process = try line.start(
            "offer-gateway",
            ["--port", "0", "--tokens", tokens.path, "--metrics-address", "127.0.0.1:0", "--log-level", "debug"])
        place = line.count - 1
        var said = ""
        try line.eventually("the gateway is ready") {
            said = line.log(of: line.count - 1)
            return said.contains(#""message":"ready""#)
        }
        address = String(try #require(said.firstMatch(of: /"(http:[^"]+[0-9])\/"/)?.output.1))
        let host = said.firstMatch(of: /"message":"metrics","address":"([^"]+)"/)?.output.1
        metrics = "http://" + String(try #require(host))
        try line.eventually("the gateway has read its topics") {
            try line.run("/usr/bin/curl", ["-s", "\(self.metrics)/readyz"]).out == "ready\n"
        }
    }

    var log: String { line.log(of: place) }

    /// A call of the API, the answer with its headers.
    func call(_ method: String, _ offer: String, token: String? = nil, body: String? = nil) throws -> String {
        let words = [
            "-s", "-i", "-m", "30", "-X", method, "-H", "Authorization: Bearer \(token ?? self.token)", "-H",
            "If-Match: *", "\(address)/api/publishers/contoso/offers/\(offer)?api-version=2017-10-31",
        ]
        guard let body else { return try line.run("/usr/bin/curl", words).out }
        return try line.run("/usr/bin/curl", words + ["--data-binary", "@-"], input: Data(body.utf8)).out
    }
}
