import Base
import Events
import JSON
import Kafka
import Offers
import Testing

@testable import CommandLine

@Suite struct ArgumentsTests {
    private func command(_ shelf: Shelf) throws -> CloudEvent {
        try CloudEvent(structured: try #require(shelf.sent.first?.value))
    }

    @Test func `What a publish command says beside the document is brought into the form it travels in`() throws {
        let guid = "0F8FAD5B-D9CB-469F-A165-70867728950E"
        let shelf = Shelf()
        let run = try withFile(offerDocument) { path in
            offerctl(
                "publish", path, "--profile", "vm-2017", "--notify", "a@b.example,Ada Lovelace <c@d.example>",
                "--allow-list",
                "\(guid)=standard,\(guid)=csp", "--no-wait", shelf: shelf)
        }
        #expect(run.code == .done)
        let event = try command(shelf)
        #expect(event[Command.Name.profile] == "vm-2017")
        #expect(event[Command.Name.notify] == "a@b.example,Ada Lovelace <c@d.example>")
        #expect(event[Command.Name.allowList] == "\(guid)=standard \(guid)=csp")
    }

    @Test func `An alias is the same command, and a choice may be typed in lower case`() throws {
        let shelf = Shelf()
        #expect(offerctl("support", "a/b", "--text", "no mail came", "--no-wait", shelf: shelf).code == .done)
        #expect(try command(shelf).type == EventType.command(.requestSupport))
        #expect(try command(shelf)[Command.Name.text] == "no mail came")
        shelf.put(row(running()))
        #expect(offerctl("list", "--state", "running", shelf: shelf).out.contains("contoso/web-server"))
    }

    @Test func `Options may be anywhere, with a blank or an equals sign, until two dashes`() throws {
        let words = ["--json", "--timeout=3", "status", "a/b", "-X", "a=1", "-Xb=2"]
        #expect(try Arguments(words).has(.json))
        #expect(try connection(words).timeout == .seconds(3))
        #expect(try connection(words).properties == ["a=1", "b=2"])
        #expect(try Arguments(["publish", "--", "--odd-name.json"]).operands == ["--odd-name.json"])
        #expect(try Arguments(["publish", "-"]).operands == ["-"])
    }

    private func connection(_ words: [String], _ environment: [String: String] = [:]) throws -> Connection {
        try Connection(Arguments(words), environment: environment)
    }

    @Test func `A flag wins over the environment, and an empty variable counts as none`() throws {
        let environment = ["OFFERS_BROKER": "away:9092", "OFFERS_TIMEOUT": "3", "OFFERS_CLIENT_PROPERTIES": ""]
        let flagged = try connection(["list", "--broker", "here:1"], environment)
        #expect(flagged.broker == .init(address: "here:1", givenBy: "--broker", isFromEnvironment: false))
        #expect(flagged.timeout == .seconds(3))
        #expect(flagged.propertiesFile == nil)
        let unflagged = try connection(["list"], environment)
        #expect(unflagged.broker == .init(address: "away:9092", givenBy: "OFFERS_BROKER", isFromEnvironment: true))
    }

    @Test func `The named broker wins over a properties file, and the file over the default`() throws {
        try withFile("bootstrap.servers=file:1\n", named: "client.properties") { path throws in
            func broker(_ words: String...) throws -> String? {
                try connection(["list", "--client-properties", path] + words).settings().bootstrapServers
            }
            #expect(try broker() == "file:1")
            #expect(try broker("--broker", "flag:1") == "flag:1")
        }
        let plain = try connection(["list"])
        #expect(try plain.settings().bootstrapServers == "127.0.0.1:9092")
    }

    @Test(arguments: [
        (["statsu"], #"unknown command "statsu"; did you mean "status"?"#),
        (["deploy"], #"unknown command "deploy"; "offerctl help" lists them"#),
        (["topics"], #""topics" needs another word: "topics apply" or "topics describe""#),
        (["topics", "drop"], #""topics" needs another word: "topics apply" or "topics describe""#),
        (["help", "lits"], #"unknown command "lits"; "offerctl help" lists them"#),
        (["status", "a/b", "--jsn"], #""status" has no option --jsn; did you mean --json?"#),
        (["publish", "f", "--follow"], #""publish" has no option --follow; see "offerctl help publish""#),
        (["--follow", "publish", "f"], #""publish" has no option --follow; see "offerctl help publish""#),
        (["--bogus"], #"there is no option --bogus; "offerctl help" lists them"#),
        (["list", "--json=yes"], "--json does not take a value; leave out the = and what follows"),
        (["reject", "a/b", "--text"], "--text needs a value; write --text TEXT"),
        (["reject", "a/b", "--text", "--json"], "--text needs a value; write --text TEXT"),
        (
            ["reject", "a/b"],
            #"--text is missing; write "offerctl reject [OFFER] --text TEXT [--no-wait] [--all] [--stage STAGE] "#
                + #"[--publisher PUBLISHER] [--hours HOURS] [--yes]""#
        ),
        (["reject", "a/b", "--text", " "], #"--text " ": give a text of 1 to 4000 characters"#),
        (["status"], #"OFFER is missing; write "offerctl status OFFER [--watch]""#),
        (["status", "a/b", "c"], #"unexpected word "c"; see "offerctl help status""#),
        (
            ["status", "A/b"],
            #"OFFER "A/b": write PUBLISHER/OFFER, each 1–50 of a-z 0-9 - and not ending in -"#
        ),
        (
            ["list", "--publisher", "Contoso"],
            #"--publisher "Contoso": give 1–50 characters of a-z 0-9 -, not ending in -"#
        ),
        (
            ["list", "--state", "Live"],
            #"--state "Live": give one of NeverPublished, NotStarted, Running, WaitingForPublisherReview, Succeeded, Failed, Canceled"#
        ),
        (["list", "--timeout", "0"], #"--timeout "0": give a whole number from 1 to 3600"#),
        (["topics", "apply", "--partitions", "many"], #"--partitions "many": give a whole number from 1 to 10000"#),
        (
            ["list", "--broker", "here:http"],
            #"--broker "here:http": write HOST:PORT, several separated by commas, e.g. 127.0.0.1:9092"#
        ),
        (
            ["publish", "f", "--notify", "a@b.example;c"],
            #"--notify "a@b.example;c": write NAME@HOST or 'Ada Lovelace <NAME@HOST>', several separated by commas"#
        ),
        (
            ["publish", "f", "--allow-list", "1234=standard"],
            #"--allow-list "1234=standard": write GUID=TYPE, several separated by commas"#
        ),
    ])
    func `A wrong command line is answered in one line with what to type`(words: [String], message: String) {
        #expect(offerctl(words) == Run(err: [message], code: .usage))
    }

    @Test
    func `A setting that librdkafka refuses is reported with where it was given, and a secret's value is not shown`() {
        let run = offerctlOnKafka("list", "-X", "nonsense=1")
        #expect(run.code == .usage)
        let version = ClientLibrary.version
        #expect(
            run.err == [
                "-X: librdkafka \(version) has no property \"nonsense\"; see its CONFIGURATION.md for the names"
            ])
        let reserved = offerctlOnKafka("list", environment: ["KAFKA_CLIENT_ACKS": "1"])
        #expect(
            reserved.err == [
                "KAFKA_CLIENT_ACKS: acks cannot be set: outputs must be on all replicas, once and in order; leave it out"
            ])
    }

    private func offerctlOnKafka(_ words: String..., environment: [String: String] = [:]) -> Run {
        var run = Run()
        let out = Out(write: { run.out += $0 }, warn: { run.err.append($0) })
        run.code = CommandLineTool.run(words, environment: environment, out: out, world: testWorld)
        return run
    }
}
