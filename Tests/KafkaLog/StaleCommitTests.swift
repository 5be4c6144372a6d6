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

    @Test func `A commit of another program beyond the end of the log asks where to begin`() async throws {
        let error = await #expect(throws: LogError.self) { try await firstOffset(metadata: nil, start: nil) }
        #expect(error?.kind == .unfit && error?.description.contains("--start earliest") == true)
        #expect(try await firstOffset(metadata: nil, start: .earliest) == 0)
    }

    @Test func `A topic that was made again is read from its beginning`() async throws {
        let old = CommitMetadata(witness: RecordStamp(offset: 1459, time: 1_600_000_000_000), finished: nil)
        #expect(try await firstOffset(metadata: old.text, start: nil) == 0)
    }

    /// The offset of the first record that a worker reads whose group has committed 1460 in a log of one record.
    private func firstOffset(metadata: String?, start: KafkaLog.Start?) async throws -> Int64? {
        // On a thread of its own: joining a group is mostly waiting.
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Int64?, any Error>) in
            Thread.detachNewThread { done.resume(with: Result { try read(metadata, start) }) }
        }
    }

    private func read(_ metadata: String?, _ start: KafkaLog.Start?) throws -> Int64? {
        let cluster = try MockCluster()
        try cluster.createTopic("in", partitions: 1)
        var settings = ClientSettings(bootstrapServers: cluster.bootstrapServers)
        settings.addEmbeddedBrokerDefaults()
        let writer = try Producer(settings: settings)
        try writer.prepare(topics: ["in"])
        try writer.send(topic: "in", key: nil, value: Array("x".utf8))
        try writer.flush()
        try commit(
            Kafka.CommittedOffset(partition: Kafka.TopicPartition("in", 0), offset: 1460, metadata: metadata), settings)

        var plan = KafkaLog.Plan(group: "g", instance: "1", inputs: [topic], outputs: [], delivery: .atLeastOnce)
        plan.start = start
        let log = try KafkaLog(plan, settings: settings, log: { _ in })
        defer { log.close() }
        for _ in 0..<1200 {
            if let record = try log.poll(max: 1, wait: .milliseconds(50)).records.first { return record.offset }
        }
        return nil
    }

    private func commit(_ offset: Kafka.CommittedOffset, _ settings: ClientSettings) throws {
        let member = try Consumer(settings: settings, groupID: "g")
        defer { member.close() }
        try member.subscribe(["in"])
        for _ in 0..<1200 where try member.assignment().isEmpty { _ = try member.poll(max: 1, wait: .milliseconds(50)) }
        try member.commit([offset])
    }
}
