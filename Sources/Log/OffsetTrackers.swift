// The offset trackers of the partitions that belong to this member.

package struct OffsetTrackers {
    private var trackers: [TopicPartition: OffsetTracker] = [:]
    /// Partitions of which records were finished since the last commit.
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

    /// Notes that a record was read. False where nobody is to work on it: it is finished, or of another member.
    package mutating func take(_ record: RecordID) -> Bool { trackers[record.partition]?.take(record.offset) ?? false }

    /// Notes that records are finished and returns the offsets to commit.
    package mutating func finish(_ records: [RecordID]) -> [CommittedOffset] {
        for record in records where trackers[record.partition] != nil {
            trackers[record.partition]?.finish(record.offset)
            changed.insert(record.partition)
        }
        defer { changed = [] }
        return changed.sorted().compactMap { partition in
            trackers[partition].map {
                CommittedOffset(partition: partition, offset: $0.next, metadata: $0.metadata)
            }
        }
    }
}
