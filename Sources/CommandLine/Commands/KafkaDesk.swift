// The desk on a real broker, and the only file of the tool that knows the Kafka module. Clients are made when first
// needed; every failure of theirs becomes a `PipelineError` or, for settings, a `UsageError`.

import Base
import Events
import Kafka
import Offers

extension Desk {
    /// A desk on the broker of `connection`. Throws `UsageError` for settings librdkafka refuses; connects later.
    static func kafka(_ connection: Connection, _ world: World) throws -> Desk {
        let desk = KafkaDesk(settings: try connection.settings(), patience: connection.timeout, world: world)
        return Desk(
            send: desk.send, end: desk.end, read: desk.read, follow: desk.follow, partitions: desk.partitions,
            create: desk.create, committed: desk.committed, members: desk.members, askToWrite: desk.askToWrite)
    }
}

extension Connection {
    /// The client settings of all sources; the broker that was named stands above what a file says.
    func settings() throws -> ClientSettings {
        do throws(SettingError) {
            var settings = try ClientSettings.load(
                file: propertiesFile, environment: environment, overrides: properties,
                bootstrapServers: Self.defaultBroker)
            // A person waits: a fetch that finds nothing shall not hold up the answer.
            try settings.set("fetch.wait.max.ms", "20")
            if let broker {
                let source: SettingSource =
                    broker.isFromEnvironment
                    ? .environment(variable: broker.givenBy) : .commandLine(option: broker.givenBy)
                try settings.set("bootstrap.servers", broker.address, from: source)
            }
            return settings
        } catch { throw UsageError.badSetting(error.description) }
    }
}

private final class KafkaDesk {
    private let settings: ClientSettings
    private let patience: Duration
    private let world: World
    private var madeAdmin: Admin?
    private var madeReader: PartitionReader?
    private var madeProducer: Producer?
    private var known: [String: Int32] = [:]

    init(settings: ClientSettings, patience: Duration, world: World) {
        self.settings = settings
        self.patience = patience
        self.world = world
    }

    func send(_ message: Message) throws {
        try told {
            _ = try count(of: message.topic)
            let producer = try producer()
            try producer.prepare(topics: [message.topic.name], timeout: patience)
            do { try write(message, producer) } catch let error as KafkaError where error.code == .messageTooLarge {
                throw PipelineError.tooLarge(bytes: message.value?.count ?? 0, topic: message.topic)
            }
        }
    }

    private func write(_ message: Message, _ producer: Producer) throws {
        try producer.send(
            topic: message.topic.name, key: message.key, value: message.value,
            headers: message.headers.map { KafkaHeader($0.name, $0.value) })
        try producer.flush(timeout: patience)
    }

    func end(_ topic: Topic, _ offer: OfferKey?) throws -> Position {
        try told {
            var position: Position = [:]
            for partition in try places(topic, offer) {
                position[partition.partition] = try settled {
                    try reader().watermarks(partition, timeout: patience).high
                }
            }
            return position
        }
    }

    func read(_ topic: Topic, _ offer: OfferKey?, _ start: Start, _ each: (Record) throws -> Void) throws -> Position {
        try told {
            let from = try starts(places(topic, offer), start)
            guard !from.isEmpty else { return [:] }
            let ends = try reader().readToEnd(from, timeout: patience) { try each(Record($0)) }
            return Dictionary(uniqueKeysWithValues: ends.map { ($0.key.partition, $0.value) })
        }
    }

    func follow(
        _ topic: Topic, _ position: Position, _ limit: Duration?, _ each: (Record) throws -> Bool
    ) throws -> Bool {
        try told {
            let reader = try reader()
            let from = position.map { (TopicPartition(topic.name, $0.key), StartOffset.offset($0.value)) }
            try reader.start(Dictionary(uniqueKeysWithValues: from), timeout: patience)
            defer { reader.stop() }
            let deadline = limit.map { world.now() + $0 }
            while true {
                let left = deadline.map { $0 - world.now() } ?? .seconds(1)
                guard left > .zero else { return false }
                for message in try reader.poll(max: 1_000, wait: min(left, .seconds(1)))
                where try each(Record(message)) {
                    return true
                }
            }
        }
    }

    func committed(_ group: String, _ topic: Topic) throws -> Position {
        try told {
            // A consumer that never joins may ask what its group has committed, and disturbs nobody.
            let consumer = try Consumer(settings: settings, groupID: group)
            var position: Position = [:]
            for offset in try consumer.committed(places(topic, nil), timeout: patience) where !offset.isUnset {
                position[offset.partition.partition] = offset.offset
            }
            return position
        }
    }

    func members() throws -> [String: Int]? {
        try told {
            let admin = try admin()
            // The embedded broker does not know the question: silence is its answer, so it is not waited for long.
            do throws(KafkaError) {
                return try admin.groups(timeout: min(patience, .seconds(5))).mapValues(\.members)
            } catch { return error.code.rawValue < 0 ? nil : [:] }
        }
    }

