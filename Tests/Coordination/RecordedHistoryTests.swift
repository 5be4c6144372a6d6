// What earlier versions wrote must stay readable: topics are kept for months, the audit log for more than a year. `Histories`
// has the records of a whole run, one a line, in the order in which they were written; a version that writes otherwise adds a
// file and changes none. RECORD_HISTORIES=1 makes the newest file anew.

import Base
import Events
import Foundation
import JSON
import Offers
import TestSupport
import Testing

@testable import Coordination

/// A record as it was on its topic.
private struct Recorded: JSONRecord, Equatable {
    /// When it was looked at.
    var time = Timestamp(milliseconds: 0)
    var topic = ""
    var key: String?
    var headers: [String: String] = [:]
    var value: String?

    mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("time", &time)
        try v.member("topic", &topic)
        try v.member("key", &key)
        try v.member("headers", &headers, default: [:])
        try v.member("value", &value)
    }
}

@Suite(.serialized) struct RecordedHistoryTests {
    private static let folder = "Tests/Coordination/Histories"
    private static let newest = "v1"
    private static let versions = [newest]

    /// Submissions that end in every way there is: live, rejected, blocked and resumed, canceled, paused, approved.
    private static func run() throws -> Line {
        let profiles = try PublishingProfile.read(folder: Repository.root.appending(path: "deploy/profiles").path)
        var line = try Line(profiles: Array(profiles.values))
        func command(_ kind: CommandKind, _ name: String, text: String? = nil) -> Message {
            let offer = OfferKey(publisher: "acme", offer: name)
            var command = Command(kind, offer: offer, id: "\(name)-\(kind)-\(line.records.count)", at: line.now)
            command.event[Command.Name.text] = text
            command.event[Command.Name.principal] = kind.isOperators ? "oscar" : "ada"
            return command.message
        }
        func publish(_ name: String, process: String? = nil, testDrive: Bool = false) throws {
            let document = #"""
                {"publisher":"acme","offer":"\#(name)","type":"virtual-machine","listing":{"title":"Offer \#(name)"},
                 "notifications":{"emails":["ada@acme.example"],"language":"fr"},"testDrive":{"enabled":\#(testDrive)}}
                """#
            let offer = OfferKey(publisher: "acme", offer: name)
            var command = Command(
                .publish, offer: offer, id: "\(name)-publish", at: line.now, document: Array(document.utf8))
            command.event[Command.Name.profile] = process
            try line.send(command.message)
        }
        line.answers = [
            "acme/live provision-preview": .completed(
                StepOutputs(
                    progress: Progress(percent: 100, regions: [.init(name: "eu", percent: 100, state: "verified")]))),
            "acme/live certify": .completed(
                StepOutputs([Fact.certifiedDigest: "sha256:1"], notes: [Remark("equal-assets")])),
            "acme/live go-live": .completed(
                StepOutputs([
                    Fact.liveLink: "https://shop.example/live", Fact.liveTerms: "virtual-machine basic:free::",
                ])),
            "acme/rejected certify": .rejected([Problem(at: "/plans/0/images/0", "disk-too-small", ["least": "1"])]),
            "acme/blocked certify": .faulted(Fault("scanner-away", "the scanner is away")),
            "acme/paused package": .faulted(.paused),
        ]
        try line.send(command(.cancel, "live"))
        try publish("live", testDrive: true)
        try line.send(command(.requestSupport, "live", text: "How long does it take?"))
        try line.send(command(.goLive, "live"))
        try publish("rejected")
        try publish("blocked")
        try line.send(command(.resume, "blocked"))
        try publish("canceled")
        try line.send(command(.cancel, "canceled"))
        try publish("paused")
        try line.send(command(.pause, "paused", text: "The region moves."))
        try line.send(command(.resume, "paused"))
        try line.send(command(.goLive, "paused"))
        try publish("approved", process: "vm-staging-2016")
        try line.send(command(.goLive, "approved"))
        try line.send(command(.approve, "approved"))
        return line
    }

    private static func recorded(_ line: Line) -> [Recorded] {
        zip(line.records, line.times).map { message, time in
            var record = Recorded()
            record.time = time
            record.topic = message.topic.name
            record.key = message.key.map { String(decoding: $0, as: UTF8.self) }
            for header in message.headers {
                record.headers[header.name] = String(decoding: header.value, as: UTF8.self)
            }
            record.value = message.value.map { String(decoding: $0, as: UTF8.self) }
            return record
        }
    }

    private func records(_ version: String) throws -> [Recorded] {
        try Repository.text("\(Self.folder)/\(version).jsonl").split(separator: "\n").map {
            try Recorded(json: Array($0.utf8))
        }
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["RECORD_HISTORIES"] != nil))
    func `A run of today is recorded`() throws {
        var text = JSONWriter()
        for record in Self.recorded(try Self.run()) {
            record.write(to: &text)
            text.endLine()
        }
        let folder = Repository.root.appending(path: Self.folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text.bytes).write(to: folder.appending(path: "\(Self.newest).jsonl"))
    }

    @Test(arguments: versions) func `Every record is read by today's code, and every kind of it is there`(
        version: String
    ) throws {
        var kinds: Set<String> = []
        for record in try records(version) {
            guard let value = record.value.map({ Array($0.utf8) }) else { continue }
            let headers = record.headers.map { Message.Header($0.key, $0.value) }
            let metadata = RecordMetadata(
                topic: record.topic, partition: 0, offset: 0, partitions: 1, time: record.time)
            let key = record.key.map { Array($0.utf8) }
            switch record.topic {
            case Topic.commands.name:
                let read = try Command.read(value: value, headers: headers, key: key, metadata: metadata)
                kinds.insert("\(try Command(read.event).kind)")
            case Topic.outcomes.name:
                let result = try StepResult(value: value, headers: headers)
                kinds.insert("\(result.outcome.kind)")
            case Topic.status.name:
                kinds.insert("\(try StatusRecord(json: value).status.state)")
            case Topic.history.name:
                kinds.insert(try HistoryEntry(json: value).transition.kind.rawValue)
            case Topic.blocked.name: _ = try ScheduledStep(json: value)
            case Topic.processes.name:
                #expect(PublishingProcess(try PublishingProfile(json: value)).reference == record.key)
            case Topic.controls.name:
                var controls = Controls()
                try controls.take(key: key, value: value)
            case Topic.supportTickets.name:
                let ticket = try Ticket(json: CloudEvent(structured: value).data)
                #expect(ticket.text == "How long does it take?")
            default:
                let stage = try #require(Stage.all.first { Topic.stage($0).name == record.topic })
                let event = try CloudEvent(structured: value)
                guard event.type == .stepScheduled else { break }
                let step = try ScheduledStep(key: key, value: value, headers: headers, for: stage)
                #expect(try OfferSummary(step.offer.bytes).key == step.key)
            }
            kinds.insert(record.topic)
        }
        #expect(
            kinds.isSuperset(of: [
                "publish", "goLive", "cancel", "requestSupport", "pause", "resume", "approve", "started", "completed",
                "rejected", "faulted", "waiting", "running", "waitingForPublisherReview", "succeeded", "failed",
                "canceled",
                "submitted", "step-started", "step-completed", "step-rejected", "step-blocked", "step-resumed",
                "approval-asked", "approved", "preview-ready", "go-live-accepted", "live", "command-refused",
                "support-requested",
            ]))
        #expect(
            kinds.isSuperset(of: [
                Topic.blocked.name, Topic.processes.name, Topic.supportTickets.name, Topic.stage(.certify).name,
            ]))
    }

    /// With the processes that it was made with, and none of today's.
    @Test(arguments: versions) func `What was asked and reported then makes the rows of then`(version: String) throws {
        let coordinator = try Coordinator(profiles: [:])
        var followed = Followed()
        var made: [OfferKey: Coordinator.State] = [:]
        var rows: [OfferKey: OfferStatus] = [:]
        for record in try records(version) {
            let value = record.value.map { Array($0.utf8) }
            let topic = Topic(name: record.topic, cleanup: .compact, holds: "")
            switch topic {
            case .processes: try followed.take(topic, key: nil, value: value, at: morning)
            case .status:
                let status = try StatusRecord(json: value ?? []).status
                rows[status.key] = status
                // A publish command takes its process from the coordinator, so its row is taken as it was written.
                guard status.answer?.kind == .publish, made[status.key] == nil else { continue }
                made[status.key] = try coordinator.state(of: [.status: value ?? []], followed)
            case .commands where record.value?.contains("offers.command.publish.v1") == true: continue
            case .commands, .outcomes:
                let metadata = RecordMetadata(
                    topic: record.topic, partition: 0, offset: 0, partitions: 1, time: record.time)
                let input = Input.record(
                    value: value ?? [], headers: record.headers.map { .init($0.key, $0.value) },
                    key: record.key.map { Array($0.utf8) }, metadata)
                let reaction = try coordinator.handle(input, followed, now: record.time) { made[$0] }
                if let state = reaction.state { made[state.status.key] = state }
            default: break
            }
        }
        #expect(rows.count == 6)
        for (key, row) in rows { #expect(made[key]?.status == row, "\(key)") }
    }
}
