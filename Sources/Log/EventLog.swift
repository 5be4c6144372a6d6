// The log as a worker sees it: records come in, and their results go out together with the note that the records are
// finished, all or nothing. KafkaLog implements it; tests have one in memory.

import Events

/// Offsets of a partition whose records cannot be read. They are skipped, and a dead letter reports them.
public struct PassedOver: Sendable, Equatable {
    public enum Reason: String, Sendable {
        /// The bytes of a batch cannot be decompressed or parsed.
        case unreadable = "unreadable-batch"
        /// The broker deleted the records before they were read.
        case deleted = "deleted-unread"
    }

    public var partition: TopicPartition
    public var offsets: Range<Int64>
    public var reason: Reason
    /// What happened, for people.
    public var words: String

    public init(_ partition: TopicPartition, _ offsets: Range<Int64>, _ reason: Reason, _ words: String) {
        self.partition = partition
        self.offsets = offsets
        self.reason = reason
        self.words = words
    }

    /// Commit this as finished to skip them.
    public var last: RecordID { RecordID(partition, offsets.upperBound - 1) }
}

/// A partition that has records to read but returns none.
public struct Stall: Sendable, Equatable {
    public enum Cause: String, Sendable, CaseIterable {
        /// An open transaction hides the records after it.
        case openTransaction = "open-transaction"
        /// The broker returns nothing, or something unreadable.
        case nothingRead = "nothing-read"
    }

    public var partition: TopicPartition
    /// The offset that cannot be read.
    public var offset: Int64
    public var cause: Cause

    public init(_ partition: TopicPartition, offset: Int64, _ cause: Cause) {
        self.partition = partition
        self.offset = offset
        self.cause = cause
    }
}

/// How long no broker has answered.
public struct BrokerSilence: Sendable, Equatable {
    public var duration: Duration
    /// The brokers' last words about a failed connection, for people.
    public var words: String?

    public init(duration: Duration, words: String?) {
        self.duration = duration
        self.words = words
    }
}

/// The result of a poll. Handle in this order: lost partitions, gained partitions, skipped offsets, records.
public struct PollBatch: Sendable {
    /// Drop all work on these: another member owns them, or they start again.
    public var lost: [TopicPartition] = []
    /// These now belong to this member. A partition that is both lost and gained starts again.
    public var gained: [TopicPartition] = []
    /// Each needs a dead letter, whose commit finishes it.
    public var passed: [PassedOver] = []
    /// In order of offset within each partition, without the records that are finished.
    public var records: [Record] = []

    public init() {}
}

/// What became of a commit.
public enum CommitResult: Sendable, Equatable {
    /// All outputs and finished records are in the log.
    case done
    /// Nothing of it is in the log. Commit the same again, except for partitions that were lost meanwhile.
    case rolledBack
}

/// A worker's access to the log. Synchronous, and owned by one thread.
public protocol EventLog: AnyObject {
    /// Waits at most `wait` for a first record, then takes what is available, at most `max` records. With `max` zero it
    /// only keeps the membership. Throws only errors that end the process.
    func poll(max: Int, wait: Duration) throws -> PollBatch

    /// Writes the outputs and marks the records as finished, atomically. Outputs are written in order; records may be
    /// finished in any order. Takes lists as results contain them, so that no message is copied to join them.
    func commit(_ outputs: [[Message]], finished: [RecordID]) throws -> CommitResult

    /// Whether a commit is possible now. It is not during a rebalance; work continues meanwhile.
    var mayCommit: Bool { get }

    /// Reads partitions of compacted topics from their beginning to their current end; the records of a partition in
    /// order.
    func restore(_ tables: [TopicPartition], each: (borrowing RecordView) throws -> Void) throws

    /// Returns the records of whole topics since the last call, in order within each partition. The first call waits
    /// for all records up to the end. Pass the same topics each time. Joins no group and commits nothing.
    func follow(_ topics: [Topic], each: (Record) throws -> Void) throws

    /// The largest record that it accepts, in bytes with key and headers. A larger one would roll back every commit
    /// that contains it.
    var largestMessage: Int { get }

    /// Whether this member has received its partitions since the start; there may be none.
    var hasJoined: Bool { get }

    /// The number of unfinished records of each of this member's partitions, as far as it is known without a request.
    /// Finished records after an unfinished one do not count.
    func unfinished() -> [TopicPartition: Int64]

    /// How long no broker has answered or accepted this member; nil for a log without brokers.
    var silence: BrokerSilence? { get }

    /// This member's partitions that have made no progress for a minute although there are records to read.
    func stalls() -> [Stall]

    /// Leaves the group. Do not call anything after it.
    func close()
}

/// The defaults of a log without a group and without limits.
extension EventLog {
    public var hasJoined: Bool { true }

    public var mayCommit: Bool { true }

    public var silence: BrokerSilence? { nil }

    public func unfinished() -> [TopicPartition: Int64] { [:] }

    public func stalls() -> [Stall] { [] }

    public var largestMessage: Int { .max }

    public func follow(_ topics: [Topic], each: (Record) throws -> Void) throws {}
}
