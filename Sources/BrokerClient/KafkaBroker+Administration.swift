// What operators ask of the cluster: topics, groups, rights.

import Kafka
import Offers

extension KafkaBroker {
    var administration: BrokerClient.Administration {
        var administration = BrokerClient.Administration()
        administration.partitions = partitions
        administration.create = create
        administration.committed = committed
        administration.members = members
        administration.checkWriteAccess = checkWriteAccess
        return administration
    }

    private func partitions() throws -> [Topic: Int] {
        try worded {
            let found = try admin().describe(Topic.all.map(\.name), timeout: timeout)
            let pairs = Topic.all.compactMap { topic in found[topic.name].map { (topic, Int($0)) } }
            return Dictionary(uniqueKeysWithValues: pairs)
        }
    }

    private func create(_ plans: [TopicPlan]) throws -> [Topic: Creation] {
        let specs = plans.map { plan in
            TopicSpec(
                name: plan.topic.name, partitions: Int32(clamping: plan.partitions),
                replication: plan.replication.map { Int32(clamping: $0) } ?? -1, config: plan.topic.configuration)
        }
        let answers: [String: TopicCreation] = try worded {
            do { return try admin().createTopics(specs, timeout: timeout) } catch let error as KafkaError
                where error.code == .unsupportedFeature
            { throw BrokerError.cannotCreateTopics(missing: plans.count) }
        }
        let results = plans.map { plan -> (Topic, Creation) in
            switch answers[plan.topic.name] {
            case .created: (plan.topic, .created)
            case .alreadyExists: (plan.topic, .exists)
            case .refused(let reason): (plan.topic, .refused(reason))
            case nil: (plan.topic, .refused("the broker did not answer for it"))
            }
        }
        return Dictionary(uniqueKeysWithValues: results)
    }

    private func committed(_ group: String, _ topic: Topic) throws -> Position {
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

    private func members() throws -> [String: Int]? {
        try worded {
            let admin = try admin()
            // The embedded broker does not answer this question, so the wait is short.
            do throws(KafkaError) {
                return try admin.groups(timeout: min(timeout, .seconds(5))).mapValues(\.members)
            } catch { return error.code.rawValue < 0 ? nil : [:] }
        }
    }

    private func checkWriteAccess(_ transactionalID: String) throws {
        try worded {
            let producer = try Producer(settings: settings, transactionalID: transactionalID)
            try producer.initTransactions(timeout: timeout)
        }
    }
}
