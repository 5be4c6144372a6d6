// Where the pipeline may have to live: beside another one, with few file descriptors, in any locale and time zone.

import Base
import Events
import Foundation
import Testing

@Suite(.serialized) struct SurroundingsTests {
    @Test func `With a prefix of its own an installation has names of its own on the cluster`() throws {
        let prefix = "second-\(UUID().uuidString.prefix(8).lowercased())"
        let pipeline = try RunningPipeline(
            only: ["offer-coordinator", "validate-prerequisites"], settings: ["OFFERS_PREFIX": prefix])
        defer { pipeline.stop() }
        let name = freshOffer("prefixed")
        let file = pipeline.folder.appending(path: "offer.json")
        try pipeline.sample("web-vm", as: name).write(to: file)
        let sent = try pipeline.run("offerctl", ["publish", file.path, "--timeout", "60"])
        #expect(sent.out.contains("publish accepted"), "\(sent.err)")
        try pipeline.eventually("the first stage has handed off") {
            try pipeline.run("offerctl", ["status", "contoso/\(name)", "--json"]).out.contains(#""state":"Complete""#)
        }
        let topics = try pipeline.run("offerctl", ["topics", "describe", "-o", "name"]).out.split(separator: "\n")
        #expect(topics.count == Topic.all.count && topics.allSatisfy { $0.hasPrefix("\(prefix).") })
        // The usual installation does not know the offer: it has no such topics, or is another one.
        let other = try pipeline.run("offerctl", ["status", "contoso/\(name)", "--prefix", Installation.usual])
        #expect(other.status != 0)
        #expect(try pipeline.run("offerctl", ["list", "--prefix", "No!"]).err.contains("1 to 40 characters of a-z"))
        if RunningPipeline.external != nil {
            let lag = try pipeline.run("offerctl", ["lag", "--json"]).out.split(separator: "\n")
            let members = lag.filter { $0.contains(#""members":1"#) }
            #expect(members.count == 3 && members.allSatisfy { $0.contains(#""group":"\#(prefix)."#) })
        }
    }

    @Test func `Few file descriptors, no folder for temporary files, locale C and any time zone are enough`() throws {
        let pipeline = try RunningPipeline(
            settings: ["LC_ALL": "C", "LANG": "C", "TZ": "Asia/Kathmandu", "TMPDIR": "/nonexistent"],
            prelude: "ulimit -n 64")
        defer { pipeline.stop() }
        let name = freshOffer("cramped")
        let offer = "contoso/\(name)"
        // A title that is not ASCII.
        let sample = String(decoding: try pipeline.sample("web-vm", as: name), as: UTF8.self)
        let document = sample.replacing("Contoso Web Server", with: "Serveur d’été ウェブ")
        #expect(document != sample)
        try pipeline.produce(Data(document.utf8), options: ["-k", offer])
        try pipeline.await(offer, .waitingForPublisherReview)
        #expect(try pipeline.run("offerctl", ["go-live", offer, "--timeout", "60"]).status == 0)
        try pipeline.await(offer, .succeeded)
        let status = try pipeline.run("offerctl", ["status", offer])
        #expect(status.out.contains("Serveur d’été ウェブ"))
        let changed = try #require(try pipeline.status(offer)?.changed)
        #expect(abs((changed - World.real.now()).milliseconds) < 600_000, "times are in UTC")
        try pipeline.eventually("the mails are there") {
            try pipeline.consume(.notifications, key: name).count >= 2
        }
    }
}
