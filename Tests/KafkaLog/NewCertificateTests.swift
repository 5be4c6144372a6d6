// A worker whose certificate is replaced joins its group as a new client, when no work is lost by it.

import Base
import Events
import Foundation
import Kafka
import Testing

@testable import KafkaLog
@testable import Log

struct NewCertificateTests {
    private let topic = Topic(name: "in", cleanup: .delete(days: 1), holds: "test input")

    @Test func `Work in hand ends first, then a new client continues behind it`() async throws {
        // On a thread of its own: joining a group is mostly waiting.
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            Thread.detachNewThread { done.resume(with: Result { try replace() }) }
        }
    }

    private func replace() throws {
        let cluster = try MockCluster()
        try cluster.createTopic("in", partitions: 1)
        let certificate = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).pem")
        defer { try? FileManager.default.removeItem(at: certificate) }
        try Data("first".utf8).write(to: certificate)
        var settings = try ClientSettings.load(
            overrides: ["ssl.certificate.location=\(certificate.path)"], bootstrapServers: cluster.bootstrapServers,
            lookingEvery: .zero)
        settings.addEmbeddedBrokerDefaults()
        let writer = try Producer(settings: settings)
        try writer.prepare(topics: ["in"])

        var plan = KafkaLog.Plan(group: "g", instance: "1", inputs: [topic], outputs: [], delivery: .atLeastOnce)
        plan.keepsWork = true
        let log = try KafkaLog(plan, settings: settings, log: { _ in })
        defer { log.close() }
        let (consumer, waker) = (ObjectIdentifier(log.consumer), ObjectIdentifier(log.waker))
        try write("a", writer)
        let first = try #require(try read(log))

        try Data("the second".utf8).write(to: certificate)
        for _ in 0..<20 { #expect(try log.poll(max: 1, wait: .milliseconds(10)).records.isEmpty) }
        #expect(ObjectIdentifier(log.consumer) == consumer, "a record is in hand")
        #expect(try log.commit([], finished: [first.id]) == .done)
        _ = try log.poll(max: 1, wait: .zero)
        #expect(ObjectIdentifier(log.consumer) != consumer)
        #expect(ObjectIdentifier(log.waker) == waker, "the waker that others hold stays")

        try write("b", writer)
        let second = try #require(try read(log))
        #expect(second.offset == first.offset + 1, "nothing is read twice")
        #expect(try log.commit([], finished: [second.id]) == .done)
    }

    private func write(_ text: String, _ writer: Producer) throws {
        try writer.send(topic: "in", key: nil, value: Array(text.utf8))
        try writer.flush()
    }

    private func read(_ log: KafkaLog) throws -> Record? {
        for _ in 0..<1200 {
            if let record = try log.poll(max: 1, wait: .milliseconds(50)).records.first { return record }
        }
        return nil
    }
}
