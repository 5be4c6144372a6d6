// Writing and reading back, without transactions.
import Kafka
import TestSupport
import Testing

struct ProducerTests {
    @Test func `A record comes back with its key, value, headers and time`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic()
        let producer = try broker.producer(topics: [topic])
        let headers = [KafkaHeader("a", bytes("1")), KafkaHeader("b", []), KafkaHeader("a", bytes("2"))]
        try producer.send(topic: topic, key: bytes("k"), value: bytes("plain"))
        try producer.send(topic: topic, key: bytes("k"), value: bytes("one"), headers: [headers[0]])
        try producer.send(topic: topic, key: bytes("k"), value: bytes("three"), headers: headers)
        try producer.flush()

        var read: [KafkaMessage] = []
        let end = try PartitionReader(settings: broker.settings).readToEnd(TopicPartition(topic, 0)) { read.append($0) }
        #expect(read.map { text($0.value) } == ["plain", "one", "three"])
        #expect(read.map(\.headers) == [[], [headers[0]], headers])
        #expect(read.map(\.offset) == [0, 1, 2])
        #expect(read.allSatisfy { $0.topic == topic && text($0.key) == "k" && $0.timestamp > 1_500_000_000_000 })
        #expect(end == 3)
    }

    @Test func `None and empty are two things, for keys as for values`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic()
        let producer = try broker.producer(topics: [topic])
        let header = [KafkaHeader("h", [])]
        for headers in [[], header, header + header] {
            try producer.send(topic: topic, key: nil, value: [], headers: headers)
            try producer.send(topic: topic, key: [], value: nil, headers: headers)
        }
        try producer.flush()

        var read: [KafkaMessage] = []
        try PartitionReader(settings: broker.settings).readToEnd(TopicPartition(topic, 0)) { read.append($0) }
        #expect(read.count == 6)
        for message in read where message.offset % 2 == 0 { #expect(message.key == nil && message.value == []) }
        for message in read where message.offset % 2 == 1 { #expect(message.key == [] && message.value == nil) }
    }

    @Test func `Keys are placed as the Java client places them`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic(partitions: 4)
        let producer = try broker.producer(topics: [topic])
        // toPositive(murmur2(key)) % 4 by org.apache.kafka.common.utils.Utils.
        let places: [(key: String, partition: Int32)] = [
            ("contoso/vm", 1), ("fabrikam/image", 0), ("21", 0), ("foobar", 2),
        ]
        for place in places { try producer.send(topic: topic, key: bytes(place.key), value: nil) }
        try producer.flush()

        var read: [String: Int32] = [:]
        let all = (0..<4).map { (TopicPartition(topic, $0), StartOffset.beginning) }
        let reader = try PartitionReader(settings: broker.settings)
        _ = try reader.readToEnd(Dictionary(uniqueKeysWithValues: all)) { read[text($0.key)] = $0.partition }
        #expect(read == Dictionary(uniqueKeysWithValues: places))
    }

    @Test func `A topic that is not there is named before anything is written`() throws {
        let broker = try TestBroker()
        let error = #expect(throws: KafkaError.self) {
            try broker.producer().prepare(topics: ["no.such.topic"], timeout: .milliseconds(10))
        }
        #expect(error?.code == .unknownTopicOrPartition)
        #expect(
            error?.description
                == "cannot write to no.such.topic: Broker: Unknown topic or partition (UNKNOWN_TOPIC_OR_PART). "
                + "Create the topics first (offerctl topics apply)")
        #expect(try Admin(settings: broker.settings).describe(["no.such.topic"]) == [:])
    }

    @Test func `A partition that is not there is refused, with headers or without`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic()
        let producer = try broker.producer(topics: [topic])
        let header = KafkaHeader("h", bytes("v"))
        for headers in [[], [header], [header, header]] {
            let error = #expect(throws: KafkaError.self) {
                try producer.send(topic: topic, partition: 7, key: nil, value: nil, headers: headers)
            }
            #expect(error?.code == .unknownPartition)
        }
    }

    @Test func `A record too large is refused and the next goes through`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic()
        let producer = try broker.producer(topics: [topic])
        let error = #expect(throws: KafkaError.self) {
            try producer.send(topic: topic, key: nil, value: [UInt8](repeating: 0, count: 2_000_000))
        }
        #expect(error?.code == .messageTooLarge)
        try producer.send(topic: topic, key: nil, value: bytes("small"))
        try producer.flush()
        #expect(try broker.values(of: topic) == ["small"])
    }

    @Test func `A full queue is waited out`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic()
        var settings = broker.settings
        try settings.set("queue.buffering.max.messages", "10")
        let producer = try Producer(settings: settings)
        try producer.prepare(topics: [topic])
        for number in 0..<500 { try producer.send(topic: topic, key: nil, value: bytes("\(number)")) }
        try producer.flush()
        #expect(try broker.values(of: topic) == (0..<500).map(String.init))
    }

    @Test func `A broker that errs for a moment costs nothing`() throws {
        guard TestBroker.realAddress == nil else { return }
        let broker = try TestBroker()
        let topic = try broker.topic()
        let producer = try broker.producer(topics: [topic])
        // Produce requests: twice not the leader.
        broker.mock?.failNextRequests(apiKey: 0, with: [.init(rawValue: 6), .init(rawValue: 6)])
        try producer.send(topic: topic, key: nil, value: bytes("kept"))
        try producer.flush()
        #expect(try broker.values(of: topic) == ["kept"])
    }
}
