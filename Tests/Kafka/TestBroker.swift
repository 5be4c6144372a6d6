// The broker a test runs on: an embedded mock of its own, or the real one that BROKER=host:port names.
import Foundation
import Kafka
import Testing

struct TestBroker {
    static let realAddress = ProcessInfo.processInfo.environment["BROKER"].flatMap { $0.isEmpty ? nil : $0 }
    /// What only a real broker does: transactions that count, fencing, topics by request.
    static var isReal: Bool { realAddress != nil }
    static let onlyReal: Comment = "needs a real broker: set BROKER=host:port"

    let settings: ClientSettings
    let mock: MockCluster?

    init() throws {
        if let address = Self.realAddress {
            mock = nil
            settings = ClientSettings(bootstrapServers: address)
        } else {
            let cluster = try MockCluster()
            mock = cluster
            var embedded = ClientSettings(bootstrapServers: cluster.bootstrapServers)
            embedded.addEmbeddedBrokerDefaults()
            settings = embedded
        }
    }

    /// Makes a topic of its own for a test.
    func topic(partitions: Int32 = 1, config: [String: String] = [:]) throws -> String {
        let name = Self.name("topic")
        if let mock {
            try mock.createTopic(name, partitions: partitions)
        } else {
            let spec = TopicSpec(name: name, partitions: partitions, replication: 1, config: config)
            #expect(try Admin(settings: settings).createTopics([spec], timeout: .seconds(30)) == [name: .created])
        }
        return name
    }

    func producer(_ transactionalID: String? = nil, topics: [String] = []) throws -> Producer {
        let producer = try Producer(settings: settings, transactionalID: transactionalID)
        if !topics.isEmpty { try producer.prepare(topics: topics, timeout: .seconds(30)) }
        if transactionalID != nil { try producer.initTransactions() }
        return producer
    }

    /// Writes values to one partition, outside transactions.
    func write(_ values: [String], to topic: String, partition: Int32 = 0) throws {
        let producer = try producer(topics: [topic])
        for value in values {
            try producer.send(topic: topic, partition: partition, key: nil, value: bytes(value))
        }
        try producer.flush()
    }

    /// All committed values of partition 0.
    func values(of topic: String) throws -> [String] {
        var values: [String] = []
        let reader = try PartitionReader(settings: settings)
        try reader.readToEnd(TopicPartition(topic, 0)) { values.append(text($0.value)) }
        return values
    }

    /// A name nobody else uses: on a real broker topics and groups outlive the test.
    static func name(_ stem: String) -> String { "test.\(stem).\(String(UInt64.random(in: .min ... .max), radix: 36))" }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
func text(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }

/// Polls until `condition` holds; gives up, failing the test, after a bound that only a broken build meets.
func poll(_ consumers: [Consumer], until condition: ([KafkaMessage]) -> Bool) throws -> [KafkaMessage] {
    var messages: [KafkaMessage] = []
    for _ in 0..<600 {
        for consumer in consumers { messages += try consumer.poll(max: 100, wait: .milliseconds(100)) }
        if condition(messages) { return messages }
    }
    Issue.record("what was waited for did not come; \(messages.count) records did")
    return messages
}
