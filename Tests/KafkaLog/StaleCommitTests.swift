// A group's commit may be of a log that is gone: its topic was dropped and made anew while the broker kept the commit, or
// the broker has deleted what follows it.

import Base
import Events
import Foundation
import Kafka
import Offers
import TestSupport
import Testing

@testable import KafkaLog
@testable import Log

struct StaleCommitTests {
    private let topic = Topic(name: "in", cleanup: .delete(days: 1), holds: "test input")

    @Test(arguments: [false, true])
    func `A commit of another program beyond the end of the log asks where to begin`(keepsWork: Bool) async throws {
        let error = await #expect(throws: LogError.self) {
            try await firstOffset(metadata: nil, start: nil, keepsWork: keepsWork)
        }
        #expect(error?.kind == .unfit && error?.description.contains("--start earliest") == true)
        #expect(try await firstOffset(metadata: nil, start: .earliest, keepsWork: keepsWork) == 0)
    }

    @Test func `A topic that was made again is read from its beginning`() async throws {
        let old = CommitMetadata(witness: RecordStamp(offset: 1459, time: 1_600_000_000_000), finished: nil)
        #expect(try await firstOffset(metadata: old.text, start: nil) == 0)
    }

    @Test func `Records that the broker deleted unread are passed over with their offsets`() async throws {
        // The embedded broker keeps 5 MiB of a partition.
        let batch = try await onItsOwnThread {
            try firstBatch(sizes: Array(repeating: 900_000, count: 8), 1, ours.text, nil)
        }
        let first = try #require(batch?.records.first?.offset)
        #expect(first > 1)
        #expect(batch?.passed.map(\.offsets) == [1..<first] && batch?.passed.first?.reason == .deleted)
    }

    private var ours: CommitMetadata { CommitMetadata(witness: nil, finished: nil) }

    /// The offset of the first record that a worker reads whose group has committed 1460 in a log of one record.
    private func firstOffset(
        metadata: String?, start: KafkaLog.Start?, keepsWork: Bool = false
    ) async throws -> Int64? {
        try await onItsOwnThread {
            try firstBatch(sizes: [1], 1460, metadata, start, keepsWork: keepsWork)?.records.first?.offset
        }
    }

    /// What a worker is given first, in a log of records of these sizes, of which its group has committed `offset`.
    private func firstBatch(
        sizes: [Int], _ offset: Int64, _ metadata: String?, _ start: KafkaLog.Start?, keepsWork: Bool = false
    ) throws -> PollBatch? {
        let cluster = try MockCluster()
        try cluster.createTopic("in", partitions: 1)
        var settings = ClientSettings(bootstrapServers: cluster.bootstrapServers)
        settings.addEmbeddedBrokerDefaults()
        var uncompressed = settings
        try uncompressed.set("compression.codec", "none")
        let writer = try Producer(settings: uncompressed)
        try writer.prepare(topics: ["in"])
        for size in sizes {
            try writer.send(topic: "in", key: nil, value: Array(repeating: UInt8(ascii: "x"), count: size))
            try writer.flush()
        }
        let partition = Kafka.TopicPartition("in", 0)
        try commit(Kafka.CommittedOffset(partition: partition, offset: offset, metadata: metadata), settings)

        var plan = KafkaLog.Plan(group: "g", instance: "1", inputs: [topic], outputs: [], delivery: .atLeastOnce)
        plan.start = start
        plan.keepsWork = keepsWork
        let log = try KafkaLog(plan, settings: settings, log: { _ in })
        defer { log.close() }
        var first = PollBatch()
        for _ in 0..<1200 where first.records.isEmpty {
            let batch = try log.poll(max: 1, wait: .milliseconds(50))
            first.records += batch.records
            first.passed += batch.passed
        }
        return first.records.isEmpty ? nil : first
    }

    private func commit(_ offset: Kafka.CommittedOffset, _ settings: ClientSettings) throws {
        let member = try Consumer(settings: settings, groupID: "g")
        defer { member.close() }
        try member.subscribe(["in"])
        for _ in 0..<1200 where try member.assignment().isEmpty { _ = try member.poll(max: 1, wait: .milliseconds(50)) }
        try member.commit([offset])
    }
}
