// A cluster's metadata: its brokers, its topics and their partitions.
import CLibrdkafka

struct ClusterMetadata {
    enum Extent { case allTopics, locallyKnown, brokersOnly }

    /// Addresses, `host:port`.
    private(set) var brokers: [String] = []
    /// The number of partitions of each existing topic.
    private(set) var topics: [String: Int32] = [:]

    /// Asks any broker. Throws a `KafkaError` with the addresses that were tried if none answers.
    static func fetch(
        from client: ClientHandle, _ extent: Extent, timeout: Duration
    ) throws(KafkaError) -> ClusterMetadata {
        var answer: UnsafePointer<rd_kafka_metadata>?
        let all: Int32 = extent == .allTopics ? 1 : 0
        let code = rd_kafka_metadata(client.raw, all, nil, &answer, max(1, timeout.wholeMilliseconds))
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let answer else {
            // Collects the reason why connecting failed.
            rd_kafka_poll(client.raw, 0)
            let why = client.callbacks.lastBrokerProblem.map { ": \($0)" } ?? ""
            throw KafkaError(
                operation: "reach the broker", code: code,
                words: "no Kafka broker answers at \(client.bootstrapServers)\(why)")
        }
        defer { rd_kafka_metadata_destroy(answer) }
        return ClusterMetadata(answer.pointee)
    }

    private init(_ answer: rd_kafka_metadata) {
        brokers = UnsafeBufferPointer(start: answer.brokers, count: Int(answer.broker_cnt)).map {
            "\(String(cString: $0.host)):\($0.port)"
        }
        for topic in UnsafeBufferPointer(start: answer.topics, count: Int(answer.topic_cnt))
        where topic.err == RD_KAFKA_RESP_ERR_NO_ERROR && topic.partition_cnt > 0 {
            topics[String(cString: topic.topic)] = topic.partition_cnt
        }
    }
}
