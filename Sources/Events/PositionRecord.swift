// The position of a worker, on a compacted topic: a copy of its committed offsets. Offsets of a group without members
// expire after a week (`offsets.retention.minutes`), and a program that mails must not start again from the beginning
// then.

import JSON

/// The position of a group in one partition: a record of `offers.positions`.
public struct PositionRecord: JSONRecord, Sendable, Equatable {
    public var group = ""
    public var topic = ""
    public var partition = 0
    /// The next offset to read.
    public var offset = 0
    /// The metadata of the group's commit at this offset.
    public var metadata = ""

    public init() {}

    public init(group: String, topic: String, partition: Int, offset: Int, metadata: String) {
        self.group = group
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.metadata = metadata
    }

    /// Nil if it is not a position.
    public init?(value: [UInt8]) {
        do { try self.init(json: value) } catch { return nil }
    }

    public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("group", &group)
        try v.member("topic", &topic)
        try v.member("partition", &partition)
        try v.member("offset", &offset)
        try v.member("metadata", &metadata)
    }

    public var message: Message {
        Message(topic: .positions, key: Array("\(group)/\(topic)/\(partition)".utf8), value: json)
    }
}
