// What a worker does with records, behind the one loop: a stage works on many offers at once, a keyed process answers
// one event after another. The loop knows neither.

import EventLog
import Kafka
import Offers

/// Something to be committed: messages, and the record that is finished with them (none for an outcome on the way).
package struct Finished {
    var outputs: [Message]
    var record: RecordID?
}

/// One kind of worker. Called by the loop's thread only.
package protocol Role: AnyObject {
    /// How many more records it wants now.
    var room: Int { get }
    /// Whether anything was taken and is not yet given back by `results`.
    var isBusy: Bool { get }
    /// Drop all work of the partition: its results would be refused.
    func lose(_ partition: TopicPartition)
    /// The partition is ours; what is known of its offers is to be read back before its first record.
    func gain(_ partition: TopicPartition, from log: any EventLog) throws
    func take(_ record: Record, now: Timestamp)
    /// What is ready to be committed. Each is given once; the loop commits it or loses the partition.
    func results(now: Timestamp) -> [Finished]
    /// When `results` wants to be asked again although nothing came; nil for not at all.
    func nextWakeUp(now: Timestamp) -> Timestamp?
}
