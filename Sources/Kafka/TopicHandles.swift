// The producer's topic handles: one for each topic, found without hashing or comparing names.
import CLibrdkafka

/// Keeps the client alive, because librdkafka needs the handles freed first.
struct TopicHandles: ~Copyable {
    private struct Entry {
        let name: String
        /// Different for most names.
        let length: Int
        let handle: OpaquePointer
    }

    private let client: ClientHandle
    /// A worker writes to few topics, three of them in turn: a linear search is faster than hashing.
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
        // A nil configuration uses the client's own properties for the topic.
        guard let handle = rd_kafka_topic_new(client.raw, topic, nil) else {
            throw KafkaError(operation: "write to \(topic)", code: rd_kafka_last_error())
        }
        // Fetches the leader now; otherwise the first record waits up to a second for it (#5032).
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