    func askToWrite() throws {
        try told {
            let producer = try Producer(settings: settings, transactionalID: "offerctl-doctor")
            try producer.initTransactions(timeout: patience)
        }
    }

    func partitions() throws -> [Topic: Int] {
        try told {
            let standing = try admin().describe(Topic.all.map(\.name), timeout: patience)
            let pairs = Topic.all.compactMap { topic in standing[topic.name].map { (topic, Int($0)) } }
            return Dictionary(uniqueKeysWithValues: pairs)
        }
    }

    func create(_ plans: [TopicPlan]) throws -> [Topic: Creation] {
        let specs = plans.map { plan in
            TopicSpec(
                name: plan.topic.name, partitions: Int32(clamping: plan.partitions),
                replication: plan.replication.map { Int32(clamping: $0) } ?? -1, config: plan.topic.configuration)
        }
        let answers: [String: TopicCreation] = try told {
            let admin = try admin()
            do throws(KafkaError) {
                return try admin.createTopics(specs, timeout: patience)
            } catch  where error.code == .unsupportedFeature {
                throw PipelineError.topicsNotCreatable(missing: plans.count)
            }
        }
        return Dictionary(
            uniqueKeysWithValues: plans.map { plan in
                switch answers[plan.topic.name] {
                case .created: (plan.topic, .created)
                case .alreadyExists: (plan.topic, .exists)
                case .refused(let reason): (plan.topic, .refused(reason))
                case nil: (plan.topic, .refused("the broker said nothing of it"))
                }
            })
    }
}

extension KafkaDesk {
    /// One chokepoint for what the Kafka module throws.
    private func told<Result>(_ work: () throws -> Result) throws -> Result {
        do {
            return try work()
        } catch let error as SettingError {
            throw UsageError.badSetting(error.description)
        } catch let error as KafkaError {
            throw PipelineError.brokerAway(error.description)
        }
    }

    /// Asks again while the answer is one that passes by itself: a partition made a moment ago has no leader yet.
    private func settled<Result>(_ ask: () throws -> Result) throws -> Result {
        let deadline = world.now() + patience
        while true {
            do {
                return try ask()
            } catch let error as KafkaError where error.isRetriable && world.now() < deadline {
                // Nothing is assigned, so nothing can come: the poll is the pause.
                _ = try reader().poll(max: 1, wait: .milliseconds(50))
            }
        }
    }

    private func starts(_ places: [TopicPartition], _ start: Start) throws -> [TopicPartition: StartOffset] {
        var starts: [TopicPartition: StartOffset] = [:]
        switch start {
        case .beginning: for place in places { starts[place] = .beginning }
        case .offsets(let position):
            for place in places { starts[place] = position[place.partition].map { .offset($0) } }
        case .time(let time):
            let found = try settled {
                try reader().offsets(notBefore: time.milliseconds, of: places, timeout: patience)
            }
            // A broker that knows no record of that time may only have no index of times: read all of it.
            for place in places { starts[place] = found[place].map { .offset($0) } ?? .beginning }
        }
        return starts
    }

    /// The partitions of a topic, or the one where an offer's records lie.
    private func places(_ topic: Topic, _ offer: OfferKey?) throws -> [TopicPartition] {
        let count = try count(of: topic)
        guard let offer else { return (0..<count).map { TopicPartition(topic.name, $0) } }
        return [TopicPartition(topic.name, Partitioner.partition(of: offer.bytes, count: Int(count)))]
    }

    private func count(of topic: Topic) throws -> Int32 {
        if known.isEmpty { known = try admin().describeAll(timeout: patience) }
        guard let count = known[topic.name], count > 0 else { throw PipelineError.topicMissing(topic) }
        return count
    }

    private func admin() throws -> Admin {
        if let madeAdmin { return madeAdmin }
        let admin = try Admin(settings: settings)
        madeAdmin = admin
        return admin
    }

    private func reader() throws -> PartitionReader {
        if let madeReader { return madeReader }
        let reader = try PartitionReader(settings: settings, name: "offerctl")
        madeReader = reader
        return reader
    }

    private func producer() throws -> Producer {
        if let madeProducer { return madeProducer }
        let producer = try Producer(settings: settings)
        madeProducer = producer
        return producer
    }
}

extension Record {
    fileprivate init(_ message: KafkaMessage) {
        self.init(
            topic: message.topic, partition: message.partition, offset: message.offset, key: message.key,
            value: message.value, headers: message.headers.map { Message.Header($0.name, bytes: $0.value) },
            time: message.timestamp < 0 ? nil : Timestamp(milliseconds: message.timestamp))
    }
}
