// The log on Kafka. Exactly-once: outputs and offsets in one transaction (KIP-98, KIP-447). At-least-once, for a broker
// without real transactions: outputs first, then the offsets; ids and fencing make the repetition harmless.

import Events
import Kafka
import Log
import Offers

/// How a worker's outputs and offsets are tied together.
public enum DeliveryGuarantee: String, CaseIterable, Sendable {
    case exactlyOnce = "exactly-once"
    case atLeastOnce = "at-least-once"
}

/// A group member's log on a Kafka broker.
public final class KafkaLog: EventLog {
    /// What a worker needs of the broker.
    public struct Plan: Sendable {
        public var group: String
        /// Tells this process from others of its group over restarts; a stable one lets a restart release at once what
        /// its predecessor left open, instead of after `transaction.timeout.ms`.
        public var instance: String
        /// Whether the group knows this member by `instance` too (KIP-345).
        public var staticMembership: Bool
        public var inputs: [Topic]
        /// Every topic written to, tables included.
        public var outputs: [Topic]
        public var delivery: DeliveryGuarantee
        /// Armed by fault tests alone.
        public var failpoint: String?
        /// Whether to ask the broker for proof of its transactions; tests of its errors use one that has none.
        var probesTransactions = true

        public init(
            group: String, instance: String, staticMembership: Bool = false, inputs: [Topic], outputs: [Topic],
            delivery: DeliveryGuarantee, failpoint: String? = nil
        ) {
            self.group = group
            self.instance = instance
            self.staticMembership = staticMembership
            self.inputs = inputs
            self.outputs = outputs
            self.delivery = delivery
            self.failpoint = failpoint
        }

        var transactionalID: String? { delivery == .exactlyOnce ? "\(group)-\(instance)" : nil }
    }

    /// `message.max.bytes` of the client, whose own default is 1,000,000. The topics' `max.message.bytes` must be above it.
    public let largestMessage: Int
    /// How many partitions the line's topics have on this broker.
    public let partitions: Int
    private let plan: Plan
    private let failpoint: Failpoint?
    private let settings: ClientSettings
    private let sink: KafkaLogSink
    private let consumer: Consumer
    private var producer: Producer
    private var reader: PartitionReader?
    private var follower: PartitionReader?
    private var ledgers = OffsetTrackers()
    private var pausedByUs: Set<TopicPartition> = []
    public private(set) var hasJoined = false
    /// Partitions that changed hands since the last intake.
    private var lost: [TopicPartition] = []
    private var gained: [TopicPartition] = []
    private var undone = RolledBackCommits()
    /// Since when there was no room for a record.
    private var fullSince: ContinuousClock.Instant?

