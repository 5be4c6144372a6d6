// Reading partitions by hand: to the end, from places, and on as they grow.
import Glibc
import Kafka
import Testing

struct PartitionReaderTests {
    @Test func `An empty partition ends at once`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic()
        #expect(try broker.values(of: topic) == [])
    }

    @Test func `Several partitions are read to their ends, each in order`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic(partitions: 3)
        for partition in Int32(0)..<2 { try broker.write((0..<100).map(String.init), to: topic, partition: partition) }
        var read: [Int32: [String]] = [:]
        let ends = try PartitionReader(settings: broker.settings).readToEnd([
            TopicPartition(topic, 0): .beginning, TopicPartition(topic, 1): .offset(90), TopicPartition(topic, 2): .end,
        ]) { read[$0.partition, default: []].append(text($0.value)) }
        let numbers = (0..<100).map { String($0) }
        #expect(read[0] == numbers)
        #expect(read[1] == Array(numbers[90...]))
        #expect(read[2] == nil)
        #expect(Set(ends.values) == [100, 0])
        #expect(ends.count == 3)
    }

    @Test func `The first newer record is found behind older ones`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic()
        let writer = try Producer(settings: broker.settings)
        try writer.prepare(topics: [topic])
        let time = Int64(Glibc.time(nil)) * 1000
        for late in [0, -20, -10, 10, -30] as [Int64] {
            try writer.send(topic: topic, partition: 0, key: nil, value: Array("x".utf8), time: time + late)
            try writer.flush()
        }
        let reader = try PartitionReader(settings: broker.settings.forLooking(), unreadable: .look)
        let partition = TopicPartition(topic, 0)
        #expect(try reader.first([partition: .offset(1)], newerThan: time)[partition]?.offset == 3)
        #expect(try reader.first([partition: .offset(4)], newerThan: time)[partition] == nil)
    }

    @Test func `What comes behind an end while other partitions are read counts as read`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic(partitions: 2)
        try broker.write((0..<20_000).map(String.init), to: topic, partition: 1)
        var read: [Int32: Int64] = [:]
        let ends = try PartitionReader(settings: broker.settings).readToEnd([
            TopicPartition(topic, 0): .beginning, TopicPartition(topic, 1): .beginning,
        ]) { (record: KafkaMessage) in
            read[record.partition, default: 0] += 1
            if read[1, default: 0].isMultiple(of: 1_000) { try broker.write(["late"], to: topic, partition: 0) }
        }
        #expect(read[0, default: 0] > 0)
        #expect(ends == [TopicPartition(topic, 0): read[0, default: 0], TopicPartition(topic, 1): 20_000])
    }

    @Test func `One reader serves one partition after the other`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic(partitions: 2)
        try broker.write(["a"], to: topic, partition: 0)
        try broker.write(["b"], to: topic, partition: 1)
        let reader = try PartitionReader(settings: broker.settings)
        var read: [String] = []
        for partition in [Int32(0), 1, 0] {
            try reader.readToEnd(TopicPartition(topic, partition)) { read.append(text($0.value)) }
        }
        #expect(read == ["a", "b", "a"])
        #expect(try reader.watermarks(TopicPartition(topic, 1)) == Watermarks(low: 0, high: 1))
    }

    @Test func `Records that come later are polled as they come`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic()
        try broker.write(["old"], to: topic)
        let reader = try PartitionReader(settings: broker.settings)
        try reader.start([TopicPartition(topic, 0): .offset(1)])
        try broker.write(["new"], to: topic)
        var read: [KafkaMessage] = []
        for _ in 0..<600 where read.isEmpty { read += try reader.poll(max: 10, wait: .milliseconds(100)) }
        #expect(read.map { text($0.value) } == ["new"])
    }

    @Test func `What the taker throws ends the reading, and the reader can continue`() throws {
        struct Enough: Error {}
        let broker = try TestBroker()
        let topic = try broker.topic()
        try broker.write(["a", "b"], to: topic)
        let reader = try PartitionReader(settings: broker.settings)
        #expect(throws: Enough.self) { try reader.readToEnd(TopicPartition(topic, 0)) { _ in throw Enough() } }
        var read: [String] = []
        try reader.readToEnd(TopicPartition(topic, 0)) { read.append(text($0.value)) }
        #expect(read == ["a", "b"])
    }

    @Test func `A broker that is away ends the reading with its address or the cause`() throws {
        let reader = try PartitionReader(settings: ClientSettings(bootstrapServers: "127.0.0.1:1"))
        let error = #expect(throws: KafkaError.self) {
            try reader.readToEnd(TopicPartition("t", 0), timeout: .milliseconds(200)) { _ in }
        }
        #expect(error?.code == .timedOut)
    }

    @Test(.enabled(if: TestBroker.isReal, TestBroker.onlyReal)) func `A time is a place to start`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic()
        try broker.write(["a", "b"], to: topic)
        var times: [Int64] = []
        let reader = try PartitionReader(settings: broker.settings)
        let partition = TopicPartition(topic, 0)
        try reader.readToEnd(partition) { times.append($0.timestamp) }
        var read: [String] = []
        try reader.readToEnd(partition, from: .time(milliseconds: times[0])) { read.append(text($0.value)) }
        #expect(read == ["a", "b"])
        try reader.readToEnd(partition, from: .time(milliseconds: times[1] + 1)) { _ in read.append("late") }
        #expect(read == ["a", "b"])
    }
}
