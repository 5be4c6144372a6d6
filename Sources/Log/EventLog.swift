// The log as a worker sees it: records come in, and what follows from them goes out together with the note that they
// are finished, all or nothing. KafkaLog conforms to it; tests have one in memory.

import Events

/// Offsets of a partition whose records cannot be had. They are passed over, and a dead letter says so.
public struct PassedOver: Sendable, Equatable {
    public enum Reason: String, Sendable {
        /// The bytes of a batch cannot be decompressed or parsed.
        case unreadable = "unreadable-batch"
        /// The broker deleted them before they were read.
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

    /// Commit this as finished to get past them.
    public var last: RecordID { RecordID(partition, offsets.upperBound - 1) }
}

/// A partition that has something to read and brings nothing.
public struct Stall: Sendable, Equatable {
    public enum Cause: String, Sendable, CaseIterable {
        /// A transaction that is open holds back what is behind it.
        case openTransaction = "open-transaction"
        /// The broker gives nothing, or what it gives cannot be read.
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

/// For how long no broker has answered.
public struct BrokerSilence: Sendable, Equatable {
    public var duration: Duration
    /// What brokers last said of a connection that failed, for people.
    public var words: String?

    public init(duration: Duration, words: String?) {
        self.duration = duration
        self.words = words
    }
}

/// What a poll brought. Read in this order: partitions lost, partitions gained, what was passed over, then records.
public struct PollBatch: Sendable {
    /// Drop all work on these: another member has them, or they begin anew.
    public var lost: [TopicPartition] = []
    /// These belong to this member from now on. A partition that is lost and gained in one batch begins anew.
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
    /// Nothing of it is in the log. Commit the same again, without what belongs to partitions that polls took away.
    case rolledBack
}

/// A worker's access to the log. Synchronous, and owned by one thread.
public protocol EventLog: AnyObject {
    /// Waits at most `wait` for a first record, then takes what is there, at most `max` records. With `max` zero it
    /// only keeps the membership. Throws only what ends the process.
    func poll(max: Int, wait: Duration) throws -> PollBatch

    /// Writes the outputs, and that the records are finished, in one step. Outputs are written in order; records may be
    /// finished in any. They come in lists, as results have them, so that no message is copied to join them.
    func commit(_ outputs: [[Message]], finished: [RecordID]) throws -> CommitResult

    /// Whether a commit can be made now. It cannot while the group decides who has which partition; the work continues then.
    var mayCommit: Bool { get }

    /// Reads partitions of compacted topics from their beginning to their end as it is now; the records of a partition
    /// in order.
    func restore(_ tables: [TopicPartition], each: (borrowing RecordView) throws -> Void) throws

    /// Gives the records of whole topics that came since the last call, in order within each partition. The first call
    /// waits for all records up to their end. Pass the same topics each time. Joins no group and commits nothing.
    func follow(_ topics: [Topic], each: (Record) throws -> Void) throws

    /// The largest record that it takes, in bytes with key and headers. A larger one would roll back every commit that
    /// it is in.
    var largestMessage: Int { get }

    /// Whether the group has told this member its partitions since the start; there may be none.
    var hasJoined: Bool { get }

    /// How many records of each partition of this member are not finished, as far as is known without a request. Records
    /// that are finished behind one that is not do not count.
    func unfinished() -> [TopicPartition: Int64]

    /// How long no broker has answered, or has let this member in; nil for a log without brokers.
    var silence: BrokerSilence? { get }

    /// The partitions of this member that have not come on for a minute although there is something to read.
    func stalls() -> [Stall]

    /// Leaves the group. Call nothing after it.
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
