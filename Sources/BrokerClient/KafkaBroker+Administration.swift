// What operators ask of the cluster: topics, groups, rights.

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

    func committed(_ group: String, _ topic: Topic) throws -> Position {
        try worded {
            // A consumer that never joins may ask what its group has committed, and disturbs no member.
            let consumer = try Consumer(settings: settings, groupID: group)
            var position: Position = [:]
            for offset in try consumer.committed(partitions(of: topic), timeout: timeout) where !offset.isUnset {
                position[offset.partition.partition] = offset.offset
            }
            return position
        }
    }

    func members() throws -> [String: Int]? {
        try worded {
            let admin = try admin()
            // The embedded broker does not answer this question, so the wait is short.
            do throws(KafkaError) {
                return try admin.groups(timeout: min(timeout, .seconds(5))).mapValues(\.members)
            } catch { return error.code.rawValue < 0 ? nil : [:] }
        }
    }

    func checkWriteAccess(_ transactionalID: String) throws {
        try worded {
            let producer = try Producer(settings: settings, transactionalID: transactionalID)
            try producer.initTransactions(timeout: timeout)
        }
    }
}
