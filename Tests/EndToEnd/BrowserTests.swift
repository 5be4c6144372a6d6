// The gateway as people and programs meet it: a process of its own, and the whole pipeline behind it.

import Base
import Foundation
import JSON
import Offers
import TestSupport
import Testing

@Suite struct BrowserTests {
    /// What is held is in Browser/journey.py.
    @Test func `With a browser alone offers go live by mouse and by keyboard, in three languages, and operators help`()
        throws
    {
        let port = try freePort()
        let pipeline = try RunningPipeline(settings: ["OFFERS_PAGES_URL": "http://127.0.0.1:\(port)"])
        defer { pipeline.stop() }
        let door = try GatewayDoor(pipeline, port: port)
        _ = try pipeline.sample("web-container", as: "unused")
        let script = RunningPipeline.root.appending(path: "Tests/EndToEnd/Browser/journey.py")
        let offerctl = RunningPipeline.binaries.appending(path: "offerctl").path
        let run = try pipeline.run(
            "/usr/bin/python3",
            [script.path, door.address, door.token, door.operatorToken, pipeline.folder.path, offerctl])
        let failures = run.out.split(separator: "\n").filter { !$0.hasPrefix("ok ") }.joined(separator: "\n")
        #expect(run.status == 0, "\(failures) \(run.err.suffix(2_000))")
        #expect(run.out.split(separator: "\n").count { $0.hasPrefix("ok ") } > 35, "\(run.out)")
        #expect(!door.log.contains(door.token) && !door.log.contains(door.operatorToken))
        let numbers = try pipeline.run("/usr/bin/curl", ["-s", "\(door.metrics)/metrics"]).out
        #expect(numbers.contains(#"offers_gateway_requests_total{program="offer-gateway",surface="pages",code="403"}"#))
        #expect(numbers.hasSuffix("# EOF\n"))
        // The mails have the names that were typed, and lead to the offer's page.
        let machine = try #require(run.out.firstMatch(of: /machine-[0-9]+/)?.output)
        let mails = try pipeline.consume(.notifications, key: "contoso/\(machine)")
        for address in ["ada@contoso.example", "elodie@contoso.example"] {
            let named = try Regex(#"(?m)^To: =\?utf-8\?B\?[^ ]+\?= <\#(address)>"#)
            #expect(mails.contains { $0.contains(named) }, "\(mails.first ?? "")")
        }
        #expect(
            mails.contains { $0.replacing("=\r\n", with: "").contains("\(door.address)/offers/contoso/\(machine)") })
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

/// A gateway of the pipeline, with a token for contoso and one for operators.
final class GatewayDoor {
    let process: Process
    let address: String
    let metrics: String
    let token: String
    let operatorToken: String
    private let tokens: URL
    private let pipeline: RunningPipeline
    private let place: Int

    /// Starts it; port 0 is any that is free. `tokens` gives it another's.
    init(_ pipeline: RunningPipeline, tokens other: GatewayDoor? = nil, port: UInt16 = 0) throws {
        self.pipeline = pipeline
        if let other {
            (tokens, token, operatorToken) = (other.tokens, other.token, other.operatorToken)
        } else {
            let made = try [["contoso", "Ada Lovelace"], ["*", "Olga Operator"]].map {
                try pipeline.run("offer-gateway", ["new-token"] + $0)
            }
            tokens = pipeline.folder.appending(path: "tokens")
            try Data(made.map(\.out).joined().utf8).write(to: tokens)
            let said = try made.map {
                String(try #require($0.err.firstMatch(of: /: ([0-9a-zA-Z]+)\s*$/)?.output.1))
            }
            (token, operatorToken) = (said[0], said[1])
        }
        process = try pipeline.start(
            "offer-gateway",
            ["--port", "\(port)", "--tokens", tokens.path, "--metrics-address", "127.0.0.1:0", "--log-level", "debug"])
        place = pipeline.count - 1
        var said = ""
        try pipeline.eventually("the gateway is ready") {
            said = pipeline.log(of: pipeline.count - 1)
            return said.contains(#""message":"ready""#)
        }
        address = String(try #require(said.firstMatch(of: /"(http:[^"]+[0-9])\/"/)?.output.1))
        let host = said.firstMatch(of: /"message":"metrics","address":"([^"]+)"/)?.output.1
        metrics = "http://" + String(try #require(host))
        // What says that it is ready has read its topics.
        for place in [metrics, address] {
            let ready = try pipeline.run("/usr/bin/curl", ["-s", "\(place)/readyz"]).out
            #expect(ready == "ready\n", "\(place)")
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
