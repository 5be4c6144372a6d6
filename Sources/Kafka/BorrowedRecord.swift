// A record that stays in librdkafka's memory, for code that reads a million records and keeps a part of each.
import CLibrdkafka

/// A record that is valid during one call. Its bytes belong to librdkafka; copy those that you keep. It has no headers,
/// because librdkafka allocates a list of them for each record that is asked for them.
public struct BorrowedRecord: ~Copyable {
    /// The topic it was read from; one String a topic, shared by its records.
    public let topic: String
    /// The partition it was read from.
    public let partition: Int32
    /// Its offset in the partition.
    public let offset: Int64
    /// The record's key; nil if it has none.
    public let key: UnsafeBufferPointer<UInt8>?
    /// The record's value; nil is a tombstone in a compacted topic.
    public let value: UnsafeBufferPointer<UInt8>?

    /// The message still belongs to librdkafka, and must outlive this value.
    init(_ message: UnsafeMutablePointer<rd_kafka_message_t>, topic: String) {
        self.topic = topic
        partition = message.pointee.partition
        offset = message.pointee.offset
        key = Self.bytes(message.pointee.key, message.pointee.key_len)
        value = Self.bytes(message.pointee.payload, message.pointee.len)
    }

    private static func bytes(_ start: UnsafeMutableRawPointer?, _ count: Int) -> UnsafeBufferPointer<UInt8>? {
        start.map { UnsafeBufferPointer(start: $0.assumingMemoryBound(to: UInt8.self), count: count) }
    }
}
