// Records as a log returns them, and their positions. Plain values: bytes are shared, never copied.

import Events

/// One partition of one topic.
public struct TopicPartition: Hashable, Sendable, CustomStringConvertible {
    public let topic: String
    /// The partition's number, from 0.
    public let partition: Int32

    public init(_ topic: String, _ partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    /// Compares numbers first, because they differ most often.
    public static func == (a: TopicPartition, b: TopicPartition) -> Bool {
        a.partition == b.partition && a.topic == b.topic
    }

    /// Does not hash the name, which would cost time for every record: its length distinguishes most topics.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(partition)
        hasher.combine(topic.utf8.count)
    }

    public var description: String { "\(topic)/\(partition)" }
}

extension TopicPartition: Comparable {
    public static func < (a: TopicPartition, b: TopicPartition) -> Bool {
        (a.topic, a.partition) < (b.topic, b.partition)
    }
}

/// Which record: its position in the log.
public struct RecordID: Hashable, Sendable, CustomStringConvertible {
    public var partition: TopicPartition
    public var offset: Int64

    public init(_ partition: TopicPartition, _ offset: Int64) {
        self.partition = partition
        self.offset = offset
    }

    /// `<topic>/<partition>@<offset>`, as people and `offers.controls` name a record.
    public var description: String { "\(partition)@\(offset)" }
}

/// A record as read.
public struct Record: Equatable, Sendable {
    public typealias Header = Message.Header

    /// All records of a topic share one String.
    public let topic: String
    public let partition: Int32
    public let offset: Int64
    /// Nil if the record has none.
    public let key: [UInt8]?
    /// A nil value is a tombstone in a compacted topic.
    public let value: [UInt8]?
    /// In the writer's order; names may repeat.
    public let headers: [Header]
    /// Milliseconds since 1970, from the writer or the broker as the topic is configured; -1 if the record has none.
    public let timestamp: Int64

    public init(
        topic: String, partition: Int32, offset: Int64, key: [UInt8]?, value: [UInt8]?, headers: [Header] = [],
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

    public var topicPartition: TopicPartition { TopicPartition(topic, partition) }

    public var id: RecordID { RecordID(topicPartition, offset) }
}

/// A record borrowed during a call, for readers that keep a part of each of very many. Its bytes belong to the log and
/// are invalid afterwards. It has no headers.
public struct RecordView: ~Copyable {
    public let topic: String
    public let partition: Int32
    public let offset: Int64
    public let key: UnsafeBufferPointer<UInt8>?
    public let value: UnsafeBufferPointer<UInt8>?

    /// The bytes must outlive the view.
    public init(
        topic: String, partition: Int32, offset: Int64, key: UnsafeBufferPointer<UInt8>?,
        value: UnsafeBufferPointer<UInt8>?
    ) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.key = key
        self.value = value
    }
}

extension Record {
    /// Lends the record to `body`; for logs with records in memory.
    public func lend(to body: (borrowing RecordView) throws -> Void) rethrows {
        try Self.withBytes(key) { key in
            try Self.withBytes(value) { value in
                try body(RecordView(topic: topic, partition: partition, offset: offset, key: key, value: value))
            }
        }
    }

    private static func withBytes(
        _ bytes: [UInt8]?, _ body: (UnsafeBufferPointer<UInt8>?) throws -> Void
    ) rethrows {
        guard let bytes else { return try body(nil) }
        try bytes.withUnsafeBufferPointer { try body($0) }
    }
}

/// The offset up to which a group has finished a partition.
public struct CommittedOffset: Hashable, Sendable {
    public let partition: TopicPartition
    /// The next offset to read: one after the last finished record.
    public let offset: Int64
    /// The later records that are also finished: a text of `FinishedOffsets`.
    public let metadata: String?

    public init(partition: TopicPartition, offset: Int64, metadata: String? = nil) {
        self.partition = partition
        self.offset = offset
        self.metadata = metadata
    }
}
