// The offset trackers of this member's partitions.

package struct OffsetTrackers {
    private var trackers: [TopicPartition: OffsetTracker] = [:]
    /// Partitions whose position moved since the last commit.
    private var changed: Set<TopicPartition> = []

    package init() {}

    package var partitions: [TopicPartition] { trackers.keys.sorted() }

    /// Partitions whose finished records could outgrow the metadata of a commit.
    package var full: Set<TopicPartition> { Set(trackers.lazy.filter { $0.value.isFull }.map(\.key)) }

    package subscript(_ partition: TopicPartition) -> OffsetTracker? {
        get { trackers[partition] }
        set {
            trackers[partition] = newValue
            changed.remove(partition)
        }
    }

    package mutating func removeAll() { self = OffsetTrackers() }

    /// Notes that a record was read. False if nobody should process it: it is finished, or another member owns it.
    package mutating func take(_ record: RecordID, at time: Int64 = -1) -> Bool {
        trackers[record.partition]?.take(record.offset, at: time) ?? false
    }

    /// Notes that a partition was read to its end.
    package mutating func reachedEnd(_ partition: TopicPartition, at offset: Int64) {
        let before = trackers[partition]?.next
        trackers[partition]?.reachedEnd(offset)
        if trackers[partition]?.next != before { changed.insert(partition) }
    }

    /// Notes that the group's offsets do not yet show the position of this partition.
    package mutating func touch(_ partition: TopicPartition) { changed.insert(partition) }

    /// Whether records were taken that are not finished.
    package var hasOpen: Bool { trackers.values.contains { $0.hasOpen } }

    /// Whether there is something to commit besides the worker's results: positions after the markers of transactions.
    package var hasChanged: Bool { !changed.isEmpty }

    /// Notes offsets whose records cannot be read.
    package mutating func pass(_ passed: PassedOver) { trackers[passed.partition]?.pass(passed.offsets) }

    /// Notes that records are finished, and returns the offsets to commit: those of all partitions that have changed
    /// since the last `committed`.
    package mutating func finish(_ records: [RecordID]) -> [CommittedOffset] {
        for record in records where trackers[record.partition] != nil {
            trackers[record.partition]?.finish(record.offset)
            changed.insert(record.partition)
        }
        return changed.sorted().compactMap { partition in
            trackers[partition].map {
                CommittedOffset(partition: partition, offset: $0.next, metadata: $0.metadata)
            }
        }
    }

    /// Notes that the offsets from `finish` are in the log.
    package mutating func committed() { changed = [] }
}
