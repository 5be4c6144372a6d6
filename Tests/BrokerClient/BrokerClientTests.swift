// The broker client on the embedded broker.

import Base
import BrokerClient
import Events
import Foundation
import Kafka
import Offers
import Synchronization
import Testing

@Suite struct BrokerClientTests {
    private static let offer = OfferKey(publisher: "contoso", offer: "web-server")

    private func onBroker(_ body: @escaping @Sendable (ClientSettings) throws -> Void) async throws {
        let cluster = try MockCluster()
        for topic in Topic.all { try cluster.createTopic(topic.name, partitions: 4) }
        let settings = ClientSettings(bootstrapServers: cluster.bootstrapServers)
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            Thread.detachNewThread { done.resume(with: Result { try body(settings) }) }
        }
        _ = cluster.bootstrapServers  // The broker lives until here.
    }

    private func message(_ text: String, _ topic: Topic = .status) -> Message {
        Message(topic: topic, key: Self.offer.bytes, value: Array(text.utf8))
    }

    @Test func `What is sent is read, followed and found again`() async throws {
        try await onBroker { settings in
            let client = try BrokerClient.kafka(settings, name: "test", timeout: .seconds(60))
            let end = try client.end(.status, Self.offer)
            let partition = Partitioner.partition(of: Self.offer.bytes, count: 4)
            #expect(end == [partition: 0])
            try client.send(message("1"))
            try client.send(message("2"))
            #expect(try client.newest(.status, of: Self.offer)?.value == Array("2".utf8))
            #expect(try client.read(.status, Self.offer, .beginning) { _ in } == [partition: 2])
            var followed: [Int64] = []
            let isDone = try client.follow(.status, from: end, for: .seconds(60)) { record in
                followed.append(record.offset)
                // A read while another one runs has a reader of its own.
                let second = try client.record(.status, partition: partition, offset: 1)
                return followed.count == 2 && second?.value == Array("2".utf8)
            }
            #expect(isDone && followed == [0, 1])
            #expect(try client.record(.status, partition: partition, offset: 2) == nil)
            #expect(try !client.follow(.status, from: [partition: 2], for: .milliseconds(300)) { _ in true })
        }
    }

    @Test func `Topics that are read together come whole, each partition in order`() async throws {
        try await onBroker { settings in
            let client = try BrokerClient.kafka(settings, name: "test", timeout: .seconds(60))
            let partition = Partitioner.partition(of: Self.offer.bytes, count: 4)
            for text in ["1", "2", "3"] { try client.send(message(text)) }
            try client.send(message("a", .history))
            var read: [String: [String]] = [:]
            let ends = try client.readAll([.status, .history, .catalog]) { record in
                read[record.topic, default: []].append(String(decoding: record.value ?? [], as: UTF8.self))
            }
            #expect(read == [Topic.status.name: ["1", "2", "3"], Topic.history.name: ["a"]])
            #expect(ends.keys.sorted { $0.name < $1.name } == [.catalog, .history, .status])
            #expect(ends.values.allSatisfy { $0.count == 4 })
            #expect(
                ends[.status]?[partition] == 3 && ends[.history]?[partition] == 1 && ends[.catalog]?[partition] == 0)
        }
    }

    @Test func `Records are written where they were, with their times, and groups are set to where they were`()
        async throws
    {
        try await onBroker { settings in
            let client = try BrokerClient.kafka(settings, name: "test", timeout: .seconds(60))
            let records = [(Int32(3), "1", [Message.Header("a", "x"), .init("b", "y")]), (0, "2", []), (3, "3", [])]
                .map { partition, text, headers in
                    TopicRecord(
                        topic: Topic.commands.name, partition: partition, offset: 40, key: Self.offer.bytes,
                        value: Array(text.utf8), headers: headers, time: Timestamp("2026-01-31T09:00:00Z"))
                }
            try client.write(records)
            var read: [TopicRecord] = []
            _ = try client.read(.commands, nil, .beginning) { read.append($0) }
            read.sort { ($0.partition, $0.offset) < ($1.partition, $1.offset) }
            let expected = zip([1, 0, 2], [0, 0, 1]).map { index, offset in
                var record = records[index]
                record.offset = Int64(offset)
                return record
            }
            #expect(read == expected)
            let position = PositionRecord(
                group: "offer-coordinator", topic: Topic.commands.name, partition: 3, offset: 1, metadata: "2,,,")
            try client.commit([position])
            #expect(try client.commits("offer-coordinator", [.outcomes, .commands]) == [position])
            #expect(try client.committed("offer-coordinator", .commands) == [3: 1])
            #expect(try client.commits("certify", [.commands]).isEmpty)
        }
    }

    @Test func `A topic that is missing is an error that says what to do`() async throws {
        try await onBroker { settings in
            let client = try BrokerClient.kafka(settings, name: "test", timeout: .seconds(60))
            let topic = Topic(name: "elsewhere", cleanup: .compact, holds: "nothing")
            #expect(throws: BrokerError.topicMissing(topic)) { try client.send(message("1", topic)) }
            #expect(throws: BrokerError.topicMissing(topic)) { try client.end(topic, nil) }
        }
    }

    private struct Outdated: Error {}

    /// What a client has seen of the topic.
    private final class View: Sendable {
        private let texts = Mutex<[String]>([])

        func take(_ value: [UInt8]) { texts.withLock { $0.append(String(decoding: value, as: UTF8.self)) } }
        var last: String? { texts.withLock { $0.last } }
    }

    @Test func `A writer whose view is old takes the right, reads what others wrote, and tries once more`() async throws
    {
        try await onBroker { settings in
            let client = try BrokerClient.kafka(settings, name: "test", timeout: .seconds(60))
            let views = [View(), View()]
            let writers = views.map { view in
                ExclusiveWriter(
                    topic: .drafts, id: "test-drafts", settings: settings, client: client, timeout: .seconds(60),
                    isOutdated: { $0 is Outdated }, take: { view.take($0.value ?? []) })
            }
            /// Writes `text` if the view ends with `before`.
            func write(_ index: Int, _ text: String, after before: String?) throws {
                try writers[index].write {
                    guard views[index].last == before else { throw Outdated() }
                    return message(text, .drafts)
                }
                views[index].take(Array(text.utf8))
            }
            try write(0, "a", after: nil)
            try write(1, "b", after: "a")
            // The first writer has not heard of "b", and learns of it now.
            try write(0, "c", after: "b")
            #expect(throws: Outdated.self) { try write(0, "d", after: "x") }
        }
    }
}
