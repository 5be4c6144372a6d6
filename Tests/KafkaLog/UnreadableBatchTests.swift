// A batch that no client can decompress does not stop its partition: it is passed over with its offsets, and what is
// behind it is read.

import Events
import Foundation
import Kafka
import Testing

@testable import KafkaLog
@testable import Log

struct UnreadableBatchTests {
    private let topic = Topic(name: "in", cleanup: .delete(days: 1), holds: "test input")

    @Test func `A batch that cannot be decompressed is passed over with its offsets`() async throws {
        // On a thread of its own: joining a group is mostly waiting.
        let (texts, passed) = try await withCheckedThrowingContinuation {
            (done: CheckedContinuation<([String], [PassedOver]), any Error>) in
            Thread.detachNewThread { done.resume(with: Result { try read() }) }
        }
        #expect(texts == ["a", "b", "c", "d"])
        #expect(passed.map(\.offsets) == [1..<4, 5..<6] && passed.allSatisfy { $0.reason == .unreadable })
        #expect(passed.first?.words.contains("a batch of 3 offsets cannot be read") == true)
    }

    private func read() throws -> ([String], [PassedOver]) {
        let cluster = try MockCluster()
        try cluster.createTopic("in", partitions: 1)
        var settings = ClientSettings(bootstrapServers: cluster.bootstrapServers)
        settings.addEmbeddedBrokerDefaults()
        for (texts, isBomb) in [
            (["a"], false), (["x", "y", "z"], true), (["b"], false), (["x"], true), (["c", "d"], false),
        ] {
            try write(texts, isBomb: isBomb, settings)
        }

        // What a batch may become when it is decompressed.
        try settings.set("fetch.max.bytes", "1000000")
        try settings.set("receive.message.max.bytes", "1100000")
        let plan = KafkaLog.Plan(group: "g", instance: "1", inputs: [topic], outputs: [], delivery: .atLeastOnce)
        let log = try KafkaLog(plan, settings: settings, log: { _ in })
        defer { log.close() }
        var texts: [String] = []
        var passed: [PassedOver] = []
        for _ in 0..<1200 where texts.count < 4 || passed.count < 2 {
            let batch = try log.poll(max: 10, wait: .milliseconds(50))
            texts += batch.records.map { String(decoding: $0.value ?? [], as: UTF8.self) }
            passed += batch.passed
        }
        let result = try log.commit([], finished: [RecordID(Log.TopicPartition("in", 0), 0)] + passed.map(\.last))
        #expect(result == .done)
        return (texts, passed)
    }

    /// One batch.
    private func write(_ texts: [String], isBomb: Bool, _ settings: ClientSettings) throws {
        var settings = settings
        if isBomb {
            try settings.set("compression.codec", "zstd")
            try settings.set("batch.size", "8000000")
            try settings.set("message.max.bytes", "8000000")
            try settings.set("linger.ms", "500")
        }
        let producer = try Producer(settings: settings)
        try producer.prepare(topics: ["in"])
        for text in texts {
            let value = isBomb ? [UInt8](repeating: 0x68, count: 2_000_000) : Array(text.utf8)
            try producer.send(topic: "in", partition: 0, key: nil, value: value)
        }
        try producer.flush()
    }
}

struct ReadingProgressTests {
    private let place = Log.TopicPartition("in", 0)

    @Test func `A partition stalls after a minute at one offset with something behind it`() {
        var progress = ReadingProgress()
        let begin = ContinuousClock.now
        func stalls(_ position: Int64, _ end: Int64, _ seconds: Int) -> [Stall] {
            progress.stalls([(place, position, end)], at: begin + .seconds(seconds))
        }
        #expect(stalls(5, 5, 0) == [] && stalls(5, 5, 120) == [], "there is nothing to read")
        #expect(stalls(5, 9, 130) == [] && stalls(5, 9, 189) == [])
        #expect(stalls(5, 9, 190) == [Stall(place, offset: 5, .nothingRead)])
        #expect(stalls(6, 9, 200) == [], "it moved")
        progress.reachedEnd(place, 6)
        #expect(stalls(6, 9, 270) == [Stall(place, offset: 6, .openTransaction)])
        #expect(stalls(9, 9, 271) == [])
    }
}
