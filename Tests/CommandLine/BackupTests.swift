// A backup and its restore: every record, and what names records by their offsets.

import Base
import BrokerClient
import Deployment
import Events
import Foundation
import Log
import Offers
import Synchronization
import Testing

@testable import CommandLine

/// A folder that is not there yet, gone after the body.
private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "backup-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
}

/// Records of one partition of a topic, at these offsets: markers of transactions and removed records leave gaps.
private func put(_ topic: Topic, _ offsets: [Int64], partition: Int32 = 3, into shelf: Shelf) {
    shelf.records[topic, default: []] += offsets.map { offset in
        TopicRecord(
            topic: topic.name, partition: partition, offset: offset, key: Array("contoso/web-server".utf8),
            value: Array("value \(offset)".utf8), headers: [.init("trace", bytes: [0, 0xFF])],
            time: time("2026-11-20T00:00:00Z") + .seconds(offset))
    }
}

/// A cluster whose topics are there and empty.
private func emptyShelf() -> Shelf {
    let shelf = Shelf()
    shelf.records = [:]
    return shelf
}

@Suite struct BackupTests {
    @Test func `What was backed up is restored, each record in its partition with its time`() throws {
        let shelf = Shelf()
        put(.stage(.certify), [10, 12, 13], into: shelf)
        put(.stage(.certify), [4], partition: 7, into: shelf)
        shelf.records[.status] = [
            TopicRecord(topic: Topic.status.name, partition: 1, offset: 9, key: webServer.bytes, value: nil)
        ]
        try withFolder { folder in
            let backup = offerctl("backup", folder, shelf: shelf)
            #expect(backup.code == .done)
            #expect(backup.out.hasSuffix("The backup is complete: \(folder)\n"))
            #expect(backup.out.contains("offers.stage.certify                    4\n"))
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/offers.stage.certify.jsonl")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let other = emptyShelf()
            let restore = offerctl("restore", folder, shelf: other)
            #expect(restore.out.hasSuffix("The backup of 2026-11-21 09:30 UTC is restored; start the workers\n"))
            for (topic, records) in shelf.records {
                let restored = other.records[topic] ?? []
                #expect(restored.count == records.count, "\(topic)")
                for (one, two) in zip(records, restored) {
                    var expected = one
                    expected.offset = two.offset
                    #expect(two == expected)
                }
            }
            #expect(other.records[.stage(.certify)]?.map(\.offset) == [0, 1, 2, 0])
        }
    }

    @Test func `Groups continue at the same records, and those finished beyond stay finished`() throws {
        let shelf = Shelf()
        put(.stage(.certify), [10, 12, 13, 17, 19], into: shelf)
        shelf.groups = ["certify": [.stage(.certify): [3: 12]], "go-live": [.stage(.goLive): [2: 40]]]
        let witness = RecordStamp(offset: 17, time: 1)
        shelf.metadata["certify"] =
            CommitMetadata(witness: witness, finished: FinishedOffsets.encode([13, 17], from: 12)).text
        try withFolder { folder in
            #expect(offerctl("backup", folder, shelf: shelf).code == .done)
            let other = emptyShelf()
            #expect(offerctl("restore", folder, shelf: other).code == .done)
            let certify = try #require(other.committed.first { $0.group == "certify" })
            #expect((certify.topic, certify.partition, certify.offset) == ("offers.stage.certify", 3, 1))
            let metadata = try #require(CommitMetadata(certify.metadata))
            // What the new log has at the old witness's offset is another record.
            #expect(metadata.witness == nil)
            #expect(metadata.finished.flatMap { FinishedOffsets.decode($0, base: 1, end: 5) } == [2, 3])
            #expect(other.committed.first { $0.group == "go-live" }?.offset == 0)
        }
    }

