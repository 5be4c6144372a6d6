// The producer's topic handles: made once a topic, found without hashing or comparing texts.
import CLibrdkafka

/// Keeps its client, as librdkafka wants the handles freed before it.
struct TopicHandles: ~Copyable {
    private struct Entry {
        let name: String
        /// Most names are told apart by it alone.
        let length: Int
        let handle: OpaquePointer
    }

    private let client: ClientHandle
    /// A worker writes to a handful of topics, three of them in turn: a walk is faster than hashing.
    private var entries: [Entry] = []
    /// Known after `Producer.prepare`.
    var partitionCounts: [String: Int32] = [:]

    init(of client: ClientHandle) { self.client = client }

    deinit { for entry in entries { rd_kafka_topic_destroy(entry.handle) } }

    mutating func handle(for topic: String) throws(KafkaError) -> OpaquePointer {
        let length = topic.utf8.count
        for index in entries.indices where entries[index].length == length && entries[index].name == topic {
            return entries[index].handle
        }
        // nil as configuration: the client's own properties hold for the topic.
        guard let handle = rd_kafka_topic_new(client.raw, topic, nil) else {
            throw KafkaError(operation: "write to \(topic)", code: rd_kafka_last_error())
        }
        // Where it is, is learned here and now: else its first record waits up to a second for it (#5032).
        do throws(KafkaError) {
            _ = try ClusterMetadata.fetch(from: client, .locallyKnown, timeout: .seconds(10))
        } catch {
            rd_kafka_topic_destroy(handle)
            throw error
        }
        entries.append(Entry(name: topic, length: length, handle: handle))
        return handle
    }
}
