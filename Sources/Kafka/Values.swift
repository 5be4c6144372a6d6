// Values that cross the border to librdkafka: records, positions in a log, committed offsets. Plain Swift, copied out
// of librdkafka's memory once.

/// One partition of one topic.
public struct TopicPartition: Hashable, Sendable, CustomStringConvertible {
    /// The topic's name.
    public let topic: String
    /// The partition's number, from 0.
    public let partition: Int32

    /// Names partition number `partition` of `topic`.
    public init(_ topic: String, _ partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    /// Compares numbers first, because they differ most often.
    public static func == (a: TopicPartition, b: TopicPartition) -> Bool {
        a.partition == b.partition && a.topic == b.topic
    }

    /// Hashes only the number: a worker reads few topics, and hashing the name would cost time for every record.
    public func hash(into hasher: inout Hasher) { hasher.combine(partition) }

    /// `topic/partition`, as logs and errors have it.
    public var description: String { "\(topic)/\(partition)" }
}

/// A header of a record. Names may repeat; the order is the writer's.
public struct KafkaHeader: Hashable, Sendable {
    /// The header's name.
    public let name: String
    /// The header's value; Kafka's null is read as empty.
    public let value: [UInt8]

    /// A header of that name and value.
    public init(_ name: String, _ value: [UInt8]) {
        self.name = name
        self.value = value
    }
}

/// A record read from a topic.
public struct KafkaMessage: Sendable, Hashable {
    /// The topic it was read from; all records of a topic share one String.
    public let topic: String
    /// The partition it was read from.
    public let partition: Int32
    /// Its offset in the partition.
    public let offset: Int64
    /// The record's key; nil if it has none.
    public let key: [UInt8]?
    /// The record's value; nil is a tombstone in a compacted topic.
    public let value: [UInt8]?
    /// The record's headers, in the writer's order.
    public let headers: [KafkaHeader]
    /// Milliseconds since 1970, from the writer or the broker as the topic is configured; -1 if the record has none.
    public let timestamp: Int64

    /// A record as read, for code that makes records without a broker.
    public init(
        topic: String, partition: Int32, offset: Int64, key: [UInt8]?, value: [UInt8]?, headers: [KafkaHeader] = [],
        timestamp: Int64 = -1
    ) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.key = key
        self.value = value
        self.headers = headers
        self.timestamp = timestamp
    }

    /// Where it was read.
    public var topicPartition: TopicPartition { TopicPartition(topic, partition) }
}

/// The offset up to which a group has finished a partition.
public struct CommittedOffset: Hashable, Sendable {
    /// The offset of a partition without a commit (librdkafka's `RD_KAFKA_OFFSET_INVALID`).
    public static let unset: Int64 = -1001

    /// The partition.
    public let partition: TopicPartition
    /// The next offset to read: one after the last finished record; `unset` without a commit.
    public let offset: Int64
    /// Text stored with the offset, by default at most 4,096 bytes at the broker; without zero bytes (#4876).
    public let metadata: String?

    /// An offset to commit, or a committed one.
    public init(partition: TopicPartition, offset: Int64, metadata: String? = nil) {
        self.partition = partition
        self.offset = offset
        self.metadata = metadata
    }

    /// Whether nothing was ever committed for the partition.
    public var isUnset: Bool { offset < 0 }
}

/// Where to start reading a partition.
public enum StartOffset: Hashable, Sendable {
    /// The oldest record that the broker keeps.
    case beginning
    /// After the newest record at this moment.
    case end
    /// That offset; if the record is gone, the oldest one kept.
    case offset(Int64)
    /// The first record whose timestamp is not before that time, in milliseconds since 1970; the end if there is none.
    case time(milliseconds: Int64)
}

/// The lowest and highest offset of a partition: `low` is the oldest record kept, `high` the next to be written.
public struct Watermarks: Hashable, Sendable {
    /// Offset of the oldest record kept.
    public let low: Int64
    /// Offset of the next record; on a `read_committed` client the last stable offset.
    public let high: Int64

    /// Watermarks of a partition.
    public init(low: Int64, high: Int64) {
        self.low = low
        self.high = high
    }
}

/// A position that reading cannot pass by itself.
public struct Obstacle: Hashable, Sendable {
    /// The partition.
    public let partition: TopicPartition
    /// The first offset of the batch, or the requested offset.
    public let offset: Int64
    /// Whether a batch cannot be decompressed or parsed; otherwise the offset is outside the log.
    public let isUnreadable: Bool
    /// librdkafka's words.
    public let words: String

    public init(partition: TopicPartition, offset: Int64, isUnreadable: Bool, words: String) {
        self.partition = partition
        self.offset = offset
        self.isUnreadable = isUnreadable
        self.words = words
    }
}