    /// Joins the group. Throws `LogError` where the broker is away, a topic is missing, or the broker cannot do what the
    /// delivery asks; `SettingError` for a client property that is wrong.
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
            plan.inputs.map(\.name),
            assigned: { [unowned self] in try takeOver($0) },
            revoked: { [unowned self] partitions, _ in giveUp(partitions) })
    }

    private static func makeProducer(_ plan: Plan, _ settings: ClientSettings, _ log: @escaping KafkaLogSink) throws
        -> Producer
    {
        let producer = try Producer(settings: settings, transactionalID: plan.transactionalID, log: log)
        // A broker that restarts in the middle of a commit is waited for: ending, and all that is read at a start, take longer.
        try producer.prepare(topics: plan.outputs.map(\.name), timeout: .seconds(10), reaching: .seconds(30))
        if plan.delivery == .exactlyOnce { try producer.initTransactions() }
        return producer
    }

    // MARK: What comes in

    public func next(max: Int, wait: Duration) throws -> PollBatch {
        // After an undone commit the partitions begin anew: their owner must hear of it before the first record does.
        guard lost.isEmpty, gained.isEmpty else { return takeChanges() }
        let pause = undone.pause()
        guard max > 0 || pause > .zero || !rests(wait) else { return PollBatch() }
        try hold(everything: max == 0 || pause > .zero)
        if max > 0 { fullSince = nil }
        var messages = try consumer.poll(max: Swift.max(max, 1), wait: pause > .zero ? min(pause, wait) : wait)
        if !messages.isEmpty { failpoint?.pass(.afterPoll) }
        var intake = takeChanges()
        // Records polled before their partition was taken away would come again: a rebalance ends the poll it fell into.
        guard intake.lost.isEmpty else { return intake }
        messages.removeAll { !ledgers.take($0) }
        intake.records = messages
        return intake
    }

    /// A worker whose hands are full has them free again in a moment, as a rule. A pause would have the client drop all it
    /// has fetched ahead and ask for it anew, so for the first second nothing is taken from it and nothing else is done.
    private func rests(_ wait: Duration) -> Bool {
        let now = ContinuousClock.now
        let since = fullSince ?? now
        fullSince = since
        guard hasJoined, pausedByUs.isEmpty, now - since < .seconds(1) else { return false }
        consumer.rest(min(wait, .seconds(1)))
        return true
    }

    private func takeChanges() -> PollBatch {
        var intake = PollBatch()
        swap(&intake.lost, &lost)
        swap(&intake.gained, &gained)
        return intake
    }

    /// Fetching pauses, polling never does: a partition whose finished records could outgrow the metadata, or all.
    private func hold(everything: Bool) throws {
        guard everything || !pausedByUs.isEmpty || ledgers.hasFull else { return }
        let full = everything ? Set(ledgers.partitions) : ledgers.full
        guard full != pausedByUs else { return }
        try consumer.pause(Array(full.subtracting(pausedByUs)))
        try consumer.resume(Array(pausedByUs.subtracting(full)))
        pausedByUs = full
    }

    private func takeOver(_ committed: [CommittedOffset]) throws -> [TopicPartition: StartOffset] {
        hasJoined = true
        failpoint?.pass(.inRebalance)
        var starts: [TopicPartition: StartOffset] = [:]
        for offset in committed {
            let partition = offset.partition
            let marks = try consumer.watermarks(partition)
            let next = start(of: offset, in: marks)
            let known = next == offset.offset ? offset.metadata.flatMap { $0.isEmpty ? nil : $0 } : nil
            let beyond = known.flatMap { FinishedOffsets.decode($0, base: next, end: marks.high) }
            if known != nil, beyond == nil {
                sink(
                    .init(
                        level: .warning, facility: "OFFSETS",
                        text:
                            "\(partition): damaged metadata of the commit at \(next) is left out; work may be done twice, nothing is skipped"
                    ))
            }
            ledgers.set(OffsetTracker(next: next, beyond: beyond ?? []), for: partition)
            starts[partition] = .offset(next)
            gained.append(partition)
        }
        return starts
    }

    /// Nothing committed, or records gone by retention: from the oldest kept. The same for a commit beyond the log's end,
    /// of a topic that was made anew: the client begins there too, and a ledger that did not would skip all it reads.
    private func start(of committed: CommittedOffset, in marks: Watermarks) -> Int64 {
        guard !committed.isUnset, committed.offset <= marks.high else {
            if !committed.isUnset {
                sink(
                    .init(
                        level: .warning, facility: "OFFSETS",
                        text: "\(committed.partition): the commit at \(committed.offset) is beyond the log's end at "
                            + "\(marks.high), so it is of another log; read from \(marks.low), work may be done twice"))
            }
            return marks.low
        }
        return max(committed.offset, marks.low)
    }

    private func giveUp(_ partitions: [TopicPartition]) {
        for partition in partitions {
            ledgers.remove(partition)
            pausedByUs.remove(partition)
            gained.removeAll { $0 == partition }
            lost.append(partition)
        }
    }

    // MARK: What goes out

    public func commit(_ outputs: [[Message]], finished: [RecordID]) throws -> CommitResult {
        let offsets = ledgers.finish(finished)
        do {
            switch plan.delivery {
            case .exactlyOnce: try commitInTransaction(outputs, offsets)
            case .atLeastOnce: try commitAfterFlush(outputs, offsets)
            }
        } catch let error as KafkaError {
            try recover(from: error)
            return .undone
        }
        undone.end()
        // While the broker is there: nothing is under way, and the next transaction is not to be torn.
        if plan.delivery == .exactlyOnce, producer.mayHaveStragglers {
            producer = try Self.makeProducer(plan, settings, sink)
        }
        return .done
    }

    private func commitInTransaction(_ outputs: [[Message]], _ offsets: [CommittedOffset]) throws {
        try producer.begin()
        failpoint?.pass(.afterBegin)
        // Offsets first: the transaction stands at its coordinator before the first record, which halves its time.
        try producer.sendOffsets(offsets, group: consumer.groupMetadata())
        failpoint?.pass(.afterSendOffsets)
        try send(outputs)
        failpoint?.pass(.beforeCommit)
        try producer.commit()
        failpoint?.pass(.afterCommit)
    }

    private func commitAfterFlush(_ outputs: [[Message]], _ offsets: [CommittedOffset]) throws {
        try send(outputs)
        try producer.flush()
        failpoint?.pass(.beforeCommit)
        try consumer.commit(offsets)
        failpoint?.pass(.afterCommit)
    }

    private func send(_ outputs: [[Message]]) throws {
        for list in outputs {
            // Lent where they lie: to go over the array itself copies each message, a reference count a member.
            try list.withUnsafeBufferPointer { list in
                for index in list.indices { try send(list[index]) }
            }
        }
    }

    private func send(_ output: Message) throws {
        try producer.send(
            topic: output.topic.name, key: output.key, value: output.value, headers: output.kafkaHeaders)
        failpoint?.pass(.afterProduce)
    }

    /// After a failed commit: nothing of it is in the log, and all partitions begin anew at what is committed. A commit
    /// whose fate is unknown is settled by a new producer with the same id, never by guessing (docs/guarantees.md): a late
    /// commit that reached the broker during a later transaction would tear that one (KIP-890).
    private func recover(from error: KafkaError) throws {
        guard !error.isFatal, undone.add() else { throw error }
        sink(.init(level: .warning, facility: "COMMIT", text: "undone, its records come again: \(error)"))
        if plan.delivery == .exactlyOnce, error.isFateUnknown || error.code.losesCount || !abortSettles() {
            producer = try Self.makeProducer(plan, settings, sink)
        }
        let partitions = ledgers.partitions
        let committed = try consumer.committed(partitions)
        // Still assigned, so still paused: a rebalance would have undone that by itself.
        try consumer.resume(Array(pausedByUs))
        giveUp(partitions)
        for (partition, start) in try takeOver(committed) {
            if case .offset(let offset) = start { try consumer.seek(partition, to: offset) }
        }
    }

    private func abortSettles() -> Bool {
        do {
            try producer.abort()
            return !producer.mayHaveStragglers
        } catch { return false }
    }

    // MARK: Tables, waking, the end

    public func restore(_ tables: [TopicPartition], each: (borrowing BorrowedRecord) throws -> Void) throws {
        let reader =
            try self.reader
            ?? PartitionReader(
                settings: settings.withShortFetches(), name: "\(plan.group)-restore", log: sink)
        self.reader = reader
        let starts = Dictionary(uniqueKeysWithValues: tables.map { ($0, StartOffset.beginning) })
        _ = try reader.readToEnd(
            starts,
            lending: { record in
                failpoint?.pass(.inRestore)
                try each(record)
            })
    }

    public func follow(_ topics: [Topic], each: (Record) throws -> Void) throws {
        if let follower {
            for record in try follower.poll(max: 1000, wait: .zero) { try each(record) }
            return
        }
        let name = "\(plan.group)-follow"
        let whole = topics.flatMap { topic in
            (0..<Int32(partitions)).map { (TopicPartition(topic.name, $0), StartOffset.beginning) }
        }
        // What stands there is wanted at once: the worker takes nothing before.
        let ends = try PartitionReader(settings: settings.withShortFetches(), name: name, log: sink)
            .readToEnd(Dictionary(uniqueKeysWithValues: whole), each: each)
        var settings = settings
        // Then it waits at the broker for what seldom comes: two requests a second, and a pause is known at once.
        try settings.set("fetch.wait.max.ms", "500")
        let reader = try PartitionReader(settings: settings, name: name, log: sink)
        try reader.start(ends.mapValues { .offset($0) })
        follower = reader
    }

    public func lag() -> [TopicPartition: Int64] {
        ledgers.partitions.reduce(into: [:]) { lag, partition in
            guard let end = consumer.endOfLog(partition), let ledger = ledgers[partition] else { return }
            lag[partition] = max(0, end - ledger.next)
        }
    }

    public func wake() {
        consumer.wake()
    }

    public func close() {
        consumer.close()
    }
}

extension ClientSettings {
    /// A process that hangs with an open transaction holds up readers until the broker ends it: 15 s, not 60.
    fileprivate func withTransactionTimeout() throws -> ClientSettings {
        var settings = self
        if settings["transaction.timeout.ms"] == nil { try settings.set("transaction.timeout.ms", "15000") }
        return settings
    }

    /// A table is read to its end and no further: a fetch that waits there for more holds up that of the next table.
    fileprivate func withShortFetches() throws -> ClientSettings {
        var settings = self
        if settings["fetch.wait.max.ms"] == nil { try settings.set("fetch.wait.max.ms", "5") }
        return settings
    }
}
