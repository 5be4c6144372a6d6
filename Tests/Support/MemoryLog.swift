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
    /// What the group has committed of each partition, as far as this member knows.
    private var lastCommitted: [TopicPartition: CommittedOffset] = [:]
    private let keepsWork: Bool

    /// `keepsWork`: a rebalance that gives a partition back leaves its work alone.
    public init(_ broker: MemoryBroker, group: String, inputs: [Topic], keepsWork: Bool = false) {
        self.broker = broker
        self.keepsWork = keepsWork
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
        generation = broker.generation(of: member)
        let assigned = broker.assignment(of: member).sorted()
        let kept = order.filter { partition in
            keepsWork && assigned.contains(partition)
                && lastCommitted[partition] == broker.committed(partition, in: member.group)
        }
        batch.lost = order.filter { !kept.contains($0) }.sorted()
        batch.gained = assigned.filter { !kept.contains($0) }
        order = assigned
        for partition in batch.lost { trackers[partition] = nil }
        for partition in batch.gained {
            let committed = broker.committed(partition, in: member.group)
            let next = committed?.offset ?? 0
            let end = Int64(broker.records(partition).count)
            let metadata = committed?.metadata.flatMap { CommitMetadata($0) }
            let beyond = metadata?.finished.flatMap { FinishedOffsets.decode($0, base: next, end: end) }
            trackers[partition] = OffsetTracker(next: next, beyond: beyond ?? [], witness: metadata?.witness)
            lastCommitted[partition] = committed
        }
        positions = Dictionary(uniqueKeysWithValues: order.map { ($0, Int(trackers[$0]?.end ?? 0)) })
    }

    public func commit(_ outputs: [[Message]], finished: [RecordID]) throws -> CommitResult {
        let offsets = trackers.finish(finished)
        let result = broker.commit(outputs, offsets: offsets, by: member, generation: generation)
        switch result {
        case .done:
            trackers.committed()
            for offset in offsets { lastCommitted[offset.partition] = offset }
        // What is still ours continues; everything else begins anew at what is committed.
        case .rolledBack: generation = -1
        }
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
