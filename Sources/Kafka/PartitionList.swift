// Owns an rd_kafka_topic_partition_list_t, and converts between it and our values.
import CLibrdkafka
import Glibc

struct PartitionList: ~Copyable {
    typealias Raw = UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    let raw: Raw

    init(adopting raw: Raw) { self.raw = raw }

    init(_ partitions: [TopicPartition]) {
        raw = rd_kafka_topic_partition_list_new(Int32(clamping: partitions.count))
        for partition in partitions { add(partition, offset: CommittedOffset.unset) }
    }

    init(_ offsets: [CommittedOffset]) {
        raw = rd_kafka_topic_partition_list_new(Int32(clamping: offsets.count))
        for offset in offsets { add(offset.partition, offset: offset.offset, metadata: offset.metadata) }
    }

    init(_ offsets: [TopicPartition: Int64]) {
        raw = rd_kafka_topic_partition_list_new(Int32(clamping: offsets.count))
        for (partition, offset) in offsets { add(partition, offset: offset) }
    }

    deinit { rd_kafka_topic_partition_list_destroy(raw) }

    /// The list frees the metadata with free(3), so it gets a copy from malloc.
    private func add(_ partition: TopicPartition, offset: Int64, metadata: String? = nil) {
        guard let element = rd_kafka_topic_partition_list_add(raw, partition.topic, partition.partition) else { return }
        element.pointee.offset = offset
        guard let metadata, !metadata.isEmpty else { return }
        element.pointee.metadata = UnsafeMutableRawPointer(strdup(metadata))
        element.pointee.metadata_size = metadata.utf8.count
    }

    var partitions: [TopicPartition] { Self.partitions(of: raw) }

    static func partitions(of list: Raw?) -> [TopicPartition] {
        elements(of: list).map { TopicPartition(String(cString: $0.topic), $0.partition) }
    }

    var offsets: [CommittedOffset] {
        Self.elements(of: raw).map { element in
            let metadata = element.metadata.map {
                String(decoding: UnsafeRawBufferPointer(start: $0, count: element.metadata_size), as: UTF8.self)
            }
            return CommittedOffset(
                partition: TopicPartition(String(cString: element.topic), element.partition), offset: element.offset,
                metadata: metadata)
        }
    }

    /// Throws the error of the first failed partition.
    func checkEach(_ operation: String) throws(KafkaError) {
        for element in Self.elements(of: raw) where element.err != RD_KAFKA_RESP_ERR_NO_ERROR {
            throw KafkaError(
                operation: "\(operation) of \(String(cString: element.topic))/\(element.partition)", code: element.err)
        }
    }

    private static func elements(of list: Raw?) -> UnsafeBufferPointer<rd_kafka_topic_partition_t> {
        UnsafeBufferPointer(start: list?.pointee.elems, count: Int(list?.pointee.cnt ?? 0))
    }
}
