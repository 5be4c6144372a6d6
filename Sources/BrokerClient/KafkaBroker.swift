// The broker client on Kafka: makes librdkafka's clients when they are first needed, and turns their failures into
// `BrokerError`.

import Base
import Events
import Kafka
import Offers
import Synchronization

extension BrokerClient {
    /// A client of the broker in `settings`; connects when first used. `name` is the group that brokers with access
    /// control see, `timeout` the longest wait for the broker in each call.
    public static func kafka(
        _ settings: ClientSettings, name: String, timeout: Duration = .seconds(10),
        log: @escaping KafkaLogSink = { _ in }
    ) throws -> BrokerClient {
        let broker = try KafkaBroker(settings: settings, name: name, timeout: timeout, log: log)
        var client = BrokerClient()
        client.send = broker.send
        client.end = broker.end
        client.read = broker.read
        client.readAll = broker.readAll
        client.followAll = broker.followAll
        client.silence = broker.silence
        client.partitions = broker.partitions
        client.create = broker.create
        client.commits = broker.commits
        client.members = broker.members
        client.configurations = broker.configurations
        client.waiting = broker.waiting
        client.openTransactions = broker.openTransactions
        client.write = broker.write
        client.commit = broker.commit
        client.checkWriteAccess = broker.checkWriteAccess
        return client
    }
}

/// The librdkafka clients. A reader serves one call at a time and is then reused; one producer serves all calls.
final class KafkaBroker: Sendable {
    private struct Writer {
        var producer: Producer
        /// The topics that the producer already knows.
        var topics: Set<String> = []
    }

    /// How long one poll waits; a stopped follower ends within this time.
    private static let longestPoll = Duration.milliseconds(200)

    let settings: ClientSettings
    let timeout: Duration
    private let name: String
    private let log: KafkaLogSink
    private let idleReaders = Mutex<[PartitionReader]>([])
    private let writer = Mutex<Writer?>(nil)
    private let looker = Mutex<PartitionReader?>(nil)
    /// Reads for `followAll`.
    private let follower = Mutex<PartitionReader?>(nil)
    private let knownAdmin = Mutex<Admin?>(nil)
    private let knownCounts = Mutex<[String: Int32]>([:])

    init(settings: ClientSettings, name: String, timeout: Duration, log: @escaping KafkaLogSink) throws {
        var settings = settings
        // A person is waiting: a fetch that finds nothing must not delay the answer.
        try worded { try settings.set("fetch.wait.max.ms", "20") }
        self.settings = settings
        self.name = name
        self.timeout = timeout
        self.log = log
    }

    func send(_ message: Message) throws {
        try worded {
            _ = try count(of: message.topic)
            do {
                try writing(to: [message.topic.name]) { try $0.send(message) }
            } catch let error as KafkaError where error.code == .messageTooLarge {
                throw BrokerError.tooLarge(bytes: message.value?.count ?? 0, topic: message.topic)
            }
        }
    }

    func write(_ records: [TopicRecord]) throws {
        try worded {
            try writing(to: Set(records.map(\.topic))) { producer in
                for record in records { try producer.send(record) }
            }
        }
    }

    /// Waits until the broker has everything that the closure sends.
    private func writing(to topics: Set<String>, _ send: (Producer) throws -> Void) throws {
        try writer.withLock { writer in
            if writer?.producer.isOutdated == true { writer = nil }
            var ready = try writer ?? Writer(producer: Producer(settings: settings, log: log))
            let new = topics.subtracting(ready.topics)
            if !new.isEmpty { try ready.producer.prepare(topics: new.sorted(), timeout: timeout) }
            ready.topics.formUnion(new)
            writer = ready
            do {
                try send(ready.producer)
                try ready.producer.flush(timeout: timeout)
            } catch let error as KafkaError {
                if error.isFatal { writer = nil }
                throw error
            }
        }
    }

    func end(_ topic: Topic, _ offer: OfferKey?) throws -> Position {
        try withReader { reader in
            var position: Position = [:]
            for partition in try partitions(of: topic, offer) {
                position[partition.partition] = try retried(reader) {
                    try reader.watermarks(partition, timeout: timeout).high
                }
            }
            return position
        }
    }

    func read(
        _ topic: Topic, _ offer: OfferKey?, _ start: Start, _ each: (TopicRecord) throws -> Void
    ) throws -> Position {
        try withReader { reader in
            let from = try offsets(partitions(of: topic, offer), start, reader)
            guard !from.isEmpty else { return [:] }
            let ends = try reader.readToEnd(from, timeout: timeout) { try each(TopicRecord($0)) }
            return Dictionary(uniqueKeysWithValues: ends.map { ($0.key.partition, $0.value) })
        }
    }

    func readAll(_ topics: [Topic], _ each: (TopicRecord) throws -> Void) throws -> [Topic: Position] {
        try withReader { reader in
            var from: [TopicPartition: StartOffset] = [:]
            for topic in topics { for partition in try partitions(of: topic) { from[partition] = .beginning } }
            let ends = try reader.readToEnd(from, timeout: timeout) { try each(TopicRecord($0)) }
            return Dictionary(
                uniqueKeysWithValues: topics.map { topic in
                    let own = ends.filter { $0.key.topic == topic.name }
                    return (topic, Dictionary(uniqueKeysWithValues: own.map { ($0.key.partition, $0.value) }))
                })
        }
    }