    @Test func `What names records by their offsets names the same records afterwards`() throws {
        let shelf = Shelf()
        put(.deadLetters, [5, 8], into: shelf)
        put(.history, [100, 200, 300], into: shelf)
        let position = PositionRecord(
            group: "offer-notifier", topic: Topic.history.name, partition: 3, offset: 300, metadata: "2,200,1,")
        shelf.put(position.message)
        let entry = AuditEntry(
            .discarded, AuditEntry.letter("3/8"), by: "ada", reason: nil, id: "a", at: time("2026-11-20T00:00:00Z"))
        shelf.put(entry.message)
        shelf.put(
            Message(topic: .commands, key: nil, value: [1], headers: [.init(DeadLetter.Name.redriven, "3/5")]))
        shelf.put(
            Controls.quarantine(of: "offers.stage.certify/3@12", crashes: 1, at: entry.time, source: "/offers/certify"))
        try withFolder { folder in
            #expect(offerctl("backup", folder, shelf: shelf).code == .done)
            let other = emptyShelf()
            #expect(offerctl("restore", folder, shelf: other).code == .done)
            let kept = try #require(other.records[.positions]?.first?.value.flatMap { PositionRecord(value: $0) })
            #expect((kept.offset, kept.metadata) == (2, "2,,,"))
            let audited = try AuditEntry(try #require(other.records[.audit]?.first).event())
            #expect(audited.letter == "3/1")
            #expect(other.records[.audit]?.first?.key == Array("dead-letter:3/1".utf8))
            let redriven = try #require(other.records[.commands]?.first?.headers.first)
            #expect(redriven == .init(DeadLetter.Name.redriven, "3/0"))
            #expect(other.records[.controls] == nil)
            // The one that was discarded is not shown, and the other one is.
            let listed = offerctl("dead-letters", "list", shelf: other).out
            #expect(listed.contains("3/0") && !listed.contains("3/1"))
        }
    }

    @Test func `The moment is taken from commits to commands, and what comes later is left out`() throws {
        let shelf = Shelf()
        put(.commands, [0], into: shelf)
        var broker = shelf.broker
        let asked = Mutex<[String]>([])
        let (commits, end) = (broker.commits, broker.end)
        broker.commits = { group, topics in
            asked.withLock { $0.append("commits") }
            return try commits(group, topics)
        }
        broker.end = { topic, offer in
            asked.withLock { $0.append(topic.name) }
            return try end(topic, offer)
        }
        var moment = try Snapshot(of: broker)
        let calls = asked.withLock { $0 }
        #expect(calls.prefix(2) == ["offers.history", "offers.notifications"] && calls[2] == "commits")
        let order = calls.dropFirst(2).drop { $0 == "commits" }
        #expect(order.count == Topic.all.count && !order.contains("commits"))
        #expect(order.last == "offers.commands")
        for (effect, cause) in [
            (Topic.status, Topic.commands), (.notifications, .history), (.history, .outcomes),
            (.outcomes, .stage(.goLive)), (.stage(.goLive), .stage(.certify)), (.positions, .notifications),
        ] {
            let (first, second) = (order.firstIndex(of: effect.name), order.firstIndex(of: cause.name))
            #expect(try #require(first) < #require(second), "\(effect) before \(cause)")
        }
        put(.commands, [1], into: shelf)
        var kept: [Int64] = []
        try moment.records(of: .commands, broker) { kept.append($0.offset) }
        #expect(kept == [0])
    }
}

@Suite struct MomentTests {
    @Test func `Entries and mails of the moment that no row counts are left out`() throws {
        let shelf = Shelf()
        @Sendable func happens(_ number: Int, _ offer: OfferKey = webServer) {
            var status = OfferStatus(offer, at: testWorld.now())
            status.transitions = number
            shelf.put(
                row(Transition(.stepCompleted, of: status, by: Actor(.system), cause: "c", at: testWorld.now())))
            shelf.put(
                Message(
                    topic: .notifications, key: offer.bytes, value: [],
                    headers: [.init("ce_id", "\(offer)/transition-\(number)/publisher")]))
        }
        let forgotten = OfferKey(publisher: "contoso", offer: "forgotten")
        happens(1)
        happens(1, forgotten)
        var status = running()
        status.transitions = 2
        shelf.put(row(status))
        var broker = shelf.broker
        let commits = broker.commits
        let isFirst = Mutex(true)
        broker.commits = { group, topics in
            if isFirst.withLock({ first in
                defer { first = false }
                return first
            }) {
                happens(2)
                happens(3)
            }
            return try commits(group, topics)
        }
        var moment = try Snapshot(of: broker)
        var kept: [Topic: Int] = [:]
        for topic in [Topic.status, .history, .notifications] {
            try moment.records(of: topic, broker) { _ in kept[topic, default: 0] += 1 }
        }
        #expect(kept == [.status: 1, .history: 3, .notifications: 3])
    }
}

@Suite struct RestoreRefusalTests {
    private func refusal(_ folder: String, _ change: (Shelf) -> Void) -> Run {
        let shelf = emptyShelf()
        change(shelf)
        let run = offerctl("restore", folder, shelf: shelf)
        #expect(shelf.committed.isEmpty)
        return run
    }

