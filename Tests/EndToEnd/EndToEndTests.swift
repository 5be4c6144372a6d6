// The pipeline as people meet it: real executables, kcat in, kcat out.

import Base
import Events
import Foundation
import JSON
import Offers
import Testing

/// Each test has its own broker and folder. On one broker for all (BROKER) run them with `--no-parallel`, since workers of
/// two tests would share groups there.
@Suite struct EndToEndTests {
    @Test func `kcat alone takes offers from Publish to live, wherever its records land`() throws {
        let pipeline = try RunningPipeline()
        defer { pipeline.stop() }
        let keyed = freshOffer("keyed")
        let bare = freshOffer("bare")
        let astray = freshOffer("astray")
        try pipeline.produce(try pipeline.sample("web-vm", as: keyed), options: ["-k", "contoso/\(keyed)"])
        try pipeline.produce(try pipeline.sample("web-container", as: bare), options: [])
        // Another client's partitioner: the one partition where the offer does not belong.
        let home = Partitioner.partition(of: Array("contoso/\(astray)".utf8), count: Topic.defaultPartitions)
        let other = (Int(home) + 1) % Topic.defaultPartitions
        try pipeline.produce(try pipeline.sample("web-vm-test-drive", as: astray), options: ["-p", "\(other)"])

        let offers = [keyed, bare, astray].map { "contoso/\($0)" }
        for offer in offers { try pipeline.await(offer, .waitingForPublisherReview) }
        for offer in offers {
            try pipeline.produce(Data(#"{"command":"go-live","offer":"\#(offer)"}"#.utf8), options: [])
        }
        for offer in offers { try pipeline.await(offer, .succeeded) }

        for offer in offers {
            var mails: [String] = []
            try pipeline.eventually("both mails of \(offer) are there") {
                mails = try pipeline.consume(.notifications, key: offer)
                return mails.count >= 2
            }
            #expect(Set(mails.compactMap(messageID)).count == 2, "one mail for preview, one for live")
            #expect(try pipeline.consume(.catalog, key: offer).isEmpty == false)
        }
        #expect(try stages(of: offers[0], on: pipeline).contains("validate-test-drive") == false)
        #expect(try stages(of: offers[2], on: pipeline).contains("validate-test-drive"))
    }

    @Test func `A rejected offer gets one mail with all its problems, and starts at step 1 after the fix`() throws {
        let pipeline = try RunningPipeline(only: ["offer-coordinator", "offer-notifier", "validate-prerequisites"])
        defer { pipeline.stop() }
        let name = freshOffer("bad")
        let offer = "contoso/\(name)"
        try pipeline.produce(try pipeline.sample("bad-offer", as: name), options: [])
        try pipeline.await(offer, .failed)
        let problems = try #require(try pipeline.status(offer)?.steps.first?.problems)
        #expect(problems.count > 3)
        var mails: [String] = []
        try pipeline.eventually("the mail is there") {
            mails = try pipeline.consume(.notifications, key: offer)
            return !mails.isEmpty
        }
        #expect(mails.count == 1)
        try pipeline.produce(try pipeline.sample("web-vm", as: name), options: [])
        try pipeline.eventually("a second submission runs") {
            try pipeline.status(offer)?.submission == "\(offer)/2"
        }
    }

    @Test func `Cancel before sign-off is refused with the reason, at sign-off it takes the preview away`() throws {
        let stages = Stage.all.map(\.rawValue).filter { $0 != Stage.package.rawValue }
        let pipeline = try RunningPipeline(only: ["offer-coordinator"] + stages)
        defer { pipeline.stop() }
        let name = freshOffer("cancel")
        let offer = "contoso/\(name)"
        try pipeline.produce(try pipeline.sample("web-container", as: name), options: [])
        // The stage before sign-off has no worker yet, so the offer waits there.
        try pipeline.eventually("the offer is at packaging") {
            try pipeline.status(offer).map { $0.steps[$0.currentStep ?? 0].stage == .package } ?? false
        }
        let refused = try pipeline.run("offerctl", ["cancel", offer, "--timeout", "60"])
        #expect(refused.status == 1)
        #expect(refused.err.contains("sign-off"), "\(refused.err)")
        try pipeline.start("package", [])
        try pipeline.await(offer, .waitingForPublisherReview)
        #expect(try pipeline.consume(.preview, key: offer).last?.isEmpty == false)
        #expect(try pipeline.run("offerctl", ["cancel", offer, "--timeout", "60"]).status == 0)
        try pipeline.await(offer, .canceled)
        #expect(try pipeline.status(offer)?.currentStep == 0)
        try pipeline.eventually("the preview entry is withdrawn") {
            try pipeline.consume(.preview, key: offer).last == ""
        }
    }

    @Test func `Two instances share the work; one ends in order, one is killed, and nothing is lost`() throws {
        let pipeline = try RunningPipeline(instances: 2)
        defer { pipeline.stop() }
        let names = (0..<6).map { freshOffer("twin\($0)") }
        for name in names.prefix(3) {
            try pipeline.produce(try pipeline.sample("web-container", as: name), options: [])
        }
        for worker in ["certify", "offer-coordinator", "package"] {
            let instances = pipeline.instances(of: worker)
            kill(instances[0].processIdentifier, SIGTERM)
            instances[0].waitUntilExit()
            #expect(instances[0].terminationStatus == 0, "\(worker) ends in order on SIGTERM")
        }
        kill(pipeline.instances(of: "validate-prerequisites")[0].processIdentifier, SIGKILL)
        for name in names.suffix(3) {
            try pipeline.produce(try pipeline.sample("web-container", as: name), options: [])
        }
        for name in names { try pipeline.await("contoso/\(name)", .waitingForPublisherReview) }
    }

    @Test func `Rubbish goes to the dead letters with the reason, and the offer behind it continues`() throws {
        let pipeline = try RunningPipeline(only: ["offer-coordinator", "validate-prerequisites"])
        defer { pipeline.stop() }
        let name = freshOffer("neighbor")
        let mark = UUID().uuidString
        let partition = ["-p", "0"]
        let rubbish = [
            "not json \(mark)", #"{"publisher":"contoso","mark":"\#(mark)"}"#, "[1,2,\"\(mark)\"]", "{\"a\":\"\(mark)",
            #"{"command":"fly","offer":"contoso/x","text":"\#(mark)"}"#,
            #"{"specversion":"1.0","id":"\#(mark)","source":"/x","type":"offers.command.publish.v9","subject":"contoso/x"}"#,
            #"{"specversion":"1.0","id":"\#(mark)","source":"/x","type":"offers.command.cancel.v1","subject":"contoso/x","sender":"fabrikam"}"#,
        ]
        for text in rubbish { try pipeline.produce(Data(text.utf8), options: partition) }
        try pipeline.produce(try pipeline.sample("bad-offer", as: name), options: partition)
        try pipeline.await("contoso/\(name)", .failed)
        let letters = try pipeline.run(
            "/usr/bin/kcat",
            ["-C", "-b", pipeline.broker, "-t", Topic.deadLetters.name, "-o", "beginning", "-e", "-q", "-f", "%h %s\n"])
        let ours = letters.out.split(separator: "\n").filter { $0.contains(mark) }
        #expect(ours.count == rubbish.count)
        #expect(ours.allSatisfy { $0.contains("__connect.errors.exception.message=") })
        #expect(ours.contains { $0.contains("unknown-version") } && ours.contains { $0.contains("wrong-publisher") })
    }

    private func messageID(_ mail: String) -> String? {
        mail.split(whereSeparator: \.isNewline).first { $0.hasPrefix("Message-ID:") }.map(String.init)
    }

    private func stages(of offer: String, on pipeline: RunningPipeline) throws -> Set<String> {
        let history = try pipeline.run("offerctl", ["history", offer, "--json", "--timeout", "60"])
        let visited = try history.out.split(separator: "\n").compactMap { row -> String? in
            let transition = try Transition(json: Array(row.utf8))
            return transition.kind == .stepCompleted ? transition.step?.stage.rawValue : nil
        }
        return Set(visited)
    }
}

/// What a program says when it cannot start.
struct StartTests {
    private func start(_ program: String, _ arguments: [String]) throws -> (status: Int32, reason: String) {
        let profiles = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "deploy/profiles").path
        // With what was given to the tests: under a sanitizer that is its settings, and the locks that it is shown.
        let environment = ProcessInfo.processInfo.environment.merging(["OFFERS_PROFILES": profiles]) { $1 }
        let run = try RunningPipeline.run(
            RunningPipeline.binaries.appending(path: program), arguments, environment: environment)
        let lines = run.err.split(separator: "\n").filter {
            $0.contains(#""level":"error""#) && $0.contains(#""exit""#)
        }
        #expect(lines.count == 1, "\(run.err)")
        let line = try JSONNode(Array((lines.last ?? "{}").utf8))
        #expect(line["exit"]?.integer == Int(run.status) && line["message"]?.text == "cannot continue", "\(run.err)")
        return (run.status, line["reason"]?.text ?? "")
    }

    @Test func `Without a broker a worker ends with one clear line`() throws {
        let (status, reason) = try start("offer-coordinator", ["--broker", "127.0.0.1:1"])
        #expect(status == 69)
        #expect(reason.hasPrefix("no Kafka broker answers at 127.0.0.1:1"), "\(reason)")
    }

    @Test func `A wrong setting ends a worker with one clear line`() throws {
        #expect(try start("offer-notifier", ["--delivery", "twice"]).status == 64)
        let (status, reason) = try start("offer-coordinator", ["--profiles", "/nowhere"])
        #expect(status != 0)
        #expect(reason.contains("/nowhere"))
        #expect(try start("offer-coordinator", ["-X", "no.such.property=1"]).status == 64)
    }
}
