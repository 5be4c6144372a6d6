// What a worker does with records, behind the one loop: a stage works on many offers at once, a keyed process answers
// one event after another. The loop knows neither.

import Base
import Events
import Kafka
import KafkaLog
import Log
import Offers
import Telemetry

/// Something to be committed: messages, and the record that is finished with them (none for an outcome on the way).
package struct Finished {
    var outputs: [Message]
    var record: RecordID?
    /// What came of the record, when it was written, and what the log says of it once it is committed.
    var outcome = EventOutcome.answered
    var written: Int64 = 0
    var note: Logger.Note?

    /// The record is finished with these outputs.
    init(_ outcome: EventOutcome, _ record: Record, outputs: [Message], note: Logger.Note?) {
        self.outputs = outputs
        self.record = record.id
        self.outcome = outcome
        written = record.timestamp
        self.note = note
    }

    /// Outputs on the way; no record is finished.
    init(underway outputs: [Message]) {
        self.outputs = outputs
    }
}

/// One kind of worker. Called by the loop's thread only.
package protocol Processor: AnyObject {
    /// Which stage's pause stops its polling, and which topics it follows beside its own.
    var stage: Stage? { get }
    var follows: [Topic] { get }
    /// Why the process must end, if it must.
    var failure: (any Error)? { get }
    /// What is paused has changed. Told before the first record, too.
    func heed(_ followed: Followed, now: Timestamp)
    /// How many more records it wants now.
    var room: Int { get }
    /// Whether anything was taken and is not yet given back by `results`.
    var isBusy: Bool { get }
    /// How many records were taken and are not yet given back by `results`.
    var atWork: Int { get }
    /// Drop all work of the partition: its results would be refused.
    func lose(_ partition: TopicPartition)
    /// The partitions are ours; what is known of their offers is to be read back before their first record.
    func gain(_ partitions: [TopicPartition], from log: any EventLog) throws
    func take(_ record: Record, now: Timestamp)
    /// What is ready to be committed. Each is given once; the loop commits it or loses the partition.
    func results(now: Timestamp) -> [Finished]
    /// When `results` wants to be asked again although nothing came; nil for not at all.
    func nextWakeUp(now: Timestamp) -> Timestamp?
}

/// A role that nobody pauses.
extension Processor {
    package var stage: Stage? { nil }
    package var follows: [Topic] { [] }
    package var failure: (any Error)? { nil }
    package func heed(_ followed: Followed, now: Timestamp) {}
}
