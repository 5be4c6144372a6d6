// Transactions as the delivery promise needs them. What the mock cluster only pretends runs on a real broker alone.
import Kafka
import TestSupport
import Testing

@Suite(.enabled(if: TestBroker.isReal, TestBroker.onlyReal))
struct TransactionTests {
    @Test func `What was aborted is never read, also at the end of the log`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic()
        let producer = try broker.producer(TestBroker.name("id"), topics: [topic])
        for (value, isKept) in [("a", true), ("b", false), ("c", true), ("d", false)] {
            try producer.begin()
            try producer.send(topic: topic, key: nil, value: bytes(value))
            if isKept { try producer.commit() } else { try producer.abort() }
        }
        #expect(try broker.values(of: topic) == ["a", "c"])
    }

    @Test func `Offsets and their metadata are committed with the records, or not at all`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic()
        let consumer = try Consumer(settings: broker.settings, groupID: TestBroker.name("group"))
        let partition = TopicPartition(topic, 0)
        let producer = try broker.producer(TestBroker.name("id"), topics: [topic])
        let kept = CommittedOffset(
            partition: partition, offset: 5, metadata: String(repeating: "A", count: 3_072))
        let dropped = CommittedOffset(partition: partition, offset: 9, metadata: "no")

        for (offset, isKept) in [(kept, true), (dropped, false)] {
            try producer.begin()
            try producer.send(topic: topic, key: nil, value: bytes("\(offset.offset)"))
            try producer.sendOffsets([offset], group: consumer.groupMetadata())
            if isKept { try producer.commit() } else { try producer.abort() }
        }
        #expect(try consumer.committed([partition]) == [kept])
        #expect(try broker.values(of: topic) == ["5"])
    }

    @Test func `Metadata too large loses the transaction, and the producer continues`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic()
        let consumer = try Consumer(settings: broker.settings, groupID: TestBroker.name("group"))
        let producer = try broker.producer(TestBroker.name("id"), topics: [topic])
        try producer.begin()
        try producer.send(topic: topic, key: nil, value: bytes("lost"))
        let tooLarge = CommittedOffset(
            partition: TopicPartition(topic, 0), offset: 1, metadata: String(repeating: "A", count: 5_000))
        let error = #expect(throws: KafkaError.self) {
            try producer.sendOffsets([tooLarge], group: consumer.groupMetadata())
        }
        #expect(error?.code == .offsetMetadataTooLarge)
        #expect(error?.requiresAbort == true)
        #expect(error?.isFatal == false)
        try producer.abort()
        try producer.begin()
        try producer.send(topic: topic, key: nil, value: bytes("kept"))
        try producer.commit()
        #expect(try broker.values(of: topic) == ["kept"])
    }

    @Test func `A newer producer with the same id fences the older one for good`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic()
        let id = TestBroker.name("id")
        let older = try broker.producer(id, topics: [topic])
        try older.begin()
        try older.send(topic: topic, key: nil, value: bytes("older"))
        try older.flush()

        let newer = try broker.producer(id, topics: [topic])
        try newer.begin()
        try newer.send(topic: topic, key: nil, value: bytes("newer"))
        try newer.commit()

        let error = #expect(throws: KafkaError.self) { try older.commit() }
        #expect(error?.isFatal == true)
        #expect(error?.isFateUnknown == false)
        #expect(error?.isFenced == true)
        let again = #expect(throws: KafkaError.self) { try older.begin() }
        #expect(again?.isFenced == true)
        #expect(try broker.values(of: topic) == ["newer"])
    }

    @Test func `A former member cannot commit for its group`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic()
        let group = TestBroker.name("group")
        let former = try Consumer(settings: broker.settings, groupID: group)
        try former.subscribe([topic])
        _ = try poll([former]) { _ in (try? former.assignment().isEmpty) == false }
        let stale = try former.groupMetadata()
        #expect(former.close())
        let current = try Consumer(settings: broker.settings, groupID: group)
        try current.subscribe([topic])
        _ = try poll([current]) { _ in (try? current.assignment().isEmpty) == false }

        let producer = try broker.producer(TestBroker.name("id"), topics: [topic])
        try producer.begin()
        let offset = CommittedOffset(partition: TopicPartition(topic, 0), offset: 3)
        let error = #expect(throws: KafkaError.self) { try producer.sendOffsets([offset], group: stale) }
        #expect(error?.requiresAbort == true)
        try producer.abort()
        #expect(try current.committed([TopicPartition(topic, 0)]).map(\.isUnset) == [true])
        #expect(current.close())
    }

    @Test func `Reading to the end waits for an open transaction`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic()
        try broker.write(["a"], to: topic)
        let producer = try broker.producer(TestBroker.name("id"), topics: [topic])
        try producer.begin()
        try producer.send(topic: topic, key: nil, value: bytes("open"))
        try producer.flush()

        let reader = try PartitionReader(settings: broker.settings)
        var read: [String] = []
        let error = #expect(throws: KafkaError.self) {
            try reader.readToEnd(TopicPartition(topic, 0), timeout: .seconds(2)) { read.append(text($0.value)) }
        }
        #expect(error?.code == .timedOut)
        #expect(read == ["a"])
        try producer.commit()
        #expect(try broker.values(of: topic) == ["a", "open"])
    }

    @Test func `A static member that comes back fences the one before it`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic()
        let group = TestBroker.name("group")
        let before = try Consumer(settings: broker.settings, groupID: group, instanceID: "worker-1")
        try before.subscribe([topic])
        _ = try poll([before]) { _ in (try? before.assignment().isEmpty) == false }
        let after = try Consumer(settings: broker.settings, groupID: group, instanceID: "worker-1")
        try after.subscribe([topic])
        _ = try poll([after]) { _ in (try? after.assignment().isEmpty) == false }
        let error = #expect(throws: KafkaError.self) { try poll([before, after]) { _ in false } }
        #expect(error?.code == .fencedInstance)
        #expect(error?.isFatal == true)
        #expect(after.close())
    }
}

