import JSON
import Offers
import Testing

@testable import Gateway

/// Each plan keeps its own signature, or the document is not taken.
@Suite struct SecretTests {
    /// Three plans whose addresses differ in the signature, or in the file's name as well.
    private func plans(ownFiles: Bool) throws -> JSONNode {
        var document = try GatewayFixture.sample()
        let plan = try #require(document.at(["definition", "plans"])?.items.first)
        let text = String(decoding: plan.json, as: UTF8.self)
        let plans = try ["alpha", "beta", "gamma"].map { name in
            var changed = text.replacing("\"planId\":\"basic\"", with: "\"planId\":\"\(name)\"")
                .replacing("sig=c2lnbmF0dXJl", with: "sig=SECRET\(name)")
            if ownFiles { changed = changed.replacing("1-0-1.vhd", with: "\(name).vhd") }
            return try JSONNode(Array(changed.utf8))
        }
        document.set(["definition", "plans"], to: .array(plans))
        return document
    }

    private func kept(_ fixture: GatewayFixture) -> [String: String] {
        let document = try? fixture.model.record(of: GatewayFixture.web)?.draft?.kept.tree
        var kept: [String: String] = [:]
        for plan in document?.at(["definition", "plans"])?.items ?? [] {
            let text = String(decoding: plan.json, as: UTF8.self)
            kept[plan["planId"]?.text ?? ""] = text.firstMatch(of: /sig=([^"&]*)/).map { String($0.output.1) }
        }
        return kept
    }

    private func roundTrip(
        ownFiles: Bool, _ change: (inout [JSONNode]) -> Void
    ) throws -> (status: Int, text: String, kept: [String: String]) {
        let fixture = try GatewayFixture()
        #expect(fixture.call("PUT", match: "*", body: try plans(ownFiles: ownFiles).json).status == 201)
        let got = fixture.call("GET")
        #expect(!got.text.contains("SECRET"))
        var document = got.node
        var plans = document.at(["definition", "plans"])?.items ?? []
        change(&plans)
        document.set(["definition", "plans"], to: .array(plans))
        let answer = fixture.call("PUT", match: got["ETag"], body: document.json)
        return (answer.status, answer.text, kept(fixture))
    }

    private func own(_ names: String...) -> [String: String] {
        Dictionary(uniqueKeysWithValues: names.map { ($0, "SECRET\($0)") })
    }

    @Test(arguments: [true, false])
    func `A secret stays with its plan, wherever the plan is in the list`(_ ownFiles: Bool) throws {
        #expect(try roundTrip(ownFiles: ownFiles) { _ in }.kept == own("alpha", "beta", "gamma"))
        #expect(try roundTrip(ownFiles: ownFiles) { $0.removeFirst() }.kept == own("beta", "gamma"))
        #expect(try roundTrip(ownFiles: ownFiles) { $0.reverse() }.kept == own("alpha", "beta", "gamma"))
    }

    @Test(arguments: [true, false])
    func `A mask whose secret is not known is refused with its place`(_ ownFiles: Bool) throws {
        func refused(_ change: (inout [JSONNode]) -> Void) throws {
            let answer = try roundTrip(ownFiles: ownFiles, change)
            #expect(answer.status == 422)
            #expect(answer.text.contains("secret-masked"))
            #expect(answer.text.contains("osVhdUrl"))
            #expect(answer.kept == own("alpha", "beta", "gamma"))
        }
        try refused { plans in
            var copy = plans[0]
            copy.set(["planId"], to: "delta")
            plans.insert(copy, at: 0)
        }
        try refused { $0[0].set(["planId"], to: "delta") }
        try refused { plans in
            let images = "microsoft-azure-virtualmachines.vmImages"
            let url = plans[0].at([images, "1.0.1", "osVhdUrl"])?.text ?? ""
            plans[0].set([images, "1.0.1", "osVhdUrl"], to: .string(url.replacing("2036", with: "2037")))
        }
    }

    @Test func `Elements without an identity are known by what they look like`() throws {
        func links(_ codes: String...) -> JSONNode {
            .array(codes.map { ["title": .string("T"), "url": .string("https://a.example/\($0.count)?code=\($0)")] })
        }
        let old = links("one", "three")
        let masked = Secrets.masked(old)
        #expect(Secrets.restored(masked, from: old) == old)
        #expect(Secrets.restored(.array([masked.items[1]]), from: old) == .array([old.items[1]]))
        // Two that look the same have different secrets: neither is guessed.
        let alike = links("one", "two")
        #expect(Secrets.leftovers(in: Secrets.restored(Secrets.masked(alike), from: alike)).count == 2)
    }

    @Test(
        arguments: [
            "?X-Amz-Signature=abc", "?x=1&X-Goog-Signature=abc", "?api_key=abc", "?apikey=abc", "?Api-Key=abc",
            "?subscription-key=abc", "?auth=abc", "?client_secret=abc", "?s%69g=abc", ";sig=abc", "#access_token=abc",
            "?a=1;sig=abc", "?sas=abc", "?X-Amz-Security-Token=abc", "?key=abc", "?code=abc",
        ])
    func `A secret in an address is masked, however its name is written`(rest: String) throws {
        let node = JSONNode.members(["link": .string("https://files.example/a" + rest)])
        let masked = Secrets.masked(node)
        let shown = rest.replacing("=abc", with: "=***")
        #expect(masked["link"]?.text == "https://files.example/a" + shown)
        #expect(Secrets.restored(masked, from: node) == node)
        #expect(Secrets.leftovers(in: masked).map(\.target) == ["link"])
    }

    @Test(
        arguments: [
            "apiKey", "authorization", "privateKey", "sas", "client_secret", "sharedAccessSignature", "password",
        ])
    func `A secret member is masked, with everything in it`(name: String) throws {
        let inside = JSONNode.members(["value": "abc", "list": .array(["abc", "abd"])])
        for secret in ["abc", inside, .array([inside])] as [JSONNode] {
            let node = JSONNode.members([name: secret, "title": "abc"])
            let masked = Secrets.masked(node)
            #expect(
                !String(decoding: masked.json, as: UTF8.self).replacing("\"title\":\"abc\"", with: "").contains("ab"))
            #expect(masked["title"]?.text == "abc")
            #expect(!Secrets.leftovers(in: masked).isEmpty)
        }
    }

    @Test func `What only looks like a secret is shown`() {
        let address = "https://files.example/key=1/sig/a?signed=1&tokyo=2&keyword=3#code"
        let node = JSONNode.members(["link": .string(address), "author": "abc", "keywords": "abc"])
        #expect(Secrets.masked(node) == node)
    }

    @Test func `Three asterisks in a text are not a secret`() {
        #expect(Secrets.leftovers(in: ["description": "*** new ***", "url": "https://a.example/***"]).isEmpty)
        #expect(Secrets.leftovers(in: ["password": "***"]).map(\.target) == ["password"])
        #expect(Secrets.leftovers(in: ["a": ["url": "https://a.example/?sig=%2A%2A%2A"]]).map(\.target) == ["a.url"])
    }
}
