// The log as a worker sees it: records come in, and what follows from them goes out together with the note that they
// are finished, all or nothing. KafkaLog conforms to it; tests have one in memory.

import Events

/// What a poll brought. Read in this order: partitions lost, partitions gained, then records.
public struct PollBatch: Sendable {
    /// Drop all work on these: the log refuses its results.
    public var lost: [TopicPartition] = []
    /// These belong to this member from now on. A partition that is lost and gained in one batch begins anew.
    public var gained: [TopicPartition] = []
    /// In order of offset within each partition, without the records that are finished.
    public var records: [Record] = []

    public init() {}
}

/// What became of a commit.
public enum CommitResult: Sendable, Equatable {
    /// All outputs and finished records are in the log.
    case done
    /// Nothing of it is in the log. The next poll loses and gains the partitions, and returns their records again.
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

    /// How many offsets of each partition of this member are not finished, as far as is known without a request.
    func lag() -> [TopicPartition: Int64]

    /// Leaves the group. Call nothing after it.
    func close()
}

/// The defaults of a log without a group and without limits.
extension EventLog {
    public var hasJoined: Bool { true }

    public func lag() -> [TopicPartition: Int64] { [:] }

    public var largestMessage: Int { .max }

    public func follow(_ topics: [Topic], each: (Record) throws -> Void) throws {}
}