struct TransactionProbeTests {
    @Test func `The probe tells a broker that keeps a transaction's offsets from one that does not`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic()
        let probe = TransactionProbe(settings: broker.settings)
        let (group, id) = (TestBroker.name("group"), TestBroker.name("id"))
        for _ in 0..<2 {
            #expect(try probe.keepsOffsets(topic: topic, group: group, transactionalID: id) == TestBroker.isReal)
        }
    }

    @Test func `Records of a transaction arrive on the embedded broker, too`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic()
        let producer = try broker.producer(TestBroker.name("id"), topics: [topic])
        for value in ["a", "b"] {
            try producer.begin()
            try producer.send(topic: topic, key: nil, value: bytes(value))
            try producer.commit()
        }
        #expect(try broker.values(of: topic) == ["a", "b"])
    }
}

struct UnknownFateTests {
    @Test func `A commit that gets no answer is of unknown fate`() throws {
        var cluster: MockCluster? = try MockCluster()
        try cluster?.createTopic("t", partitions: 1)
        let producer = try Self.flushed(ClientSettings(bootstrapServers: cluster?.bootstrapServers))
        cluster = nil
        let error = #expect(throws: KafkaError.self) { try producer.commit(timeout: .milliseconds(500)) }
        #expect(error?.isFateUnknown == true)
    }

    @Test func `A commit is of unknown fate before librdkafka asks for it again`() throws {
        let cluster = try MockCluster()
        try cluster.createTopic("t", partitions: 1)
        var settings = ClientSettings(bootstrapServers: cluster.bootstrapServers)
        // An answer is waited for 1.9 s, and the end of a transaction 1.4 s.
        try settings.set("transaction.timeout.ms", "2000")
        let producer = try Self.flushed(settings)
        try cluster.delayAnswers(by: .milliseconds(2500))
        let error = #expect(throws: KafkaError.self) { try producer.commit() }
        #expect(error?.isFateUnknown == true)
        // It was not asked for again.
        #expect(!producer.mayHaveStragglers)
    }

    @Test func `A producer knows of a connection that broke under it`() throws {
        let cluster = try MockCluster()
        try cluster.createTopic("t", partitions: 1)
        let producer = try Self.flushed(ClientSettings(bootstrapServers: cluster.bootstrapServers))
        #expect(!producer.mayHaveStragglers)
        // The end of the transaction gets no answer, but the end of its connection.
        cluster.failNextRequests(apiKey: 26, with: [.transport])
        try producer.commit()
        #expect(producer.mayHaveStragglers)
    }

    @Test func `A connection that breaks between requests leaves none on its way`() throws {
        let cluster = try MockCluster()
        try cluster.createTopic("t", partitions: 1)
        let producer = try Self.flushed(ClientSettings(bootstrapServers: cluster.bootstrapServers))
        try producer.commit()
        try cluster.breakConnections()
        try producer.begin()
        try producer.send(topic: "t", key: nil, value: bytes("b"))
        try producer.commit()
        #expect(!producer.mayHaveStragglers)
    }

    @Test func `A broker that is not there makes no stragglers`() throws {
        let cluster = try MockCluster()
        try cluster.createTopic("t", partitions: 1)
        let settings = ClientSettings(bootstrapServers: "127.0.0.1:1,\(cluster.bootstrapServers)")
        let producer = try Self.flushed(settings)
        try producer.commit()
        #expect(!producer.mayHaveStragglers)
    }

    /// A producer with a transaction whose one record has arrived.
    private static func flushed(_ settings: ClientSettings) throws -> Producer {
        let producer = try Producer(settings: settings, transactionalID: "id")
        try producer.prepare(topics: ["t"])
        try producer.initTransactions()
        try producer.begin()
        try producer.send(topic: "t", key: nil, value: bytes("a"))
        try producer.flush()
        return producer
    }

    @Test func `A producer that cannot reach its broker says so`() throws {
        let settings = ClientSettings(bootstrapServers: "127.0.0.1:1")
        let producer = try Producer(settings: settings, transactionalID: "id")
        let error = #expect(throws: KafkaError.self) { try producer.initTransactions(timeout: .milliseconds(300)) }
        #expect(error?.code == .timedOut)
        #expect(error?.isRetriable == true)
        #expect(error?.isFateUnknown == false)
    }
}
