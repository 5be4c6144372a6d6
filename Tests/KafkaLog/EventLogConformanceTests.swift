import Base
import Events
import Foundation
import Kafka
import Offers
import TestSupport
import Testing

@testable import KafkaLog
@testable import Log

private typealias TopicPartition = Log.TopicPartition

/// One suite for every log: in memory, on the embedded broker, and on a real one where BROKER names it.
@Suite(.serialized)
struct EventLogConformanceTests {
    @Test(arguments: Fixture.available)
    func `What is committed is not read again, and what was not is`(_ kind: Fixture.Kind) throws {
        let fixture = try Fixture(kind)
        try fixture.write(["a", "b", "c"])
        let first = try fixture.log()
        let records = try fixture.read(3, from: first)
        #expect(records.map(\.text) == ["a", "b", "c"])
        #expect(try first.commit([[fixture.output("A")]], finished: [records[0].id]) == .done)
        first.close()

        let second = try fixture.log()
        #expect(try fixture.read(2, from: second).map(\.text) == ["b", "c"])
        second.close()
        #expect(try fixture.outputs() == ["A"])
    }

    @Test(arguments: Fixture.available)
    func `What is finished out of order stays finished for the successor`(_ kind: Fixture.Kind) throws {
        let fixture = try Fixture(kind)
        try fixture.write(["a", "b", "c", "d", "e"])
        let first = try fixture.log()
        let records = try fixture.read(5, from: first)
        #expect(try first.commit([[fixture.output("B")]], finished: [records[1].id]) == .done)
        #expect(try first.commit([[fixture.output("D")]], finished: [records[3].id]) == .done)
        first.close()

        let second = try fixture.log()
        let again = try fixture.read(3, from: second)
        #expect(again.map(\.text) == ["a", "c", "e"])
        #expect(try second.commit([], finished: again.map(\.id)) == .done)
        second.close()

        try fixture.write(["f"])
        let third = try fixture.log()
        #expect(try fixture.read(1, from: third).map(\.text) == ["f"])
        third.close()
    }

    @Test(arguments: Fixture.available.filter { $0 != .memory })
    func `A commit that fails leaves nothing, and can be repeated`(_ kind: Fixture.Kind) throws {
        let fixture = try Fixture(kind)
        try fixture.write(["a", "b", "c"])
        let log = try fixture.log()
        let records = try fixture.read(3, from: log)
        let tooLarge = fixture.output(String(repeating: "x", count: 3_000_000))
        #expect(try log.commit([[fixture.output("A"), tooLarge]], finished: records.map(\.id)) == .rolledBack)
        try fixture.write(["d"])
        let more = try fixture.read(1, from: log)
        #expect(more.map(\.text) == ["d"], "what was read stays in hand")
        #expect(try log.commit([[fixture.output("A")]], finished: records.map(\.id)) == .done)
        log.close()
        let next = try fixture.log()
        #expect(try fixture.read(1, from: next).map(\.text) == ["d"])
        next.close()
        // At-least-once may have written the first output before the second was refused.
        #expect(try fixture.outputs() == (kind == .broker ? ["A"] : ["A", "A"]))
    }

    @Test(arguments: Fixture.available)
    func `A partition held back is read again by the member that keeps it`(_ kind: Fixture.Kind) throws {
        let fixture = try Fixture(kind)
        let texts = (0..<20).map { "r\($0)" }
        let stays = try fixture.log()
        var gained: Set<TopicPartition> = []
        for _ in 0..<2000 where gained.count < fixture.partitions {
            gained.formUnion(try stays.poll(max: 0, wait: .milliseconds(20)).gained)
        }
        // Held back until the other is in, and again until it is gone.
        let goes = try fixture.log()
        var theirs: Set<TopicPartition> = []
        for _ in 0..<2000 where theirs.isEmpty || gained.count + theirs.count > fixture.partitions {
            theirs.formUnion(try goes.poll(max: 0, wait: .milliseconds(20)).gained)
            let batch = try stays.poll(max: 0, wait: .milliseconds(20))
            gained.subtract(batch.lost)
            gained.formUnion(batch.gained)
        }
        goes.close()
        for text in texts { try fixture.write([text], key: text) }
        #expect(Set(try fixture.read(texts.count, from: stays).map(\.text)) == Set(texts))
        stays.close()
    }

    @Test func `A group that rebalances for seconds ends nobody`() throws {
        let fixture = try Fixture(.embedded)
        try fixture.write(["a", "b"])
        let log = try fixture.log()
        fixture.refuseCommits(22)
        let records = try fixture.read(2, from: log).map(\.id)
        var result = CommitResult.rolledBack
        var tries = 0
        while result == .rolledBack, tries < 40 {
            _ = try log.poll(max: 1, wait: .milliseconds(20))
            guard log.mayCommit else { continue }
            tries += 1
            result = try log.commit([], finished: records)
        }
        // One refusal may meet the commit of positions that a worker makes when it has been idle.
        #expect(result == .done && (22...23).contains(tries))
        log.close()
    }

    @Test(arguments: Fixture.available)
    func `A table is read back with everything that was committed to it`(_ kind: Fixture.Kind) throws {
        let fixture = try Fixture(kind)
        try fixture.write(["a"])
        let log = try fixture.log()
        let records = try fixture.read(1, from: log)
        let rows = ["1", "2", "3"].map { fixture.output($0) }
        #expect(try log.commit([rows], finished: [records[0].id]) == .done)
        var seen: [String] = []
        for partition in 0..<Int32(fixture.partitions) {
            try log.restore([TopicPartition(fixture.target.name, partition)]) { seen.append(text($0.value)) }
        }
        log.close()
        #expect(seen == ["1", "2", "3"])
    }