    @Test func `A cluster in use is left alone`() throws {
        try withFolder { folder in
            #expect(offerctl("backup", folder, shelf: Shelf()).code == .done)
            let used = refusal(folder) { put(.history, [0], into: $0) }
            #expect(
                used.err == [
                    "offers.history is not empty; nothing was written. Restore into a cluster whose topics are new"
                ])
            let running = refusal(folder) { $0.members = ["certify": 1] }
            #expect(running.err == ["certify is running; nothing was written. Stop all workers first"])
            let other = refusal(folder) { $0.partitions[.status] = 12 }
            #expect(
                other.err == [
                    "offers.status has 12 partitions and the backup has 8; nothing was written. Remove the topics: restore "
                        + "creates them as they were"
                ])
            #expect([used.code, running.code, other.code] == [.refused, .refused, .refused])
        }
    }

    @Test func `Topics that are missing are created with the partitions that they had`() throws {
        try withFolder { folder in
            #expect(offerctl("backup", folder, shelf: Shelf()).code == .done)
            let shelf = emptyShelf()
            shelf.partitions = [:]
            nonisolated(unsafe) var created: (topics: [Topic], partitions: Int, replication: Int?)?
            shelf.creation = { topics, partitions, replication in
                created = (topics, partitions, replication)
                return [:]
            }
            #expect(offerctl("restore", folder, "--replication", "3", shelf: shelf).code == .done)
            #expect(created?.topics == Topic.all)
            #expect((created?.partitions, created?.replication) == (8, 3))
        }
    }

    @Test func `A backup that is not finished, or was changed, is refused`() throws {
        try withFolder { folder in
            #expect(offerctl("backup", folder, shelf: Shelf()).code == .done)
            let again = offerctl("backup", folder, shelf: Shelf())
            #expect(again == Run(err: ["\(folder) is not an empty folder; name a new one"], code: .badFile))
            let file = "\(folder)/offers.processes.jsonl"
            let content = try #require(FileManager.default.contents(atPath: file))
            try (content + Data("\n".utf8)).write(to: URL(filePath: file))
            let changed = offerctl("restore", folder)
            #expect(
                changed.err == ["\(file) is missing or was changed since the backup was taken; name another backup"])
            try FileManager.default.removeItem(atPath: "\(folder)/backup.json")
            let unfinished = offerctl("restore", folder)
            #expect(
                unfinished
                    == Run(
                        err: ["\(folder) has no backup.json, so it is not a finished backup; name another folder"],
                        code: .badFile))
        }
    }

    @Test func `Lines longer than what is read at once are whole`() throws {
        try withFolder { folder in
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let lines = [[UInt8](repeating: 0x61, count: 2_500_000), [], [0x62]]
            let writer = try LineWriter("\(folder)/lines")
            for line in lines { try writer.add(line) }
            try writer.finish()
            var read: [[UInt8]] = []
            try eachLine(of: "\(folder)/lines") { read.append($0) }
            #expect(read == lines)
        }
    }
}
