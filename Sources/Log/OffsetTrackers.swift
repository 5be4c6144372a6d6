// The ledgers of the partitions that are ours. Asked twice for each record, so none is found by hashing: records come and
// finish in runs, and a worker has a handful of partitions.

import Kafka

package struct OffsetTrackers {
    private struct Entry {
        let partition: TopicPartition
        var ledger: OffsetTracker
        /// Whether records of it were finished since the last commit.
        var hasMoved = false
    }

    private var entries: [Entry] = []
    /// The one used last.
    private var last = 0

    package init() {}

    package var partitions: [TopicPartition] { entries.map(\.partition) }
    /// Partitions whose finished records could outgrow the metadata.
    package var full: Set<TopicPartition> { Set(entries.lazy.filter { $0.ledger.isFull }.map(\.partition)) }
    /// Asked at each intake: as a rule no partition is full, and no set is made.
    package var hasFull: Bool { entries.contains { $0.ledger.isFull } }

    package subscript(_ partition: TopicPartition) -> OffsetTracker? {
        entries.first { $0.partition == partition }?.ledger
    }

    package mutating func set(_ ledger: OffsetTracker, for partition: TopicPartition) {
        remove(partition)
        entries.append(Entry(partition: partition, ledger: ledger))
    }

    package mutating func remove(_ partition: TopicPartition) { entries.removeAll { $0.partition == partition } }

    package mutating func removeAll() { entries = [] }

    /// Notes that a record was read; false where it is not to be worked on: finished before, or not ours.
    package mutating func take(_ record: borrowing Record) -> Bool {
        guard let index = index(record.topic, record.partition) else { return false }
        return entries[index].ledger.take(record.offset)
    }

    /// Notes that records are finished, and gives the offsets to commit. Where the commit fails, all ledgers begin anew.
    package mutating func finish(_ records: [RecordID]) -> [CommittedOffset] {
        for record in records {
            guard let index = index(record.partition.topic, record.partition.partition) else { continue }
            entries[index].ledger.finish(record.offset)
            entries[index].hasMoved = true
        }
        var offsets: [CommittedOffset] = []
        for index in entries.indices where entries[index].hasMoved {
            entries[index].hasMoved = false
            let ledger = entries[index].ledger
            offsets.append(
                CommittedOffset(partition: entries[index].partition, offset: ledger.next, metadata: ledger.metadata))
        }
        return offsets
    }

    /// Numbers first: they tell most partitions apart, and names that are one text are equal at a glance.
    private mutating func index(_ topic: String, _ number: Int32) -> Int? {
        if last < entries.count, entries[last].partition.isNamed(topic, number) { return last }
        guard let index = entries.firstIndex(where: { $0.partition.isNamed(topic, number) }) else { return nil }
        last = index
        return index
    }
}

extension TopicPartition {
    fileprivate func isNamed(_ topic: String, _ number: Int32) -> Bool { partition == number && self.topic == topic }
}
