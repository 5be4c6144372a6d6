// What each worker may do on a broker with access control, for Kafka's own tool and for Strimzi.

import Events
import Offers

/// One right, as Kafka's authorizer has it (KIP-11, KIP-290).
struct AccessRule: Equatable {
    enum Resource: String { case topic, group, transactionalId }

    var resource: Resource
    var name: String
    /// Whether `name` is how the resource's name begins.
    var isPrefix = false
    var operations: [String]

    /// Whether it grants the same on another resource of its kind.
    func isAlike(_ other: AccessRule) -> Bool {
        (resource, isPrefix, operations) == (other.resource, other.isPrefix, other.operations)
    }
}

extension Service {
    /// The rights of a worker, and no more. The preflight looks at every topic's number of partitions; reading back and
    /// probing have names of their own that begin with the group's.
    var rules: [AccessRule] {
        let written = Set(outputs)
        let read = Set(reads)
        let topics = Topic.all.filter { written.contains($0) || read.contains($0) }.map { topic in
            AccessRule(
                resource: .topic, name: topic.name,
                operations: (read.contains(topic) ? ["Read"] : []) + (written.contains(topic) ? ["Write"] : []))
        }
        return [
            AccessRule(resource: .topic, name: "offers.", isPrefix: true, operations: ["Describe"])
        ] + topics + [
            AccessRule(
                resource: .group, name: name, isPrefix: true,
                operations: joinsGroup ? ["Read", "Describe"] : ["Describe"]),
            AccessRule(
                resource: .transactionalId, name: "\(name)-", isPrefix: true, operations: ["Write", "Describe"]),
        ]
    }
}

extension Manifests {
    /// `kafka-acls.sh` commands for brokers that are not Strimzi's.
    static var accessCommands: String {
        var text = """
            #!/bin/sh
            # \(generated)
            # Gives each worker its rights. Usage: BROKER=HOST:PORT [CONFIG=admin.properties] sh kafka-acls.sh
            # A worker's principal is User:NAME, such as User:certify; with TLS, let ssl.principal.mapping.rules make it of the name.
            set -eu
            allow() {
                kafka-acls.sh --bootstrap-server "$BROKER" ${CONFIG:+--command-config "$CONFIG"} --add --force "$@"
            }

            """
        for member in Service.all {
            text += "\n# \(member.name)\n"
            // One call for all rules that differ by name only: each starts a Java machine.
            var calls: [(rule: AccessRule, names: [String])] = []
            for rule in member.rules {
                if let place = calls.firstIndex(where: { $0.rule.isAlike(rule) }) {
                    calls[place].names.append(rule.name)
                } else {
                    calls.append((rule, [rule.name]))
                }
            }
            for (rule, names) in calls {
                let option = rule.resource == .transactionalId ? "transactional-id" : rule.resource.rawValue
                let operations = rule.operations.map { "--operation \($0)" }.joined(separator: " ")
                let pattern = rule.isPrefix ? " --resource-pattern-type prefixed" : ""
                let resources = names.map { " \\\n    --\(option) \($0)" }.joined()
                text += "allow --allow-principal User:\(member.name) \(operations)\(pattern)\(resources)\n"
            }
        }
        return text
    }

    /// Strimzi's KafkaUser, one a worker, known by its certificate.
    static var users: String {
        documents(
            Service.all.map { member in
                var text = """
                    apiVersion: kafka.strimzi.io/v1
                    kind: KafkaUser
                    metadata:
                      name: \(member.name)
                      labels:
                        strimzi.io/cluster: \(cluster)
                    spec:
                      authentication:
                        type: tls
                      authorization:
                        type: simple
                        acls:

                    """
                for rule in member.rules {
                    text += """
                              - resource:
                                  type: \(rule.resource.rawValue)
                                  name: \(rule.name)
                                  patternType: \(rule.isPrefix ? "prefix" : "literal")
                                operations: [\(rule.operations.joined(separator: ", "))]

                        """
                }
                return text
            })
    }
}
