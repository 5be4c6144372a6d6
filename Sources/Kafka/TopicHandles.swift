// The producer's topic handles: made once a topic, found without hashing for the topics used last.
import CLibrdkafka

/// Keeps its client, as librdkafka wants the handles freed before it.
struct TopicHandles: ~Copyable {
    private let client: ClientHandle
    private var handles: [String: OpaquePointer] = [:]
    /// The two used last: a stage writes to two topics in turn.
    private var recent: [(topic: String, handle: OpaquePointer)] = []
    /// Known after `Producer.prepare`.
    var partitionCounts: [String: Int32] = [:]

    init(of client: ClientHandle) { self.client = client }

    deinit { for handle in handles.values { rd_kafka_topic_destroy(handle) } }

    mutating func handle(for topic: String) throws(KafkaError) -> OpaquePointer {
        for entry in recent where entry.topic == topic { return entry.handle }
        if let handle = handles[topic] {
            remember(topic, handle)
            return handle
        }
        // nil as configuration: the client's own properties hold for the topic.
        guard let handle = rd_kafka_topic_new(client.raw, topic, nil) else {
            throw KafkaError(operation: "write to \(topic)", code: rd_kafka_last_error())
        }
        handles[topic] = handle
        remember(topic, handle)
        return handle
    }

    private mutating func remember(_ topic: String, _ handle: OpaquePointer) {
        if recent.count == 2 { recent.removeFirst() }
        recent.append((topic, handle))
    }
}
