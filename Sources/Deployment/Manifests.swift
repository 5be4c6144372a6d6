// The files of deploy/ that are made and not written: whatever names topics, workers, rights or scalers. A test holds the
// committed files equal to these.

import Events
import Offers

/// The generated files.
public enum Manifests {
    /// Name of the Kafka cluster for Strimzi; brokers answer at `<cluster>-kafka-bootstrap`.
    static let cluster = "offers"
    static let bootstrap = "\(cluster)-kafka-bootstrap:9093"
    static let generated =
        "Made by offer-manifests from the declarations of topics and workers: change those, not this."

    /// Text of each file by its path under deploy/.
    public static var files: [String: String] {
        [
            "kubernetes/topics.yaml": topics,
            "kubernetes/users.yaml": users,
            "kubernetes/workers.yaml": workers,
            "kubernetes/gateway.yaml": gateway,
            "kubernetes/scalers.yaml": scalers,
            "systemd/publishing-line.target": target,
            "systemd/kafka-acls.sh": accessCommands,
            "container/compose.yaml": compose,
        ]
    }

    /// Strimzi's KafkaTopic for each topic of the line.
    static var topics: String {
        documents(
            Topic.all.map { topic in
                let settings = topic.configuration.merging(["min.insync.replicas": "2"]) { $1 }
                let config = settings.sorted { $0.key < $1.key }.map { "    \($0.key): \"\($0.value)\"" }
                return """
                    # \(topic.holds)
                    apiVersion: kafka.strimzi.io/v1
                    kind: KafkaTopic
                    metadata:
                      name: \(topic.name)
                      labels:
                        strimzi.io/cluster: \(cluster)
                    spec:
                      partitions: \(Topic.defaultPartitions)
                      replicas: 3
                      config:
                    \(config.joined(separator: "\n"))

                    """
            })
    }

    /// The systemd target that starts and stops everybody.
    static var target: String {
        let units = Service.all.map { "Wants=publishing-line@\($0.name).service" }
        return """
            # \(generated)
            [Unit]
            Description=The publishing line: a worker for each stage, coordinator, notifier, mailer, gateway
            Documentation=file:///usr/share/doc/publishing-line/operations.md
            Wants=network-online.target
            After=network-online.target
            \(units.joined(separator: "\n"))

            [Install]
            WantedBy=multi-user.target

            """
    }

    /// YAML documents in one file.
    static func documents(_ documents: [String]) -> String {
        "# \(generated)\n" + documents.map { "---\n" + $0 }.joined()
    }
}
