// A log that lacks what was read of it: an older replica became the leader (unclean election), or an older volume was
// restored. Its worker begins anew at the first record that is newer than the newest one it read, also if the log has
// grown again meanwhile.

import Events
import Foundation
import Kafka
import TestSupport
import Testing

@testable import KafkaLog
@testable import Log

struct ReplacedLogTests {
    /// What makes a worker look: the connection breaks, or the client says that the log does not have the position.
    enum Sign: CaseIterable {
        case lostFetch, outOfRange

        var code: KafkaError.Code { self == .lostFetch ? .transport : .init(rawValue: 1) }
    }

    @Test(arguments: Sign.allCases)
    func `A log that has grown beyond the old position is read from the first newer record`(sign: Sign) async throws {
        let (batch, lines) = try await onItsOwnThread { () in
            let fixture = try ReplacedLogFixture(records: 3)
            // All three records are newer than the newest one of the log that it read.
            fixture.pretend(OffsetTracker(next: 3, witness: RecordStamp(offset: 2, time: 1)))
            let batch = try fixture.poll(after: sign, until: { $0.records.count >= 3 })
            return (batch, fixture.lines.all)
        }
        #expect(batch.records.map(\.offset) == [0, 1, 2])
        #expect(batch.lost == [ReplacedLogFixture.partition] && batch.gained == [ReplacedLogFixture.partition])
        #expect(lines.contains { $0.contains("is of another log than this one") })
    }

    @Test(arguments: Sign.allCases)
    func `A log that is still the same is read on`(sign: Sign) async throws {
        let batch = try await onItsOwnThread { () in
            let fixture = try ReplacedLogFixture(records: 3)
            try fixture.write(3)
            return try fixture.poll(after: sign, until: { $0.records.contains { $0.offset == 3 } })
        }
        #expect(batch.records.map(\.offset) == [3] && batch.lost.isEmpty && batch.gained.isEmpty)
    }

    @Test(arguments: Sign.allCases)
    func `A worker with tables ends, because its rows may be of the other log`(sign: Sign) async throws {
        let error = await #expect(throws: LogError.self) {
            try await onItsOwnThread {
                let fixture = try ReplacedLogFixture(records: 3, keepsWork: false)
                fixture.pretend(OffsetTracker(next: 3, witness: RecordStamp(offset: 2, time: 1)))
                _ = try fixture.poll(after: sign, until: { !$0.records.isEmpty })
            }
        }
        #expect(error?.kind == .changed)
    }

    @Test func `Where the newest record that was read is missing, nothing counts as finished`() async throws {
        let offsets = try await onItsOwnThread { () in
            let finished = FinishedOffsets.encode([1], from: 0)
            let witness = RecordStamp(offset: 8, time: ReplacedLogFixture.time(8))
            let metadata = CommitMetadata(witness: witness, finished: finished)
            return try ReplacedLogFixture(records: 3, committed: (0, metadata.text)).read
        }
        #expect(offsets == [0, 1, 2])
    }
}

/// A log of one partition, read to its end.
private final class ReplacedLogFixture {
    static let partition = Log.TopicPartition("in", 0)

    private let cluster: MockCluster
    private let writer: Producer
    private let log: KafkaLog
    let lines: Collected<String>
    /// The offsets that were read, in order.
    private(set) var read: [Int64] = []

    static func time(_ offset: Int) -> Int64 { 1_800_000_000_000 + Int64(offset) * 1000 }

    init(records: Int, keepsWork: Bool = true, committed: (offset: Int64, metadata: String)? = nil) throws {
        cluster = try MockCluster()
        try cluster.createTopic("in", partitions: 1)
        var settings = ClientSettings(bootstrapServers: cluster.bootstrapServers)
        settings.addEmbeddedBrokerDefaults()
        writer = try Producer(settings: settings)
        try writer.prepare(topics: ["in"])
        for offset in 0..<records { try Self.write(offset, writer) }
        if let committed { try Self.commit(committed, settings) }
        let topic = Topic(name: "in", cleanup: .delete(days: 1), holds: "test input")
        var plan = KafkaLog.Plan(group: "g", instance: "1", inputs: [topic], outputs: [], delivery: .atLeastOnce)
        plan.keepsWork = keepsWork
        plan.start = .earliest
        let lines = Collected<String>()
        self.lines = lines
        log = try KafkaLog(plan, settings: settings, log: { lines.add($0.text) })
        for _ in 0..<1200 where read.count < records {
            read += try log.poll(max: 10, wait: .milliseconds(50)).records.map(\.offset)
        }
    }

    deinit { log.close() }

    func write(_ offset: Int) throws { try Self.write(offset, writer) }

    private static func write(_ offset: Int, _ writer: Producer) throws {
        try writer.send(topic: "in", key: nil, value: Array("x".utf8), time: time(offset))
        try writer.flush()
    }

    private static func commit(_ committed: (offset: Int64, metadata: String), _ settings: ClientSettings) throws {
        let member = try Consumer(settings: settings, groupID: "g")
        defer { member.close() }
        try member.subscribe(["in"])
        for _ in 0..<1200 where try member.assignment().isEmpty { _ = try member.poll(max: 1, wait: .milliseconds(50)) }
        try member.commit([
            .init(partition: partition.kafka, offset: committed.offset, metadata: committed.metadata)
        ])
    }

    /// As if the worker had read this of the log.
    func pretend(_ tracker: OffsetTracker) { log.trackers[Self.partition] = tracker }

    /// What polls return once the sign was given, together.
    func poll(after sign: ReplacedLogTests.Sign, until holds: (PollBatch) -> Bool) throws -> PollBatch {
        var all = PollBatch()
        for turn in 0..<1200 where !holds(all) {
            // The fetch of another client may meet it, too.
            if turn.isMultiple(of: 40) { cluster.failNextRequests(apiKey: 1, with: [sign.code]) }
            let batch = try log.poll(max: 10, wait: .milliseconds(50))
            all.records += batch.records
            all.lost += batch.lost
            all.gained += batch.gained
        }
        return all
    }
}
