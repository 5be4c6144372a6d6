// A record after reading, and the rows of the topics that people look at.

import Base
import Events
import JSON
import Offers

/// A record of a topic.
public struct TopicRecord: Equatable, Sendable {
    public var topic: String
    public var partition: Int32
    public var offset: Int64
    public var key: [UInt8]?
    /// Nil: a tombstone.
    public var value: [UInt8]?
    public var headers: [Message.Header]
    /// When it was written; nil if the broker does not say.
    public var time: Timestamp?

    public init(
        topic: String, partition: Int32, offset: Int64, key: [UInt8]? = nil, value: [UInt8]? = nil,
        headers: [Message.Header] = [], time: Timestamp? = nil
    ) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.key = key
        self.value = value
        self.headers = headers
        self.time = time
    }

    /// `TOPIC/PARTITION@OFFSET`, for messages.
    public var position: String { "\(topic)/\(partition)@\(offset)" }

    /// Where the record was read, for the command decoder.
    public var metadata: RecordMetadata {
        RecordMetadata(
            topic: topic, partition: partition, offset: offset, partitions: 1, time: time ?? Timestamp(milliseconds: 0))
    }

    /// The CloudEvent in it; throws `EventError` if there is none, as in a tombstone.
    public func event() throws -> CloudEvent { try CloudEvent(headers: headers, value: value ?? []) }
}

/// A row of offers.status.
public struct StatusRow {
    public let status: OfferStatus

    public init(_ record: TopicRecord) throws { status = try StatusRecord(json: record.value ?? []).status }
}

/// An entry of offers.history.
public struct HistoryRow {
    public let transition: Transition
    /// The event's id, to show a repeated event only once.
    public let id: String

    public init(_ record: TopicRecord) throws {
        let entry = try HistoryEntry(json: record.value ?? [])
        (transition, id) = (entry.transition, entry.envelope.id)
    }
}