    @Test(arguments: Fixture.available, [false, true])
    func `Two members share the partitions, and one takes over from the other`(
        _ kind: Fixture.Kind, keepsWork: Bool
    ) throws {
        let fixture = try Fixture(kind)
        let texts = (0..<40).map { "r\($0)" }
        for text in texts { try fixture.write([text], key: text) }
        let logs = try (0..<2).map { _ in try fixture.log(keepsWork: keepsWork) }
        var gained: [Set<TopicPartition>] = [[], []]
        // Both must have joined before anything is finished, whatever the order of the rebalances.
        for _ in 0..<2000 where gained.contains(where: \.isEmpty) || !gained[0].isDisjoint(with: gained[1]) {
            for (index, log) in logs.enumerated() {
                let batch = try log.poll(max: 0, wait: .milliseconds(20))
                gained[index].subtract(batch.lost)
                gained[index].formUnion(batch.gained)
            }
        }
        #expect(gained[0].union(gained[1]).count == fixture.partitions)
        logs[0].close()
        let rest = try fixture.read(texts.count, from: logs[1])
        #expect(Set(rest.map(\.text)) == Set(texts))
        logs[1].close()
    }
}

/// A log of one kind with two topics of its own.
struct Fixture {
    enum Kind: String, Sendable, CaseIterable { case memory, embedded, broker }

    static let address = ProcessInfo.processInfo.environment["BROKER"].flatMap { $0.isEmpty ? nil : $0 }
    static var available: [Kind] { Kind.allCases.filter { $0 != .broker || address != nil } }

    let kind: Kind
    let source: Topic
    let target: Topic
    var partitions: Int { 4 }
    private let group: String
    private let memory: MemoryBroker
    private let cluster: MockCluster?
    private var settings = ClientSettings()

    init(_ kind: Kind) throws {
        self.kind = kind
        let name = "conformance-\(UUID().uuidString.prefix(8).lowercased())"
        source = Topic(name: "\(name)-in", cleanup: .delete(days: 1), holds: "test input")
        target = Topic(name: "\(name)-out", cleanup: .compact, holds: "test output")
        group = name
        memory = MemoryBroker(partitions: 4)
        switch kind {
        case .memory: cluster = nil
        case .embedded:
            let made = try MockCluster()
            for topic in [source, target] { try made.createTopic(topic.name, partitions: 4) }
            settings = ClientSettings(bootstrapServers: made.bootstrapServers)
            settings.addEmbeddedBrokerDefaults()
            cluster = made
        case .broker:
            cluster = nil
            settings = ClientSettings(bootstrapServers: Self.address)
            let specs = [source, target].map { TopicSpec(name: $0.name, partitions: 4, config: $0.configuration) }
            let made = try Admin(settings: settings).createTopics(specs)
            #expect(made.values.allSatisfy { $0 == .created })
        }
    }

    func log(keepsWork: Bool = false) throws -> any EventLog {
        guard kind != .memory else {
            return MemoryLog(memory, group: group, inputs: [source], keepsWork: keepsWork)
        }
        var plan = KafkaLog.Plan(
            group: group, instance: UUID().uuidString, inputs: [source], outputs: [target],
            delivery: kind == .broker ? .exactlyOnce : .atLeastOnce)
        plan.keepsWork = keepsWork
        return try KafkaLog(plan, settings: settings, log: { _ in })
    }

    /// Has the embedded broker answer the next commits as a group that is rebalancing.
    func refuseCommits(_ count: Int) {
        cluster?.failNextRequests(apiKey: 8, with: Array(repeating: .init(rawValue: 27), count: count))
    }

    /// All with the same key unless one is given, so that they keep their order.
    func write(_ texts: [String], key: String = "k") throws {
        let messages = texts.map { Message(topic: source, key: Array(key.utf8), value: Array($0.utf8)) }
        guard kind != .memory else { return messages.forEach { memory.append($0) } }
        let producer = try Producer(settings: settings)
        try producer.prepare(topics: [source.name])
        for message in messages { try producer.send(topic: source.name, key: message.key, value: message.value) }
        try producer.flush()
    }

    func output(_ text: String) -> Message { Message(topic: target, key: Array("k".utf8), value: Array(text.utf8)) }

    /// Polls until `count` records came; fewer after a bound of rounds is for the caller to notice.
    func read(_ count: Int, from log: any EventLog) throws -> [Record] {
        var records: [Record] = []
        for _ in 0..<600 where records.count < count {
            let batch = try log.poll(max: count, wait: .milliseconds(50))
            records.removeAll { batch.lost.contains($0.topicPartition) }
            records += batch.records
        }
        return records
    }

    func outputs() throws -> [String] {
        guard kind != .memory else { return memory.records(of: target).map(\.text) }
        let reader = try PartitionReader(settings: settings)
        var texts: [String] = []
        for partition in 0..<Int32(partitions) {
            try reader.readToEnd(Kafka.TopicPartition(target.name, partition)) {
                texts.append(String(decoding: $0.value ?? [], as: UTF8.self))
            }
        }
        return texts
    }
}

/// What a borrowed record says.
private func text(_ value: UnsafeBufferPointer<UInt8>?) -> String {
    String(decoding: value.map { Array($0) } ?? [], as: UTF8.self)
}

extension Record {
    var text: String { String(decoding: value ?? [], as: UTF8.self) }
}
