// Operators' requests to the cluster: topics, groups, rights.

import Base
import Events
import Kafka
import Offers

extension KafkaBroker {
    func partitions() throws -> [Topic: Int] {
        try worded {
            let found = try admin().describe(Topic.all.map(\.name), timeout: timeout)
            let pairs = Topic.all.compactMap { topic in found[topic.name].map { (topic, Int($0)) } }
            return Dictionary(uniqueKeysWithValues: pairs)
        }
    }

    func create(_ topics: [Topic], partitions: Int, replication: Int?) throws -> [Topic: TopicCreation] {
        let specs = topics.map { topic in
            TopicSpec(
                name: topic.name, partitions: Int32(clamping: partitions),
                replication: replication.map { Int32(clamping: $0) } ?? -1, config: topic.configuration)
        }
        return try worded {
            do {
                let answers = try admin().createTopics(specs, timeout: timeout)
                let silence = TopicCreation.refused(reason: "the broker did not answer for it")
                return Dictionary(uniqueKeysWithValues: topics.map { ($0, answers[$0.name] ?? silence) })
            } catch let error as KafkaError where error.code == .unsupportedFeature {
                throw BrokerError.cannotCreateTopics(missing: topics.count)
            }
        }
    }

    func commits(_ group: String, _ topics: [Topic]) throws -> [PositionRecord] {
        try worded {
            // A consumer that never joins can read its group's commits without disturbing members.
            let consumer = try Consumer(settings: settings, groupID: group)
            let all = try topics.flatMap { try partitions(of: $0) }
            return try consumer.committed(all, timeout: timeout).filter { !$0.isUnset }.map {
                PositionRecord(
                    group: group, topic: $0.partition.topic, partition: Int($0.partition.partition),
                    offset: Int($0.offset),
                    metadata: $0.metadata ?? "")
            }
        }
    }

    func commit(_ positions: [PositionRecord]) throws {
        try worded {
            for (group, positions) in Dictionary(grouping: positions, by: \.group).sorted(by: { $0.key < $1.key }) {
                let consumer = try Consumer(settings: settings, groupID: group)
                try consumer.commit(
                    positions.map {
                        CommittedOffset(
                            partition: TopicPartition($0.topic, Int32(clamping: $0.partition)),
                            offset: Int64($0.offset), metadata: $0.metadata)
                    })
            }
        }
    }

    func members() throws -> [String: Int]? {
        try worded {
            let admin = try admin()
            // The embedded broker does not answer this question, so the wait is short.
            do throws(KafkaError) {
                return try admin.groups(timeout: min(timeout, .seconds(5)))
            } catch { return error.code.rawValue < 0 ? nil : [:] }
        }
    }

    func configurations() throws -> [Topic: [String: String]]? {
        try worded {
            let admin = try admin()
            do throws(KafkaError) {
                // The embedded broker does not answer this question, so the wait is short.
                let found = try admin.configurations(of: Topic.all.map(\.name), timeout: min(timeout, .seconds(5)))
                let pairs = Topic.all.compactMap { topic in found[topic.name].map { (topic, $0) } }
                return Dictionary(uniqueKeysWithValues: pairs)
            } catch { return error.code.rawValue < 0 ? nil : [:] }
        }
    }

    func waiting(_ topic: Topic, _ position: Position) throws -> [Int32: Waiting] {
        try withLooker { reader in
            var starts: [TopicPartition: StartOffset] = [:]
            for (partition, offset) in position { starts[TopicPartition(topic.name, partition)] = .offset(offset) }
            let found = try reader.look(starts, timeout: timeout).map { partition, look in
                let waiting: Waiting =
                    switch look {
                    case .record(let stamp):
                        .record(
                            offset: stamp.offset,
                            written: stamp.timestamp < 0 ? nil : Timestamp(milliseconds: stamp.timestamp))
                    case .end: .nothing
                    case .unreadable(let words): .unreadable(words)
                    }
                return (partition.partition, waiting)
            }
            return Dictionary(uniqueKeysWithValues: found)
        }
    }

    /// Our own transactions end within milliseconds, so one that is open at both looks is another program's, or hangs.
    func openTransactions(_ topic: Topic) throws -> Position {
        try withLooker { reader in
            let first = try reader.heldBack(partitions(of: topic), timeout: timeout)
            guard !first.isEmpty else { return [:] }
            // Nothing is assigned, so nothing arrives: the poll is a pause.
            for _ in 0..<3 { _ = try reader.poll(max: 1, wait: .seconds(1)) }
            let second = try reader.heldBack(Array(first.keys), timeout: timeout)
            let held = second.filter { first[$0.key]?.lowerBound == $0.value.lowerBound }
            return Dictionary(uniqueKeysWithValues: held.map { ($0.key.partition, $0.value.lowerBound) })
        }
    }

    func checkWriteAccess(_ transactionalID: String) throws {
        try worded {
            let producer = try Producer(settings: settings, transactionalID: transactionalID)
            try producer.initTransactions(timeout: timeout)
        }
    }
}
