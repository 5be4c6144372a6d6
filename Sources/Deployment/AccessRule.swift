// The rights of each service on a broker with access control, derived from what it reads and writes.

import Base
import Events
import Offers

/// One right, as in Kafka's authorizer (KIP-11, KIP-290).
struct AccessRule: Equatable {
    enum Resource: String { case topic, group, transactionalId }

    var resource: Resource
    var name: String
    /// Whether `name` is a prefix of the resource's name.
    var isPrefix = false
    var operations: [String]

    /// Whether the rules differ only in the resource's name.
    func isAlike(_ other: AccessRule) -> Bool {
        (resource, isPrefix, operations) == (other.resource, other.isPrefix, other.operations)
    }
}

extension Service {
    /// Exactly the rights that a service needs. The start-up checks read the partitions of every topic; restoring and
    /// probing use names that begin with the group's.
    var rules: [AccessRule] {
        let (written, read) = (Set(outputs), Set(reads))
        let topics = Topic.all.filter { written.contains($0) || read.contains($0) }.map { topic in
            AccessRule(
                resource: .topic, name: topic.name,
                operations: (read.contains(topic) ? ["Read"] : []) + (written.contains(topic) ? ["Write"] : []))
        }
        return [
            AccessRule(
                resource: .topic, name: "\(Installation.prefix).", isPrefix: true,
                operations: ["Describe", "DescribeConfigs"])
        ] + topics + [
            AccessRule(
                resource: .group, name: group, isPrefix: true,
                operations: joinsGroup ? ["Read", "Describe"] : ["Describe"]),
            AccessRule(
                resource: .transactionalId, name: "\(group)-", isPrefix: true, operations: ["Write", "Describe"]),
        ]
    }
}
