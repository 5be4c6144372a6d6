// The log in memory: same contract, offset tracker and metadata as KafkaLog, without a broker.

import Base
import Events
import Log
import Offers

/// A group member's log on a `MemoryBroker`. Releasing it without `close` is a crash that the group has not
/// noticed; `MemoryBroker` notices when `crash` is called.
public final class MemoryLog: EventLog {
    private let broker: MemoryBroker
    private let member: MemoryBroker.Member
    private var generation = -1
    private var trackers = OffsetTrackers()
    private var positions: [TopicPartition: Int] = [:]
    private var order: [TopicPartition] = []
    private var followed: [TopicPartition: Int] = [:]

    public init(_ broker: MemoryBroker, group: String, inputs: [Topic]) {
        self.broker = broker
        member = broker.join(group, topics: inputs.map(\.name))
    }

    public func poll(max: Int, wait: Duration) throws -> PollBatch {
        var batch = PollBatch()
        if generation != broker.generation(of: member) { rejoin(&batch) }
        for partition in order where batch.records.count < max {
            let log = broker.records(partition)
            while batch.records.count < max, let position = positions[partition], position < log.count,
                trackers[partition]?.isFull == false
            {
                positions[partition] = position + 1
                if trackers.take(log[position].id) { batch.records.append(log[position]) }
            }
        }
        // Another partition is first next time, so that a busy one starves nobody.
        if let first = order.first { order = Array(order.dropFirst()) + [first] }
        return batch
    }

    private func rejoin(_ batch: inout PollBatch) {
        batch.lost = order.sorted()
        generation = broker.generation(of: member)
        order = broker.assignment(of: member).sorted()
        batch.gained = order
        trackers.removeAll()
        positions = [:]
        for partition in order {
            let committed = broker.committed(partition, in: member.group)
            let next = committed?.offset ?? 0
            let end = Int64(broker.records(partition).count)
            let beyond = committed?.metadata.flatMap { FinishedOffsets.decode($0, base: next, end: end) }
            trackers[partition] = OffsetTracker(next: next, beyond: beyond ?? [])
            positions[partition] = Int(next)
        }
    }

    public func commit(_ outputs: [[Message]], finished: [RecordID]) throws -> CommitResult {
        let offsets = trackers.finish(finished)
        let result = broker.commit(outputs, offsets: offsets, by: member, generation: generation)
        // Everything begins anew at what is committed.
        if result == .rolledBack { generation = -1 }
        return result
    }

    public func restore(_ tables: [TopicPartition], each: (borrowing RecordView) throws -> Void) throws {
        for table in tables { for record in broker.records(table) { try record.lend(to: each) } }
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

    public func close() {
        broker.leave(member)
    }
}
