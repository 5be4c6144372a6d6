// A worker whose certificate is replaced joins its group as a new client, when no work is lost by it, and follows topics on
// from where it is.

import Base
import Events
import Foundation
import Kafka
import TestSupport
import Testing

@testable import KafkaLog
@testable import Log

struct NewCertificateTests {
    private let topic = Topic(name: "in", cleanup: .delete(days: 1), holds: "test input")

    private let control = Topic(name: "control", cleanup: .delete(days: 1), holds: "test input")

    @Test func `Work in hand ends first, then a new client continues behind it`() async throws {
        try await onItsOwnThread { try replace() }
    }

    @Test func `A member that keeps its place takes its work in hand to the new client`() async throws {
        try await onItsOwnThread { try replaceAtWork() }
    }

    @Test func `A topic is followed on from where it is, also while the broker is away`() async throws {
        try await onItsOwnThread { try follow() }
    }

    private func replace() throws {
        let (cluster, certificate) = (try MockCluster(), try Certificate())
        try cluster.createTopic("in", partitions: 1)
        let settings = try settings(cluster, certificate)
        let writer = try Producer(settings: settings)
        try writer.prepare(topics: ["in"])

        var plan = KafkaLog.Plan(group: "g", instance: "1", inputs: [topic], outputs: [], delivery: .atLeastOnce)
        plan.keepsWork = true
        let log = try KafkaLog(plan, settings: settings, log: { _ in })
        defer { log.close() }
        let (consumer, waker) = (ObjectIdentifier(log.consumer), ObjectIdentifier(log.waker))
        try write("a", to: topic, writer)
        let first = try #require(try read(log))

        try certificate.replace()
        for _ in 0..<20 { #expect(try log.poll(max: 1, wait: .milliseconds(10)).records.isEmpty) }
        #expect(ObjectIdentifier(log.consumer) == consumer, "a record is in hand")
        #expect(try log.commit([], finished: [first.id]) == .done)
        _ = try log.poll(max: 1, wait: .zero)
        #expect(ObjectIdentifier(log.consumer) != consumer)
        #expect(ObjectIdentifier(log.waker) == waker, "others hold it")

        try write("b", to: topic, writer)
        let second = try #require(try read(log))
        #expect(second.offset == first.offset + 1, "nothing is read twice")
        #expect(try log.commit([], finished: [second.id]) == .done)
        try wake(log)
    }

    private func replaceAtWork() throws {
        let (cluster, certificate) = (try MockCluster(), try Certificate())
        try cluster.createTopic("in", partitions: 1)
        let settings = try settings(cluster, certificate)
        let writer = try Producer(settings: settings)
        try writer.prepare(topics: ["in"])
        var plan = KafkaLog.Plan(
            group: "g", instance: "1", staticMembership: true, inputs: [topic], outputs: [], delivery: .atLeastOnce)
        plan.keepsWork = true
        let log = try KafkaLog(plan, settings: settings, log: { _ in })
        defer { log.close() }
        let consumer = ObjectIdentifier(log.consumer)
        try write("a", to: topic, writer)
        let first = try #require(try read(log))

        try certificate.replace()
        try write("b", to: topic, writer)
        var seen = PollBatch()
        for _ in 0..<1200 where seen.records.isEmpty {
            let batch = try log.poll(max: 1, wait: .milliseconds(50))
            if ObjectIdentifier(log.consumer) != consumer { seen.records += batch.records }
            seen.lost += batch.lost
            seen.gained += batch.gained
        }
        #expect(ObjectIdentifier(log.consumer) != consumer)
        #expect(seen.lost.isEmpty && seen.gained.isEmpty, "the work in hand continues")
        #expect(seen.records.map(\.offset) == [first.offset + 1], "the record in hand is not given again")
        #expect(try log.commit([], finished: [first.id] + seen.records.map(\.id)) == .done)
    }

    /// The waker ends a wait of the new client.
    private func wake(_ log: KafkaLog) throws {
        // Behind the end of the partition nothing else comes that could end it.
        for _ in 0..<1200 where log.ends.isEmpty { _ = try log.poll(max: 1, wait: .milliseconds(50)) }
        #expect(!log.ends.isEmpty)
        let returned = DispatchSemaphore(value: 0)
        nonisolated(unsafe) let log = log
        Thread.detachNewThread {
            _ = try? log.poll(max: 1, wait: .seconds(120))
            returned.signal()
        }
        log.waker.wake()
        let result = returned.wait(timeout: .now() + .seconds(60))
        #expect(result == .success)
        if result == .timedOut { returned.wait() }
    }

    private func follow() throws {
        let (cluster, certificate) = (try MockCluster(), try Certificate())
        for topic in [topic, control] { try cluster.createTopic(topic.name, partitions: 2) }
        let settings = try settings(cluster, certificate)
        // As of another program: it stays what it is.
        let writer = try Producer(settings: ClientSettings(bootstrapServers: cluster.bootstrapServers))
        try writer.prepare(topics: [control.name])
        let plan = KafkaLog.Plan(group: "g", instance: "1", inputs: [topic], outputs: [], delivery: .atLeastOnce)
        let log = try KafkaLog(plan, settings: settings, log: { _ in })
        defer { log.close() }

        var found: [String] = []
        let look = { try log.follow([control]) { found.append(String(decoding: $0.value ?? [], as: UTF8.self)) } }
        try write("first", to: control, writer)
        try look()
        try write("second", to: control, writer)
        for _ in 0..<1200 where found.count < 2 {
            try look()
            usleep(50_000)
        }
        #expect(found == ["first", "second"])

        try cluster.takeDown()
        let follower = log.follower.map(ObjectIdentifier.init)
        try certificate.replace()
        try look()
        #expect(log.follower.map(ObjectIdentifier.init) != follower)
        try look()
        #expect(found.count == 2, "nothing is read again")
        try cluster.bringUp()
        try write("third", to: control, writer)
        for _ in 0..<1200 where found.count < 3 {
            try look()
            usleep(50_000)
        }
        #expect(found == ["first", "second", "third"])
    }

    private func settings(_ cluster: MockCluster, _ certificate: Certificate) throws -> ClientSettings {
        var settings = try ClientSettings.load(
            overrides: ["ssl.certificate.location=\(certificate.file.path)"],
            bootstrapServers: cluster.bootstrapServers, lookingEvery: .zero)
        settings.addEmbeddedBrokerDefaults()
        return settings
    }

    private func write(_ text: String, to topic: Topic, _ writer: Producer) throws {
        try writer.send(topic: topic.name, key: nil, value: Array(text.utf8))
        try writer.flush()
    }

    private func read(_ log: KafkaLog) throws -> Record? {
        for _ in 0..<1200 {
            if let record = try log.poll(max: 1, wait: .milliseconds(50)).records.first { return record }
        }
        return nil
    }
}

/// A file that settings name. Nobody reads it, as the clients do not use TLS.
private final class Certificate: Sendable {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).pem")

    init() throws { try Data("first".utf8).write(to: file) }

    deinit { try? FileManager.default.removeItem(at: file) }

    func replace() throws { try Data("the second".utf8).write(to: file) }
}
