// Inspects a cluster and creates topics. Blocking, for programs that set up and for checks at start.
import CLibrdkafka

/// A topic to be made.
public struct TopicSpec: Hashable, Sendable {
    /// The topic's name.
    public let name: String
    /// Number of partitions; -1 leaves it to the broker.
    public let partitions: Int32
    /// Number of replicas; -1 leaves it to the broker (needs 2.4 or later).
    public let replication: Int32
    /// Settings of the topic, `cleanup.policy` and the like.
    public let config: [String: String]

    /// A topic with that name; without `replication`, the broker chooses the number of replicas.
    public init(name: String, partitions: Int32, replication: Int32 = -1, config: [String: String] = [:]) {
        self.name = name
        self.partitions = partitions
        self.replication = replication
        self.config = config
    }
}

/// The result of creating a topic.
public enum TopicCreation: Hashable, Sendable {
    /// It was made.
    case created
    /// It existed already; its settings may differ.
    case alreadyExists
    /// The broker refuses it, in its own words: rights, a bad name, a bad setting.
    case refused(reason: String)
}

/// Administers a cluster.
public final class Admin: Sendable {
    let client: ClientHandle

    /// Whether files of the settings have changed so that a new client should take its place.
    public var isOutdated: Bool { client.isOutdated }

    /// Makes a client; connects in the background. Throws `SettingError`.
    public init(settings: ClientSettings, log: @escaping KafkaLogSink = { _ in }) throws {
        client = try ClientHandle(.admin, settings: settings, log: log)
    }

    /// The cluster's brokers as `host:port`. Throws a `KafkaError` with the addresses that were tried if none answers.
    @discardableResult
    public func brokers(timeout: Duration = .seconds(10)) throws(KafkaError) -> [String] {
        try ClusterMetadata.fetch(from: client, .brokersOnly, timeout: timeout).brokers
    }

    /// The number of partitions of each existing topic among `topics`; missing ones are left out. Never creates a
    /// topic.
    public func describe(_ topics: [String], timeout: Duration = .seconds(10)) throws(KafkaError) -> [String: Int32] {
        let wanted = Set(topics)
        return try describeAll(timeout: timeout).filter { wanted.contains($0.key) }
    }

    /// The number of partitions of every topic that the client's user may see.
    public func describeAll(timeout: Duration = .seconds(10)) throws(KafkaError) -> [String: Int32] {
        try ClusterMetadata.fetch(from: client, .allTopics, timeout: timeout).topics
    }

    /// Creates topics; returns a result for each name. Throws `unsupportedFeature` if the broker does not support such
    /// requests (librdkafka's mock cluster; `offer-broker` creates the topics there), and a connection failure if the
    /// broker is not reachable.
    public func createTopics(
        _ specs: [TopicSpec], timeout: Duration = .seconds(10)
    ) throws(KafkaError) -> [String: TopicCreation] {
        guard !specs.isEmpty else { return [:] }
        // From here on, silence can only be about the request itself.
        try brokers(timeout: timeout)
        do throws(KafkaError) {
            return try requestTopics(specs, timeout: timeout)
        } catch  where error.code == .timedOut || error.code == .unsupportedFeature {
            let standing = try describe(specs.map(\.name), timeout: timeout)
            if specs.allSatisfy({ standing[$0.name] != nil }) { return standing.mapValues { _ in .alreadyExists } }
            throw KafkaError(
                operation: "create topics", code: RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE,
                words: "the broker at \(client.bootstrapServers) does not answer requests to create topics")
        }
    }

    private func requestTopics(_ specs: [TopicSpec], timeout: Duration) throws(KafkaError) -> [String: TopicCreation] {
        var requests: [OpaquePointer?] = []
        defer { for request in requests { rd_kafka_NewTopic_destroy(request) } }
        for spec in specs { requests.append(try newTopic(spec)) }
        let answer = try ask("create topics", RD_KAFKA_ADMIN_OP_CREATETOPICS, timeout: timeout) {
            rd_kafka_CreateTopics(client.raw, &requests, requests.count, $0, $1)
        }
        return creations(in: answer.event)
    }

    /// The caller destroys the result.
    private func newTopic(_ spec: TopicSpec) throws(KafkaError) -> OpaquePointer {
        var words = [CChar](repeating: 0, count: 512)
        guard let topic = rd_kafka_NewTopic_new(spec.name, spec.partitions, spec.replication, &words, words.count)
        else {
            throw KafkaError(
                operation: "create topic \(spec.name)", code: RD_KAFKA_RESP_ERR__INVALID_ARG, words: text(words))
        }
        for (key, value) in spec.config.sorted(by: { $0.key < $1.key }) {
            _ = rd_kafka_NewTopic_set_config(topic, key, value)
        }
        return topic
    }

    private func creations(in event: OpaquePointer) -> [String: TopicCreation] {
        guard let result = rd_kafka_event_CreateTopics_result(event) else { return [:] }
        var count = 0
        guard let topics = rd_kafka_CreateTopics_result_topics(result, &count) else { return [:] }
        var creations: [String: TopicCreation] = [:]
        for topic in UnsafeBufferPointer(start: topics, count: count) {
            guard let topic else { continue }
            let name = String(cString: rd_kafka_topic_result_name(topic))
            let code = rd_kafka_topic_result_error(topic)
            creations[name] =
                switch KafkaError.Code(code) {
                case KafkaError.Code(RD_KAFKA_RESP_ERR_NO_ERROR): .created
                case .topicAlreadyExists: .alreadyExists
                default:
                    .refused(
                        reason: String(cString: rd_kafka_topic_result_error_string(topic) ?? rd_kafka_err2str(code)))
                }
        }
        return creations
    }
}
