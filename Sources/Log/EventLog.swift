// The log as a worker sees it: records come in, and what they cause goes out together with the note that they are
// finished, all or nothing. Two conformers: KafkaLog, and MemoryLog for simulation.

import Events
import Kafka
import Offers

/// A record as read.
public typealias Record = KafkaMessage

/// Which record: its place in the log.
public struct RecordID: Hashable, Sendable {
    public var partition: TopicPartition
    public var offset: Int64

    public init(_ partition: TopicPartition, _ offset: Int64) {
        self.partition = partition
        self.offset = offset
    }
}

extension Record {
    public var id: RecordID { RecordID(topicPartition, offset) }

    /// Whether an event in it is all in its value: no attribute stands in a header (CloudEvents Kafka binding, 3.2).
    public var isStructured: Bool { headers == KafkaHeader.ofStructuredEvents || headers.isEmpty }

    /// The headers as the business knows them.
    public var messageHeaders: [Message.Header] {
        headers == KafkaHeader.ofStructuredEvents
            ? Message.Header.ofStructuredEvents : headers.map { Message.Header($0.name, bytes: $0.value) }
    }
}

extension Message {
    /// The headers as they go to Kafka.
    package var kafkaHeaders: [KafkaHeader] {
        headers == Header.ofStructuredEvents
            ? KafkaHeader.ofStructuredEvents : headers.map { KafkaHeader($0.name, $0.value) }
    }
}

extension KafkaHeader {
    /// `Message.Header.ofStructuredEvents`: nearly every record has these, so they are not made anew for each.
    fileprivate static let ofStructuredEvents = Message.Header.ofStructuredEvents.map { KafkaHeader($0.name, $0.value) }
}

/// What a call of `next` brought. Read in this order: partitions lost, partitions gained, then records.
public struct PollBatch: Sendable {
    /// Work on these is to be dropped; its results would be refused.
    public var lost: [TopicPartition] = []
    /// These are ours from here on. A partition may be lost and gained in one intake: it then begins anew.
    public var gained: [TopicPartition] = []
    /// In order of offset within each partition; records finished before are not among them.
    public var records: [Record] = []

    public init() {}
}

/// What became of a commit.
public enum CommitResult: Sendable, Equatable {
    /// Outputs and finished records are in the log, all of them.
    case done
    /// None of it is; the next intake loses and gains the partitions, and the records come once more.
    case undone
}

/// A worker's access to the log. Synchronous; one thread owns it, and only `wake` may be called from others.
public protocol EventLog: AnyObject {
    /// Waits at most `wait` for a first record, then takes what is there, at most `max` records. With `max` zero it only
    /// keeps the membership. Throws only what ends the process.
    func next(max: Int, wait: Duration) throws -> PollBatch

    /// Writes the outputs and that the records are finished, in one step. Outputs come in lists, as results have them: putting
    /// them together would copy every message. They are written in order; records may be finished in any.
    func commit(_ outputs: [[Message]], finished: [RecordID]) throws -> CommitResult

    /// Reads partitions of compacted topics, all at once, from their beginning to their end as it is now; the records of
    /// one partition in order. They are lent: their bytes stay where they lie.
    func restore(_ tables: [TopicPartition], each: (borrowing BorrowedRecord) throws -> Void) throws

    /// Gives the records of whole topics that came since the last call, in order within each partition: with the first
    /// call all up to their end, for which it waits. Always the same topics; in no group, nothing is committed.
    func follow(_ topics: [Topic], each: (Record) throws -> Void) throws

    /// The largest record it takes, in bytes with key and headers; a larger one would undo every commit it is in.
    var largestMessage: Int { get }

    /// Whether the group has told this member its partitions (it may be none) since the start.
    var hasJoined: Bool { get }

    /// How many offsets of each partition that is ours are not finished, as far as is known without asking anybody.
    func lag() -> [TopicPartition: Int64]

    /// Makes a waiting `next` return. From any thread.
    func wake()

    /// Leaves the group. Nothing may be called after it.
    func close()
}

/// A log without a group and without a distance to its end.
extension EventLog {
    public var hasJoined: Bool { true }

    public func lag() -> [TopicPartition: Int64] { [:] }

    public var largestMessage: Int { .max }

    public func follow(_ topics: [Topic], each: (Record) throws -> Void) throws {}
}
