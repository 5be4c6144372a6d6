// Finds out whether a broker supports exactly-once delivery: whether it stores the offsets committed in a transaction.
import CLibrdkafka

/// Asks a broker whether it stores a transaction's offsets. librdkafka's mock cluster claims to, but does not.
public struct TransactionProbe: Sendable {
    private let settings: ClientSettings
    private let log: KafkaLogSink

    /// A probe with a program's settings.
    public init(settings: ClientSettings, log: @escaping KafkaLogSink = { _ in }) {
        self.settings = settings
        self.log = log
    }

    /// Commits an offset of partition 0 of `topic` (which must exist) in a transaction without records, and reads it
    /// back. Only the probe may use `group` and `transactionalID`. Throws a `KafkaError` if it cannot find out; each
    /// step blocks at most about `timeout`.
    public func keepsOffsets(
        topic: String, group: String, transactionalID: String, timeout: Duration = .seconds(15)
    ) throws -> Bool {
        let partition = TopicPartition(topic, 0)
        // Never joins: a group without members accepts offsets from anybody (generation -1).
        let consumer = try Consumer(settings: settings, groupID: group, log: log)
        let before = try consumer.committed([partition], timeout: timeout)
        // One more than last time, so that an earlier probe's offset is not mistaken for this one.
        let next = max(0, before.first?.offset ?? 0) + 1

        let producer = try Producer(settings: settings, transactionalID: transactionalID, log: log)
        try producer.initTransactions(timeout: timeout)
        try producer.begin()
        let offset = CommittedOffset(partition: partition, offset: next, metadata: "probe")
        try producer.sendOffsets([offset], group: consumer.groupMetadata(), timeout: timeout)
        try producer.commit(timeout: timeout)
        return try consumer.committed([partition], timeout: timeout) == [offset]
    }
}
