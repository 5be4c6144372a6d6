// What earlier versions wrote must stay readable for ever: topics are kept for months, the audit log for more than a year.
// `Histories/v1` are records of a whole run of version 1 as they stood on their topics; a version that writes otherwise
// adds a folder and changes none.

import Base
import Events
import Foundation
import JSON
import Offers
import TestSupport
import Testing

/// A record as it stood on its topic.
private struct Recorded: Decodable {
    struct Header: Decodable {
        var name: String
        var value: String
    }

    var key: String?
    var headers: [Header]
    var value: String?

    var bytes: [UInt8] { Array((value ?? "").utf8) }
    var event: CloudEvent { get throws { try CloudEvent(headers: messageHeaders, value: bytes) } }
    var messageHeaders: [Message.Header] { headers.map { .init($0.name, $0.value) } }
}

@Suite struct HistoryTests {
    private static let versions = ["v1"]

    private func records(_ version: String, _ topic: Topic) throws -> [Recorded] {
        let bytes = try Repository.bytes("Tests/Offers/Histories/\(version)/\(topic).json")
        return try JSONDecoder().decode([Recorded].self, from: Data(bytes))
    }

    @Test(arguments: versions) func `Every topic has records of this version`(version: String) throws {
        for topic in Topic.all { #expect(try !records(version, topic).isEmpty, "\(topic)") }
    }

    @Test(arguments: versions) func `Commands are read`(version: String) throws {
        let arrival = RecordMetadata(
            topic: "offers.commands", partition: 0, offset: 1, partitions: 8, time: Timestamp(milliseconds: 0))
        var kinds: Set<CommandKind> = []
        for record in try records(version, .commands) {
            let event = try Command.read(
                value: record.bytes, headers: record.messageHeaders, key: record.key.map { Array($0.utf8) },
                arrival: arrival)
            kinds.insert(try Command(event).kind)
        }
        #expect(kinds.isSuperset(of: [.publish, .goLive, .cancel, .requestSupport]))
    }

    @Test(arguments: versions) func `Submissions on their way and waiting are read`(version: String) throws {
        for topic in Stage.all.map({ Topic.stage($0) }) + [.awaitingSignOff, .blocked] {
            for record in try records(version, topic) where record.value != nil {
                let event = try record.event
                guard event.type == .stepScheduled else {
                    #expect([.signOffApproved, .signOffWithdrawn].contains(event.type))
                    continue
                }
                let slip = try ScheduledStep(event)
                #expect(slip.offer.description == record.key)
                #expect(try OfferSummary(event.data).key == slip.offer)
            }
        }
    }

    @Test(arguments: versions) func `Outcomes are read`(version: String) throws {
        let kinds = try Set(records(version, .outcomes).map { try StepResult($0.event).outcome.kind })
        #expect(kinds.isSuperset(of: ["started", "completed", "rejected", "waiting"]))
    }

    @Test(arguments: versions) func `Statuses and transitions are read`(version: String) throws {
        var states: Set<OfferState> = []
        for record in try records(version, .status) {
            let event = try record.event
            #expect(event.type == .statusChanged)
            states.insert(try JSONDecoder().decode(OfferStatus.self, from: Data(event.data)).state)
        }
        #expect(states.isSuperset(of: [.running, .waitingForPublisherReview, .succeeded, .failed]))
        var kinds: Set<Transition.Kind> = []
        for record in try records(version, .history) {
            kinds.insert(try JSONDecoder().decode(Transition.self, from: Data(record.event.data)).kind)
        }
        #expect(kinds.isSuperset(of: [.submitted, .stepCompleted, .stepRejected, .previewReady, .live, .canceled]))
    }

    @Test(arguments: versions) func `All records hold to today's schemas`(version: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "histories-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var pairs: [(schema: String, file: String)] = []
        func check(_ schema: String, _ bytes: [UInt8]) throws {
            let file = folder.appending(path: "\(schema)-\(pairs.count).json")
            try Data(bytes).write(to: file)
            pairs.append((schema, file.path))
        }
        let schemas: [(Topic, whole: String?, data: String?)] =
            [(.commands, "command", nil), (.outcomes, "outcome-event", nil)]
            + [(.status, "event", "status"), (.history, "event", "transition"), (.preview, "event", "preview")]
            + [(.catalogue, "event", "catalogue"), (.supportTickets, "event", "ticket")]
            + Stage.all.filter { $0 != .publisherSignOff }.map { (.stage($0), "step-event", nil) }
        for (topic, whole, data) in schemas {
            for record in try records(version, topic) where record.value != nil {
                if let whole { try check(whole, record.bytes) }
                if let data { try check(data, record.event.data) }
            }
        }
        for (topic, schema) in [(Topic.notifications, "notification-headers"), (.deadLetters, "dead-letter-headers")] {
            for record in try records(version, topic) {
                let headers = Dictionary(record.headers.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
                try check(schema, wire(headers))
            }
        }
        #expect(pairs.count > 60)
        #expect(try SchemaChecker().mistakes(pairs) == "")
    }
}
