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
    var consumer: Consumer
    var producer: Producer
    var trackers = OffsetTrackers()
    var rolledBackCommits = RolledBackCommits()
    /// The producer must be replaced before the next transaction.
    var needsProducer = false
    /// Offsets of a commit whose fate is not known.
    var unsettled: [Kafka.CommittedOffset] = []
    /// What the group has committed of each partition, as far as this member knows.
    var lastCommitted: [TopicPartition: Kafka.CommittedOffset] = [:]
    /// Partitions that were taken, and that the next assignment may return.
    var suspended: Set<TopicPartition> = []
    var isRebalancing: Bool { !suspended.isEmpty }
    /// Partitions that were revoked and assigned, and what was passed over, since the last poll returned.
    var changes = PollBatch()
    /// The ends of partitions that the running poll came to.
    var ends: [(partition: TopicPartition, offset: Int64)] = []
    var paused: Set<TopicPartition> = []
    /// Partitions whose log may have changed since the last record of each was read.
    var suspects: Set<TopicPartition> = []
    /// Since when the worker has been at capacity.
    var fullSince: ContinuousClock.Instant?
    var progress = ReadingProgress()
    /// When something was committed last.
    var committedAt = ContinuousClock.now
    var restorer: PartitionReader?
    var follower: PartitionReader?
    /// Behind the last record of each partition that was followed.
    var followed: [Kafka.TopicPartition: Int64] = [:]
    /// Looks at single records.
    var looker: PartitionReader?

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
        consumer = try Self.makeConsumer(plan, self.settings, log)
        try join()
    }

    static func makeConsumer(
        _ plan: Plan, _ settings: ClientSettings, waker: Waker? = nil, _ log: @escaping KafkaLogSink
    ) throws -> Consumer {
        try Consumer(
            settings: settings, groupID: plan.group, instanceID: plan.staticMembership ? plan.instance : nil,
            assignment: plan.keepsWork ? .sticky : .alike, waker: waker, log: log)
    }

    func join() throws {
        try consumer.subscribe(
            plan.inputs.map(\.name), assigned: { [unowned self] in try assign($0) },
            revoked: { [unowned self] in revoke($0.map { TopicPartition($0) }, mayReturn: $1) })
    }

    // MARK: Commit

    public var mayCommit: Bool { !isRebalancing && rolledBackCommits.pause() == .zero }

    public func commit(_ outputs: [[Message]], finished: [RecordID]) throws -> CommitResult {
        let offsets = trackers.finish(finished).map(\.kafka)
        do {
            if needsProducer || producer.isOutdated, try settle() { return done(offsets) }
            switch plan.delivery {
            case .exactlyOnce: try commitInTransaction(outputs, offsets)
            case .atLeastOnce: try commitAfterFlush(outputs, offsets)
            }
            if plan.delivery == .exactlyOnce, producer.mayHaveStragglers { needsProducer = true }
            return done(offsets)
        } catch let error as KafkaError {
            return try recover(from: error, offsets) ? done(offsets) : .rolledBack
        }
    }

    private func done(_ offsets: [Kafka.CommittedOffset]) -> CommitResult {
        rolledBackCommits.end()
        trackers.committed()
        committedAt = .now
        for offset in offsets { lastCommitted[TopicPartition(offset.partition)] = offset }
        return .done
    }

    private func commitInTransaction(_ outputs: [[Message]], _ offsets: [Kafka.CommittedOffset]) throws {
        try producer.begin()
        failpoint?.pass(.afterBegin)
        // Offsets first: the coordinator then knows the transaction before the first record, which halves its time.
        try producer.sendOffsets(offsets, group: consumer.groupMetadata())
        failpoint?.pass(.afterSendOffsets)
        try send(outputs + marks(offsets))
        failpoint?.pass(.beforeCommit)
        try producer.commit()
        failpoint?.pass(.afterCommit)
    }

    private func commitAfterFlush(_ outputs: [[Message]], _ offsets: [Kafka.CommittedOffset]) throws {
        try send(outputs + marks(offsets))
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
