// What a worker does with records, behind the one loop: a stage works on many offers at once, a stateful processor
// answers one event after another. The loop does not know which.

import Base
import Events
import Log
import Offers
import Telemetry

/// Something to commit: messages, and the record that is finished with them (none for a report on the way).
package struct Finished {
    var outputs: [Message]
    var record: RecordID?
    /// Whose loss makes it void; nil if none does.
    var partition: TopicPartition?
    /// The result of the record, when it was written, and the log line after its commit.
    var outcome = EventOutcome.answered
    var written: Int64 = 0
    var note: Logger.Note?

    /// The record is finished with these outputs.
    init(_ outcome: EventOutcome, _ record: Record, outputs: [Message], note: Logger.Note?) {
        self.outputs = outputs
        self.record = record.id
        partition = record.topicPartition
        self.outcome = outcome
        written = record.timestamp
        self.note = note
    }

    /// Outputs of work that continues in that partition; no record is finished.
    init(underway outputs: [Message], of partition: TopicPartition? = nil) {
        self.outputs = outputs
        self.partition = partition
    }
}

/// One kind of worker. Called by the loop's thread only.
package protocol Processor: AnyObject {
    /// The stage whose pause stops the loop from taking records; nil if no pause does.
    var stage: Stage? { get }
    /// The topics that it follows besides its own.
    var follows: [Topic] { get }
    /// Why the process must end, if it must.
    var failure: (any Error)? { get }
    /// The followed topics changed. Called before the first record, too.
    func apply(_ followed: Followed, now: Timestamp)
    /// How many more records it takes now.
    var room: Int { get }
    /// Whether it holds records that `results` has not returned.
    var isBusy: Bool { get }
    /// How many records it holds that `results` has not returned.
    var atWork: Int { get }
    /// Drop all work of the partition: the log refuses its results.
    func lose(_ partition: TopicPartition)
    /// These partitions belong to this worker; read back their state before their first record.
    func gain(_ partitions: [TopicPartition], from log: any EventLog) throws
    func take(_ record: Record, now: Timestamp)
    /// Make a dead letter of offsets whose records cannot be had.
    func pass(_ passed: PassedOver)
    /// Begin nothing new; what runs may come to its end. What has not begun is dropped: its records are read again.
    func drain()
    /// What is ready to be committed. Each is returned once; the loop commits it or loses the partition.
    func results(now: Timestamp) -> [Finished]
    /// When to call `results` again although no record came; nil for not at all.
    func nextWakeUp(now: Timestamp) -> Timestamp?
}

/// The defaults of a processor that is never paused.
extension Processor {
    package var stage: Stage? { nil }
    package var follows: [Topic] { [] }
    package var failure: (any Error)? { nil }
    package func apply(_ followed: Followed, now: Timestamp) {}
    package func drain() {}
}
