// A group's commit may be of a log that is gone: its topic was dropped and made anew while the broker kept the commit.

import Base
import Events
import Foundation
import Kafka
import Offers
import Testing

@testable import KafkaLog
@testable import Log

struct StaleCommitTests {
    private let topic = Topic(name: "in", cleanup: .delete(days: 1), holds: "test input")

    @Test func `A commit beyond the end of the log skips nothing`() async throws {
        // On a thread of its own: joining a group is mostly waiting.
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            Thread.detachNewThread { done.resume(with: Result { try readsFromTheBeginning() }) }
        }
    }

    private func readsFromTheBeginning() throws {
        let cluster = try MockCluster()
        try cluster.createTopic("in", partitions: 1)
        var settings = ClientSettings(bootstrapServers: cluster.bootstrapServers)
        settings.addEmbeddedBrokerDefaults()
        let writer = try Producer(settings: settings)
        try writer.prepare(topics: ["in"])
        try writer.send(topic: "in", key: nil, value: Array("x".utf8))
        try writer.flush()
        try commit(Kafka.CommittedOffset(partition: Kafka.TopicPartition("in", 0), offset: 1460), settings)

        let log = try KafkaLog(
            .init(group: "g", instance: "1", inputs: [topic], outputs: [], delivery: .atLeastOnce),
            settings: settings, log: { _ in })
        defer { log.close() }
        for _ in 0..<1200 {
            if let record = try log.poll(max: 1, wait: .milliseconds(50)).records.first {
                #expect(record.offset == 0)
                return
            }
        }
        Issue.record("no record came within a minute")
    }

    private func commit(_ offset: Kafka.CommittedOffset, _ settings: ClientSettings) throws {
        let member = try Consumer(settings: settings, groupID: "g")
        defer { member.close() }
        try member.subscribe(["in"])
        for _ in 0..<1200 where try member.assignment().isEmpty { _ = try member.poll(max: 1, wait: .milliseconds(50)) }
        try member.commit([offset])
    }
}
