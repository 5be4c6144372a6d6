// What makes offerctl pleasant to use: documents to fill in, formats, contexts, ages, and where a failure was.

import Base
import BrokerClient
import Events
import Foundation
import JSON
import Offers
import TestSupport
import Testing

@testable import CommandLine

@Suite struct NewTests {
    private let policy = ["OFFERS_POLICY": Repository.root.appending(path: "deploy/policy/policy.json").path]

    /// Problems of a document by their places.
    private func lint(_ document: String) throws -> [String: String] {
        try withFile(document) { path in
            let lines = offerctl("lint", path, "--json", environment: policy).out.split(separator: "\n")
            return try lines.reduce(into: [:]) { problems, line in
                let problem = try JSONNode(Array(line.utf8))
                problems[problem["pointer"]?.text ?? ""] = problem["code"]?.text
            }
        }
    }

    @Test(arguments: OfferType.allCases)
    func `A new document lacks nothing but what must be filled in`(type: OfferType) throws {
        let run = offerctl("new", type.rawValue, "contoso/web-server", environment: policy)
        #expect(run.code == .done && run.err.isEmpty)
        let document = try JSONNode(OfferFile.withoutComments(Array(run.out.utf8)))
        let bare = offerctl("new", type.rawValue, "contoso/web-server", "-o", "json", environment: policy).out
        #expect(try JSONNode(Array(bare.utf8)) == document)
        #expect(document["type"]?.text == type.rawValue)
        #expect((document["publisher"]?.text, document["offer"]?.text) == ("contoso", "web-server"))
        let problems = try lint(run.out)
        #expect(problems["/listing/title"] == "field-missing" && problems["/plans/0/title"] == "field-missing")
        // Lists are too short, and an image has neither repository nor layout.
        let others = problems.values.filter {
            !["field-missing", "image-source"].contains($0) && !$0.hasSuffix("-count")
        }
        #expect(others.isEmpty, "\(others)")
    }

