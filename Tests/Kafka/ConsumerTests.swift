// Members of a group: what they are given, where they start, what they commit.
import Foundation
import Kafka
import TestSupport
import Testing

struct ConsumerTests {
    @Test func `A new group starts at the oldest record, the next member where the last one committed`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic()
        let group = TestBroker.name("group")
        try broker.write(["a", "b", "c"], to: topic)

        let first = try Consumer(settings: broker.settings, groupID: group)
        var given: [CommittedOffset] = []
        try first.subscribe(
            [topic],
            assigned: {
                given = $0; return [:]
            })
        let read = try poll([first]) { $0.count == 3 }
        #expect(read.map { text($0.value) } == ["a", "b", "c"])
        #expect(given.map(\.partition) == [TopicPartition(topic, 0)])
        #expect(given.map(\.isUnset) == [true])
        // Text as long as the offset map may become.
        let finished = CommittedOffset(
            partition: TopicPartition(topic, 0), offset: 2, metadata: String(repeating: "m", count: 3_072))
        try first.commit([finished])
        #expect(try first.committed([TopicPartition(topic, 0)]) == [finished])
        #expect(first.close())

        let second = try Consumer(settings: broker.settings, groupID: group)
        try second.subscribe(
            [topic],
            assigned: {
                given = $0; return [:]
            })
        #expect(try poll([second]) { $0.count == 1 }.map { text($0.value) } == ["c"])
        #expect(given == [finished])
        #expect(second.close())
    }

    @Test func `The owner may start elsewhere than committed`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic()
        try broker.write(["a", "b", "c"], to: topic)
        let consumer = try Consumer(settings: broker.settings, groupID: TestBroker.name("group"))
        try consumer.subscribe([topic], assigned: { _ in [TopicPartition(topic, 0): .offset(1)] })
        #expect(try poll([consumer]) { $0.count == 2 }.map(\.offset) == [1, 2])
        try consumer.seek(TopicPartition(topic, 0), to: 0)
        #expect(try poll([consumer]) { $0.count == 3 }.map(\.offset) == [0, 1, 2])
        #expect(try consumer.watermarks(TopicPartition(topic, 0)) == Watermarks(low: 0, high: 3))
        #expect(consumer.close())
    }

    @Test func `A paused partition is silent and resumes where it was`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic(partitions: 2)
        try broker.write((0..<20).map(String.init), to: topic, partition: 0)
        let consumer = try Consumer(settings: broker.settings, groupID: TestBroker.name("group"))
        try consumer.subscribe([topic])
        var read: [KafkaMessage] = []
        for _ in 0..<600 where read.isEmpty { read += try consumer.poll(max: 5, wait: .milliseconds(100)) }
        try consumer.pause([TopicPartition(topic, 0)])
        try broker.write(["other"], to: topic, partition: 1)
        // The other partition still speaks; the paused one does not.
        #expect(try poll([consumer]) { !$0.isEmpty }.map { text($0.value) } == ["other"])
        try consumer.resume([TopicPartition(topic, 0)])
        read += try poll([consumer]) { $0.count == 20 - read.count }
        #expect(read.map { text($0.value) } == (0..<20).map(String.init))
        #expect(consumer.close())
    }

    @Test func `A member may leave with records fetched and unread`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic()
        let group = TestBroker.name("group")
        try broker.write((0..<2_000).map(String.init), to: topic)
        for _ in 0..<2 {
            let consumer = try Consumer(settings: broker.settings, groupID: group)
            try consumer.subscribe([topic])
            var read: [KafkaMessage] = []
            for _ in 0..<600 where read.isEmpty { read += try consumer.poll(max: 1, wait: .milliseconds(100)) }
            #expect(read.map(\.offset) == [0])
            #expect(consumer.close())
            #expect(consumer.close())
            #expect(throws: KafkaError.self) { try consumer.groupMetadata() }
        }
    }

    @Test func `Two members share the partitions, and one that leaves gives them back`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic(partitions: 2)
        let group = TestBroker.name("group")
        let members = try (0..<2).map { _ in try Consumer(settings: broker.settings, groupID: group) }
        var owned = [Set<TopicPartition>](repeating: [], count: 2)
        for (index, member) in members.enumerated() {
            try member.subscribe(
                [topic],
                assigned: { offsets in
                    owned[index] = Set(offsets.map(\.partition))
                    return [:]
                },
                revoked: { partitions, _ in owned[index].subtract(partitions) })
        }
        _ = try poll(members) { _ in owned.allSatisfy { $0.count == 1 } }
        #expect(owned[0].isDisjoint(with: owned[1]))
        #expect(try members[0].assignment().count == 1)

        try broker.write(["a"], to: topic, partition: 0)
        try broker.write(["b"], to: topic, partition: 1)
        let read = try poll(members) { $0.count == 2 }
        #expect(Set(read.map { text($0.value) }) == ["a", "b"])

        #expect(members[1].close())
        #expect(owned[1].isEmpty)
        _ = try poll([members[0]]) { _ in owned[0].count == 2 }
        #expect(owned[0].count == 2)
        #expect(members[0].close())
    }

    @Test func `What stays with a member is read on, each record once, while the rest moves`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic(partitions: 4)
        for partition in 0..<Int32(4) { try broker.write((0..<50).map(String.init), to: topic, partition: partition) }
        let group = TestBroker.name("group")
        let stays = try Consumer(settings: broker.settings, groupID: group, assignment: .sticky)
        var given: [TopicPartition] = []
        var gone: Set<TopicPartition> = []
        var isClosing = false
        try stays.subscribe(
            [topic],
            assigned: { offsets in
                given += offsets.map(\.partition)
                return [:]
            },
            revoked: { partitions, mayReturn in
                gone.formUnion(partitions)
                #expect(
                    mayReturn == isClosing, "what moves is another's; after the end a new consumer may get all again")
            })
        // Few at a time, so that records are on their way while the other joins.
        var read = try stays.poll(max: 7, wait: .zero)
        while given.count < 4 { read += try stays.poll(max: 7, wait: .milliseconds(50)) }
        let joins = try Consumer(settings: broker.settings, groupID: group, assignment: .sticky)
        var theirs: Set<TopicPartition> = []
        try joins.subscribe(
            [topic],
            assigned: { offsets in
                theirs.formUnion(offsets.map(\.partition))
                return [:]
            })
        func of(_ partition: TopicPartition) -> [String] {
            read.filter { $0.topic == partition.topic && $0.partition == partition.partition }.map { text($0.value) }
        }
        for _ in 0..<6_000 where theirs.count < 2 || given.contains(where: { !gone.contains($0) && of($0).count < 50 })
        {
            read += try stays.poll(max: 7, wait: .milliseconds(10))
            _ = try joins.poll(max: 7, wait: .milliseconds(10))
        }
        #expect(theirs.count == 2 && theirs == gone)
        #expect(given.count == 4, "what stays is not given again")
        for partition in Set(given).subtracting(gone) { #expect(of(partition) == (0..<50).map(String.init)) }
        #expect(joins.close())
        isClosing = true
        #expect(stays.close())
    }

    @Test(.timeLimit(.minutes(1))) func `A wake-up ends a poll, also one that came just before it`() throws {
        let broker = try TestBroker()
        let consumer = try Consumer(settings: broker.settings, groupID: TestBroker.name("group"))
        let handle = consumer.waker
        handle.wake()
        #expect(try consumer.poll(max: 1, wait: .seconds(3_600)).isEmpty)

        let isDone = Collected<Bool>()
        let waker = Thread {
            while isDone.all.isEmpty {
                handle.wake()
                Thread.sleep(forTimeInterval: 0.01)
            }
        }
        waker.start()
        #expect(try consumer.poll(max: 1, wait: .seconds(3_600)).isEmpty)
        isDone.add(true)
    }

    @Test func `What the owner cannot accept is thrown by the poll`() throws {
        struct Refused: Error {}
        let broker = try TestBroker()
        let topic = try broker.topic()
        let consumer = try Consumer(settings: broker.settings, groupID: TestBroker.name("group"))
        try consumer.subscribe([topic], assigned: { _ in throw Refused() })
        #expect(throws: Refused.self) { try poll([consumer]) { _ in false } }
        #expect(consumer.close())
    }

    @Test func `A topic that is not there is an error, not a silence`() throws {
        guard TestBroker.isReal else { return }
        let broker = try TestBroker()
        let consumer = try Consumer(settings: broker.settings, groupID: TestBroker.name("group"))
        try consumer.subscribe([TestBroker.name("missing")])
        let error = #expect(throws: KafkaError.self) { try poll([consumer]) { _ in false } }
        #expect(error?.code == .unknownTopicOrPartition)
        #expect(error?.description.contains("Create the topics first") == true)
    }

    @Test func `The log says that the broker is away, and closing does not wait for it`() throws {
        let lines = Collected<KafkaLogLine>()
        // Port 1 of this machine: nobody listens.
        let settings = ClientSettings(bootstrapServers: "127.0.0.1:1")
        let consumer = try Consumer(settings: settings, groupID: "g", log: lines.add)
        try consumer.subscribe(["t"])
        _ = try poll([consumer]) { _ in lines.all.contains { $0.text.contains("Connection refused") } }
        consumer.close(timeout: .milliseconds(100))
    }
}
