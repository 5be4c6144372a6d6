import Base
import JSON
import Offers
import Testing

@testable import CommandLine

@Suite struct ArgumentsTests {
    private func task(_ words: String...) throws -> Invocation.Task {
        try Invocation(words, environment: [:]).task
    }

    @Test func `Each command is read with its operand and options`() throws {
        #expect(
            try task("go-live", "a/b")
                == .command(.goLive, OfferKey(publisher: "a", offer: "b"), text: nil, waits: true))
        #expect(
            try task("request-support", "a/b", "--text", "no mail came", "--no-wait")
                == .command(.requestSupport, OfferKey(publisher: "a", offer: "b"), text: "no mail came", waits: false))
        #expect(try task("status", "a/b") == .status(OfferKey(publisher: "a", offer: "b"), watches: false))
        #expect(try task("list", "--state", "running") == .list(publisher: nil, state: .running))
        #expect(try task("notifications", "--follow") == .notifications(nil, follows: true))
        #expect(
            try task("topics", "apply", "--partitions", "12", "--replication=3")
                == .applyTopics(partitions: 12, replication: 3))
        #expect(try task("help", "topics", "apply") == .help(.topicsApply))
        #expect(try task("status", "--help") == .help(.status))
        #expect(try task("--version") == .version)
    }

    @Test func `What a publish command says beside the document is brought into the form it travels in`() throws {
        let guid = "0F8FAD5B-D9CB-469F-A165-70867728950E"
        let read = try task(
            "publish", "offer.json", "--profile", "vm-2017", "--notify", "a@b.example, c@d.example", "--allow-list",
            "\(guid)=standard,\(guid)=csp")
        let choices = PublishChoices(
            profile: "vm-2017", notify: "a@b.example,c@d.example",
            allowList: .entries("\(guid)=standard \(guid)=csp"))
        #expect(read == .publish(file: "offer.json", choices))
        #expect(try AllowList("allow.txt") == .file("allow.txt"))
    }

    @Test func `Options may stand anywhere, with a blank or an equals sign, until two dashes`() throws {
        let first = try Invocation(["--json", "--timeout=3", "status", "a/b", "-X", "a=1", "-Xb=2"], environment: [:])
        #expect(first.isJSON)
        #expect(first.connection.timeout == .seconds(3))
        #expect(first.connection.properties == ["a=1", "b=2"])
        #expect(try Arguments(["publish", "--", "--odd-name.json"]).operands == ["--odd-name.json"])
        #expect(try Arguments(["publish", "-"]).operands == ["-"])
    }

    @Test func `A flag wins over the environment, and an empty variable counts as none`() throws {
        let environment = ["OFFERS_BROKER": "away:9092", "OFFERS_TIMEOUT": "3", "OFFERS_CLIENT_PROPERTIES": ""]
        let flagged = try Invocation(["list", "--broker", "here:1"], environment: environment).connection
        #expect(flagged.broker == .init(address: "here:1", givenBy: "--broker", isFromEnvironment: false))
        #expect(flagged.timeout == .seconds(3))
        #expect(flagged.propertiesFile == nil)
        let unflagged = try Invocation(["list"], environment: environment).connection
        #expect(unflagged.broker == .init(address: "away:9092", givenBy: "OFFERS_BROKER", isFromEnvironment: true))
    }

    @Test func `The named broker stands above a properties file, and the file above the default`() throws {
        try withFile("bootstrap.servers=file:1\n", named: "client.properties") { path throws in
            func broker(_ words: String...) throws -> String? {
                try Invocation(["list", "--client-properties", path] + words, environment: [:]).connection.settings()
                    .bootstrapServers
            }
            #expect(try broker() == "file:1")
            #expect(try broker("--broker", "flag:1") == "flag:1")
        }
        let plain = try Invocation(["list"], environment: [:]).connection
        #expect(try plain.settings().bootstrapServers == "127.0.0.1:9092")
    }

    @Test(arguments: [
        ([], #"no command given; "offerctl help" lists them"#),
        (["statsu"], #"there is no command "statsu"; did you mean "status"?"#),
        (["deploy"], #"there is no command "deploy"; "offerctl help" lists them"#),
        (["topics"], #""topics" needs another word: "topics apply" or "topics describe""#),
        (["topics", "drop"], #""topics" needs another word: "topics apply" or "topics describe""#),
        (["help", "lits"], #"there is no command "lits"; "offerctl help" lists them"#),
        (["status", "a/b", "--jsn"], #""status" has no option --jsn; did you mean --json?"#),
        (["publish", "f", "--follow"], #""publish" has no option --follow; see "offerctl help publish""#),
        (["--follow", "publish", "f"], #""publish" has no option --follow; see "offerctl help publish""#),
        (["--bogus"], #"there is no option --bogus; "offerctl help" lists them"#),
        (["list", "--json=yes"], "--json takes no value; leave out the = and what follows"),
        (["reject", "a/b", "--text"], "--text needs a value; write --text TEXT"),
        (["reject", "a/b", "--text", "--json"], "--text needs a value; write --text TEXT"),
        (["reject", "a/b"], #"--text is missing; write "offerctl reject OFFER --text TEXT [--no-wait]""#),
        (["reject", "a/b", "--text", " "], "--text: give a text of 1 to 4000 characters"),
        (["status"], #"OFFER is missing; write "offerctl status OFFER [--watch]""#),
        (["status", "a/b", "c"], #""c" is one word too many; see "offerctl help status""#),
        (["status", "A/b"], #""A/b" is no offer; write PUBLISHER/OFFER, each 1–50 of a-z 0-9 - and not ending in -"#),
        (
            ["list", "--publisher", "Contoso"],
            "--publisher Contoso: give 1–50 characters of a-z 0-9 -, not ending in -"
        ),
        (
            ["list", "--state", "Live"],
            "--state Live: give one of NeverPublished, NotStarted, Running, WaitingForPublisherReview, Succeeded, Failed, Canceled"
        ),
        (["list", "--timeout", "0"], "--timeout 0: give a whole number from 1 to 3600"),
        (["topics", "apply", "--partitions", "many"], "--partitions many: give a whole number from 1 to 10000"),
        (
            ["list", "--broker", "here:http"],
            "--broker here:http: write HOST:PORT, several separated by commas, e.g. 127.0.0.1:9092"
        ),
        (
            ["publish", "f", "--notify", "a@b.example;c"],
            #"--notify: "a@b.example;c" is no mail address; write NAME@HOST, several separated by commas"#
        ),
        (
            ["publish", "f", "--allow-list", "1234=standard"],
            #"--allow-list: "1234=standard" is no subscription; write GUID=TYPE, several separated by commas"#
        ),
    ])
    func `What was typed wrong is told in one line with what to type`(words: [String], message: String) {
        var error: [String] = []
        let out = Out(write: { _ in }, warn: { error.append($0) })
        #expect(CommandLineTool.run(words, environment: [:], out: out, world: testWorld) == .usage)
        #expect(error == [message])
    }

    @Test func `A setting librdkafka refuses is told with where it was given, and a secret's value is not shown`() {
        let run = offerctlOnKafka("list", "-X", "nonsense=1")
        #expect(run.code == .usage)
        #expect(run.err == ["-X: librdkafka has no property \"nonsense\"; see its CONFIGURATION.md for the names"])
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