    @Test func `Comments say what a member is for, what it takes, and an example`() {
        let container = offerctl("new", "container", environment: policy)
        #expect(
            container.out == offerctl("new", "container-image", environment: policy).out && container.out.count > 1_000)
        let text = offerctl("new", "virtual-machine", environment: policy).out
        #expect(
            text.contains(
                """
                    // Title (required): The name of the offer in the marketplace. Takes at most 50 characters. Example: "Contoso Web
                    // Server"
                    "title": "",

                """))
        // A list that must not be empty is there to be uncommented.
        #expect(text.contains(#"// "countries": ["US"],"#))
    }

    @Test func `Filled in, it is valid`() throws {
        var text = offerctl("new", "virtual-machine", "contoso/web-server", environment: policy).out
        let picture = "https://www.contoso.example/picture.png"
        let values: [(String, String)] = [
            ("title", "Web"), ("summary", "Serves"), ("description", "Serves pages."),
            ("privacyPolicyUrl", "https://www.contoso.example/p"), ("termsOfUse", "As you like."),
            ("40x40", picture), ("90x90", picture), ("115x115", picture), ("name", "Ada"),
            ("email", "ada@contoso.example"), ("phone", "+1 425 555 0100"),
            ("id", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"), ("version", "1.0.0"),
        ]
        for (name, value) in values { text = text.replacing("\"\(name)\": \"\"", with: "\"\(name)\": \"\(value)\"") }
        text = text.replacing(#""categories": []"#, with: #""categories": ["web"]"#)
        text = text.replacing(#""countries": []"#, with: #""countries": ["US"]"#)
        text = text.replacing(#""sizes": []"#, with: #""sizes": ["small"]"#)
        let problems = try lint(text)
        // What is left is of the plan: its system, the disk's signed address, and its id, which is not a GUID.
        #expect(
            Set(problems.keys).isSubset(of: [
                "/plans/0/id", "/plans/0/operatingSystem/type", "/plans/0/images/0/osDisk/url", "/plans/0/prices",
            ]), "\(problems)")
    }
}

@Suite struct FormatTests {
    private func shelf() -> Shelf {
        let shelf = Shelf()
        shelf.put(row(running()))
        return shelf
    }

    @Test func `Names are what other commands take`() {
        #expect(offerctl("list", "-o", "name", shelf: shelf()).out == "contoso/web-server\n")
        let topics = offerctl("topics", "describe", "-o", "name", shelf: shelf()).out.split(separator: "\n")
        #expect(topics.count == Topic.all.count && topics.first == "offers.commands")
    }

    @Test func `The short form of JSON is the same as its long one`() {
        let short = offerctl("list", "--json", shelf: shelf())
        #expect(short == offerctl("list", "-o", "json", shelf: shelf()) && !short.out.isEmpty)
        #expect(
            offerctl("list", "-o", "xml").err == ["-o \"xml\": give one of text, wide, json, yaml, name"])
    }

    @Test func `YAML has the same data as JSON, and no text that is read as something else`() throws {
        let node = try JSONNode(
            Array(#"{"a":"no","b":{"c":[1,{"d":"x\ny","e":null},[true],[]],"f":{}},"40x40":"1e3"}"#.utf8))
        #expect(
            node.yamlText == """
                "a": "no"
                "b":
                  "c":
                    - 1
                    -
                      "d": "x\\ny"
                      "e": null
                    -
                      - true
                    - []
                  "f": {}
                "40x40": "1e3"

                """)
        let yaml = offerctl("list", "-o", "yaml", shelf: shelf()).out
        #expect(yaml.hasPrefix("---\n\"offer\": \"contoso/web-server\"\n"))
    }

    @Test func `The wide list has times as they are, and who must act`() {
        let out = offerctl("list", "-o", "wide", shelf: shelf()).out.split(separator: "\n")
        let headings = (out.first ?? "").components(separatedBy: "  ").filter { !$0.isEmpty }
            .map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(
            headings == [
                "Offer", "Title", "Type", "Changed (UTC)", "Status", "Submission", "Live since (UTC)", "Waiting for",
            ])
        #expect(out.last?.contains("2026-11-21 09:45  Running: Provisioning (3 of 4)  2") == true)
    }

    @Test(arguments: [
        (-5, "2026-11-21 09:30"), (0, "0 s ago"), (59, "59 s ago"), (7_199, "119 min ago"), (7_200, "2 h ago"),
        (172_800, "2 d ago"), (59 * 86_400, "59 d ago"), (60 * 86_400, "2026-11-21 09:30"),
    ])
    func `Ages are in the largest unit that says enough`(seconds: Int, text: String) {
        let then = time("2026-11-21T09:30:00Z")
        #expect(then.age(at: then + .seconds(seconds)) == text)
        let whole = then.shortAndAge(at: then + .seconds(seconds))
        #expect(whole == "2026-11-21 09:30 UTC" + (text == "2026-11-21 09:30" ? "" : ", \(text)"))
    }
}

@Suite struct ContextTests {
    @Test func `A context is the broker of every command that is given none`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "contexts-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let environment = ["XDG_CONFIG_HOME": folder.path]
        func run(_ words: String...) -> Run { offerctl(words, environment: environment) }
        func broker(_ words: [String], _ more: [String: String] = [:]) throws -> String? {
            let all = environment.merging(more) { $1 }
            return try Connection(Arguments(["list"] + words), environment: all).settings().bootstrapServers
        }
        #expect(run("context", "list").out == "There is no context; \"offerctl context set\" names one.\n")
        #expect(try broker([]) == "127.0.0.1:9092")
        #expect(run("context", "set", "test").err == ["give --broker HOST:PORT, --client-properties FILE or both"])
        #expect(run("context", "set", "test", "--broker", "test:1").out == "Context test is kept, and in use\n")
        #expect(run("context", "set", "live", "--broker", "live:1").out == "Context live is kept\n")
        #expect(try broker([]) == "test:1")
        #expect(run("context", "use", "live").out == "Context live is in use\n")
        #expect(try broker([]) == "live:1")
        #expect(try broker([], ["OFFERS_BROKER": "environment:1"]) == "environment:1")
        #expect(try broker(["--broker", "option:1"], ["OFFERS_BROKER": "environment:1"]) == "option:1")
        #expect(
            run("context", "list").out == "   Context  Broker  Properties\n*  live     live:1\n   test     test:1\n")
        #expect(run("context", "use", "none").code == .refused)
        #expect(run("list").err == ["no broker was to be asked (the broker is live:1, from context live)"])
    }

    @Test func `A context's properties are not for another broker`() throws {
        try withFile("bootstrap.servers=file:1\nsasl.username=ada\n", named: "client.properties") { path in
            let folder = URL(filePath: path).deletingLastPathComponent().path
            let environment = ["XDG_CONFIG_HOME": folder]
            let set = offerctl("context", "set", "a", "--client-properties", path, environment: environment)
            #expect(set.code == .done)
            let own = try Connection(Arguments(["list"]), environment: environment)
            #expect(own.propertiesFile == path && own.summary == "file:1")
            let other = try Connection(Arguments(["list", "--broker", "b:1"]), environment: environment)
            #expect(other.propertiesFile == nil)
            try Data("{".utf8).write(to: URL(filePath: "\(folder)/offerctl/contexts.json"))
            #expect(offerctl("list", environment: environment).code == .usage)
        }
    }

    @Test func `Every failure of the connection names the broker and where it comes from`() {
        let from = [
            ([String: String](), [String](), "127.0.0.1:9092, the default"),
            (["OFFERS_BROKER": "a:1"], [], "a:1, from OFFERS_BROKER"),
            ([:], ["--broker", "b:1"], "b:1, from --broker"),
        ]
        for (environment, words, summary) in from {
            let run = offerctl(["list"] + words, environment: environment)
            #expect(run.err == ["no broker was to be asked (the broker is \(summary))"])
            #expect(run.code == .brokerAway)
        }
    }

    @Test func `So does every answer, and no failure before a broker is asked`() throws {
        func failure(_ words: String...) -> String? {
            var said: String?
            _ = CommandLineTool.run(
                words, environment: [:], out: Out(write: { _ in }, warn: { said = $0 }), world: testWorld
            ) { _ in Shelf().broker }
            return said
        }
        #expect(
            failure("status", "contoso/none")
                == "contoso/none: unknown offer; \"offerctl list\" shows all offers\(brokerNote)")
        #expect(failure("cancel", "contoso/none")?.hasSuffix(brokerNote) == true)
        #expect(failure("publish", "/nowhere.json") == "/nowhere.json: file not found; check the path")
    }
}

@Suite struct WatchEndTests {
    @Test(arguments: [
        (OfferState.succeeded, ExitCode.done, []),
        (.failed, .refused, ["contoso/web-server: the submission ended as Failed"]),
        (.canceled, .refused, ["contoso/web-server: the submission ended as Canceled"]),
    ])
    func `The exit code of watching says how the submission ended`(state: OfferState, code: ExitCode, err: [String]) {
        let shelf = Shelf()
        shelf.put(row(running()))
        var over = running()
        over.state = state
        shelf.later = [row(over)]
        let run = offerctl("status", "contoso/web-server", "--watch", shelf: shelf)
        #expect((run.code, run.err) == (code, err))
        let again = offerctl("status", "contoso/web-server", "--watch", shelf: shelf)
        #expect(again.code == code)
    }
}
