// The log in memory: same contract, offset tracker and metadata as KafkaLog, without a broker.

import Base
import Events
import Kafka
import Log
import Offers

/// A group member's log on a `MemoryBroker`. Releasing it without `close` is a crash that the group has not
/// noticed; `MemoryBroker` notices when `crash` is called.
public final class MemoryLog: EventLog {
    private let broker: MemoryBroker
    private let member: MemoryBroker.Member
    private var generation = -1
    private var ledgers = OffsetTrackers()
    private var positions: [TopicPartition: Int] = [:]
    private var order: [TopicPartition] = []
    private var followed: [TopicPartition: Int] = [:]

    public init(_ broker: MemoryBroker, group: String, inputs: [Topic]) {
        self.broker = broker
        member = broker.join(group, topics: inputs.map(\.name))
    }

    public func next(max: Int, wait: Duration) throws -> PollBatch {
        var intake = PollBatch()
        if generation != broker.generation(of: member) { rejoin(&intake) }
        for partition in order where intake.records.count < max {
            let log = broker.records(partition)
            while intake.records.count < max, let position = positions[partition], position < log.count,
                ledgers[partition]?.isFull == false
            {
                positions[partition] = position + 1
                if ledgers.take(log[position]) { intake.records.append(log[position]) }
            }
        }
        // Another partition is first next time, so that a busy one starves nobody.
        if let first = order.first { order = Array(order.dropFirst()) + [first] }
        return intake
    }

    private func rejoin(_ intake: inout PollBatch) {
        intake.lost = order.sorted(by: Self.before)
        generation = broker.generation(of: member)
        order = broker.assignment(of: member).sorted(by: Self.before)
        intake.gained = order
        ledgers.removeAll()
        positions = [:]
        for partition in order {
            let committed = broker.committed(partition, in: member.group)
            let next = committed.isUnset ? 0 : committed.offset
            let end = Int64(broker.records(partition).count)
            let beyond = committed.metadata.flatMap { FinishedOffsets.decode($0, base: next, end: end) }
            ledgers.set(OffsetTracker(next: next, beyond: beyond ?? []), for: partition)
            positions[partition] = Int(next)
        }
    }

    private static func before(_ a: TopicPartition, _ b: TopicPartition) -> Bool {
        (a.topic, a.partition) < (b.topic, b.partition)
    }

    public func commit(_ outputs: [[Message]], finished: [RecordID]) throws -> CommitResult {
        let offsets = ledgers.finish(finished)
        let result = broker.commit(outputs, offsets: offsets, by: member, generation: generation)
        // Everything begins anew at what is committed.
        if result == .undone { generation = -1 }
        return result
    }

    public func restore(_ tables: [TopicPartition], each: (borrowing BorrowedRecord) throws -> Void) throws {
        for table in tables { for record in broker.records(table) { try BorrowedRecord.lend(record, to: each) } }
    }

    public func follow(_ topics: [Topic], each: (Record) throws -> Void) throws {
        let whole = topics.flatMap { topic in (0..<Int32(broker.partitions)).map { TopicPartition(topic.name, $0) } }
        for partition in whole {
            let log = broker.records(partition)
            for record in log[followed[partition, default: 0]...] { try each(record) }
            followed[partition] = log.count
        }
    }

    public var largestMessage: Int { broker.largestMessage }

    public func wake() {}

    public func close() {
        broker.leave(member)
    }
}
