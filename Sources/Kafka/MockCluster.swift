// librdkafka's mock cluster: an in-memory broker, for the embedded broker and for tests. A failed assertion aborts its
// process, so no worker may host one. It keeps the newest 5 MiB of a partition, shows open and aborted transactions,
// does not store the offsets of transactions, and creates topics only through `createTopic`.
import CLibrdkafka

/// A Kafka broker in this process, on 127.0.0.1 and a port that the system chose. Lives as long as this object.
///
/// @unchecked Sendable: the cluster has a thread and locks of its own; the pointers are constant.
public final class MockCluster: @unchecked Sendable {
    private let host: ClientHandle
    /// For tests that inject faults.
    package let raw: OpaquePointer

    /// Its address, `127.0.0.1:port`; several brokers are separated by commas.
    public let bootstrapServers: String

    /// Starts the cluster.
    public init(brokers: Int = 1, log: @escaping KafkaLogSink = { _ in }) throws {
        host = try ClientHandle(.mockHost, settings: ClientSettings(), log: log)
        guard let raw = rd_kafka_mock_cluster_new(host.raw, Int32(clamping: brokers)) else {
            throw KafkaError(operation: "start the embedded broker", code: RD_KAFKA_RESP_ERR__FAIL)
        }
        self.raw = raw
        bootstrapServers = String(cString: rd_kafka_mock_cluster_bootstraps(raw))
    }

    /// Stops its brokers. The host client is destroyed after that.
    deinit { rd_kafka_mock_cluster_destroy(raw) }

    /// Creates a topic. Throws if it exists.
    public func createTopic(_ name: String, partitions: Int32) throws(KafkaError) {
        try check(rd_kafka_mock_topic_create(raw, name, partitions, 1), "create topic \(name)")
    }
}
