// The log on Kafka, and how it commits. Exactly-once: outputs and offsets in one transaction (KIP-98, KIP-447).
// At-least-once, for a broker without real transactions: outputs first, then offsets; readers drop what comes twice.

import Events
import Kafka
import Log

/// A group member's log on a Kafka broker.
public final class KafkaLog: EventLog {
    /// `message.max.bytes` of the client, whose own default is 1,000,000. The topics' `max.message.bytes` must be above it.
    public let largestMessage: Int
    /// How many partitions the pipeline's topics have on this broker.
    public let partitions: Int
    public internal(set) var hasJoined = false

    let plan: Plan
    let settings: ClientSettings
    let sink: KafkaLogSink
    let failpoint: Failpoint?
    let consumer: Consumer
    var producer: Producer
    var trackers = OffsetTrackers()
    var rolledBackCommits = RolledBackCommits()
    /// Partitions that were revoked and assigned since the last poll returned.
    var lost: [TopicPartition] = []
    var gained: [TopicPartition] = []
    var paused: Set<TopicPartition> = []
    /// Since when the worker has been at capacity.
    var fullSince: ContinuousClock.Instant?
    var restorer: PartitionReader?
    var follower: PartitionReader?

    /// Joins the group. Throws `LogError` if the broker does not answer, lacks a topic or cannot give the guarantee;
    /// `SettingError` for a client property that is wrong.
    public init(_ plan: Plan, settings: ClientSettings, log: @escaping KafkaLogSink) throws {
        self.plan = plan
        failpoint = plan.failpoint.flatMap { Failpoint($0) }
        self.settings = try settings.withTransactionTimeout()
        sink = log
        largestMessage = settings["message.max.bytes"].flatMap { Int($0) } ?? 1_000_000
        partitions = try StartUpChecks.check(plan, settings: self.settings, log: log)
        producer = try Self.makeProducer(plan, self.settings, log)
        consumer = try Consumer(
            settings: self.settings, groupID: plan.group, instanceID: plan.staticMembership ? plan.instance : nil,
            log: log)
        try consumer.subscribe(
            plan.inputs.map(\.name), assigned: { [unowned self] in try assign($0) },
            revoked: { [unowned self] partitions, _ in revoke(partitions.map { TopicPartition($0) }) })
    }

    /// Ends the wait of a poll. For any thread.
    public var waker: Waker { consumer.waker }

    public func close() { consumer.close() }

    // MARK: Commit

    public func commit(_ outputs: [[Message]], finished: [RecordID]) throws -> CommitResult {
        let offsets = trackers.finish(finished).map(\.kafka)
        do {
            switch plan.delivery {
            case .exactlyOnce: try commitInTransaction(outputs, offsets)
            case .atLeastOnce: try commitAfterFlush(outputs, offsets)
            }
        } catch let error as KafkaError {
            try recover(from: error)
            return .rolledBack
        }
        rolledBackCommits.end()
        try replaceProducerWithStragglers()
        return .done
    }

    private func commitInTransaction(_ outputs: [[Message]], _ offsets: [Kafka.CommittedOffset]) throws {
        try producer.begin()
        failpoint?.pass(.afterBegin)
        // Offsets first: the coordinator then knows the transaction before the first record, which halves its time.
        try producer.sendOffsets(offsets, group: consumer.groupMetadata())
        failpoint?.pass(.afterSendOffsets)
        try send(outputs)
        failpoint?.pass(.beforeCommit)
        try producer.commit()
        failpoint?.pass(.afterCommit)
    }

    private func commitAfterFlush(_ outputs: [[Message]], _ offsets: [Kafka.CommittedOffset]) throws {
        try send(outputs)
        try producer.flush()
        failpoint?.pass(.beforeCommit)
        try consumer.commit(offsets)
        failpoint?.pass(.afterCommit)
    }

    private func send(_ outputs: [[Message]]) throws {
        for output in outputs.joined() {
            try producer.send(
                topic: output.topic.name, key: output.key, value: output.value, headers: output.kafkaHeaders)
            failpoint?.pass(.afterProduce)
        }
    }
}