    func followAll(
        _ from: [Topic: Position], _ limit: Duration?, _ each: ([TopicRecord]) throws -> Bool
    ) throws -> Bool {
        var next: [TopicPartition: Int64] = [:]
        for (topic, position) in from {
            for (partition, offset) in position { next[TopicPartition(topic.name, partition)] = offset }
        }
        let deadline = limit.map { ContinuousClock.now + $0 }
        while true {
            let isDone: Bool? = try withReader { reader in
                try reader.start(next.mapValues { .offset($0) }, timeout: timeout)
                follower.withLock { $0 = reader }
                defer {
                    follower.withLock { $0 = nil }
                    reader.stop()
                }
                while !reader.isOutdated {
                    let left = deadline.map { $0 - .now } ?? Self.longestPoll
                    guard left > .zero else { return false }
                    let batch = try reader.poll(max: 1_000, wait: min(left, Self.longestPoll))
                    if try each(batch.map { TopicRecord($0) }) { return true }
                    for record in batch { next[TopicPartition(record.topic, record.partition)] = record.offset + 1 }
                    // An idle producer's log lines and errors wait until somebody serves them.
                    try writer.withLock { try $0?.producer.serve() }
                }
                return nil
            }
            if let isDone { return isDone }
        }
    }

    func silence() -> Duration { follower.withLock { $0?.silence } ?? .zero }

    /// A reader for looks at single records.
    func withLooker<Result>(_ work: (PartitionReader) throws -> Result) throws -> Result {
        try worded {
            try looker.withLock { looker in
                if looker?.isOutdated == true { looker = nil }
                let reader =
                    try looker
                    ?? PartitionReader(settings: settings.forLooking(), name: name, unreadable: .look, log: log)
                looker = reader
                return try work(reader)
            }
        }
    }

    /// One admin client, made when first needed.
    func admin() throws -> Admin {
        try knownAdmin.withLock { known in
            if known?.isOutdated == true { known = nil }
            let admin = try known ?? Admin(settings: settings, log: log)
            known = admin
            return admin
        }
    }

    /// The partitions of a topic, or the one that holds an offer's records.
    func partitions(of topic: Topic, _ offer: OfferKey? = nil) throws -> [TopicPartition] {
        let count = try count(of: topic)
        guard let offer else { return (0..<count).map { TopicPartition(topic.name, $0) } }
        return [TopicPartition(topic.name, Partitioner.partition(of: offer.bytes, count: Int(count)))]
    }

    private func count(of topic: Topic) throws -> Int32 {
        var counts = knownCounts.withLock { $0 }
        if counts[topic.name] == nil {
            counts = try admin().describeAll(timeout: timeout)
            knownCounts.withLock { [counts] in $0 = counts }
        }
        guard let count = counts[topic.name], count > 0 else { throw BrokerError.topicMissing(topic) }
        return count
    }

    private func withReader<Result>(_ work: (PartitionReader) throws -> Result) throws -> Result {
        try worded {
            let idle = idleReaders.withLock { readers in
                readers.removeAll { $0.isOutdated }
                return readers.popLast()
            }
            let reader = try idle ?? PartitionReader(settings: settings, name: name, unreadable: .pass, log: log)
            let result = try work(reader)
            idleReaders.withLock { $0.append(reader) }
            return result
        }
    }

    /// Asks again while the failure is temporary: a new partition has no leader yet.
    private func retried<Result>(_ reader: PartitionReader, _ ask: () throws -> Result) throws -> Result {
        let deadline = ContinuousClock.now + timeout
        while true {
            do { return try ask() } catch let error as KafkaError where error.isRetriable && .now < deadline {
                // Nothing is assigned, so nothing arrives: the poll is a pause.
                _ = try reader.poll(max: 1, wait: .milliseconds(50))
            }
        }
    }

    private func offsets(
        _ partitions: [TopicPartition], _ start: Start, _ reader: PartitionReader
    ) throws -> [TopicPartition: StartOffset] {
        var offsets: [TopicPartition: StartOffset] = [:]
        switch start {
        case .beginning: for partition in partitions { offsets[partition] = .beginning }
        case .offsets(let position):
            for partition in partitions { offsets[partition] = position[partition.partition].map { .offset($0) } }
        case .time(let time):
            let found = try retried(reader) {
                try reader.offsets(notBefore: time.milliseconds, of: partitions, timeout: timeout)
            }
            // A broker that finds no record of that time may have no time index: read everything.
            for partition in partitions { offsets[partition] = found[partition].map { .offset($0) } ?? .beginning }
        }
        return offsets
    }
}

/// Turns what the Kafka module throws into a `BrokerError`.
func worded<Result>(_ work: () throws -> Result) throws -> Result {
    do { return try work() } catch let error as SettingError {
        throw BrokerError.badSetting(error.description)
    } catch let error as KafkaError {
        throw BrokerError.failed(error.description)
    }
}

extension Producer {
    func send(_ message: Message) throws(KafkaError) {
        try send(
            topic: message.topic.name, key: message.key, value: message.value,
            headers: message.headers.map { KafkaHeader($0.name, $0.value) })
    }

    /// With the record's own partition and time.
    func send(_ record: TopicRecord) throws(KafkaError) {
        try send(
            topic: record.topic, partition: record.partition, key: record.key, value: record.value,
            headers: record.headers.map { KafkaHeader($0.name, $0.value) }, time: record.time?.milliseconds ?? 0)
    }
}

extension TopicRecord {
    init(_ message: KafkaMessage) {
        self.init(
            topic: message.topic, partition: message.partition, offset: message.offset, key: message.key,
            value: message.value, headers: message.headers.map { Message.Header($0.name, bytes: $0.value) },
            time: message.timestamp < 0 ? nil : Timestamp(milliseconds: message.timestamp))
    }
}
