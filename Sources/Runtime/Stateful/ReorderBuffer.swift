// Records that came before what they speak of. A process reads two topics, and these are not read in step: after a crash
// an outcome may be seen before the command that it follows from is seen again.

import Base
import Log
import Offers

struct ReorderBuffer {
    struct Entry {
        var record: Record
        /// What it is if nothing comes of the wait.
        var poison: Poison
        var since: Timestamp
    }

    /// How long nothing of the partition's other topics must have come before what is unknown is taken to stay so: while
    /// a backlog is read, there is something to wait for.
    static let patience = Duration.seconds(10)
    private static let most = 1000

    /// In the order they came.
    private var entries: [Entry] = []
    /// When something came last, by topic and partition: a few, and mostly the same as the one before.
    private var lastTaken: [(partition: TopicPartition, time: Timestamp)] = []
    private var newest = 0

    var isEmpty: Bool { entries.isEmpty }
    var count: Int { entries.count }
    var hasRoom: Bool { entries.count < Self.most }

    mutating func took(_ record: Record, now: Timestamp) {
        if !lastTaken.indices.contains(newest) || !record.isOf(lastTaken[newest].partition) {
            newest = lastTaken.firstIndex { record.isOf($0.partition) } ?? lastTaken.count
            if newest == lastTaken.count { lastTaken.append((record.topicPartition, now)) }
        }
        lastTaken[newest].time = now
    }

    mutating func keep(_ record: Record, _ poison: Poison, now: Timestamp) {
        entries.append(Entry(record: record, poison: poison, since: now))
    }

    mutating func keep(_ entry: Entry) { entries.append(entry) }

    /// Takes everything out, to be shown again.
    mutating func takeAll() -> [Entry] {
        defer { entries = [] }
        return entries
    }

    /// Removes and returns the records that waited for this offer, after a record of another topic has announced it.
    mutating func waiting(for offer: String, behind record: Record) -> [Entry] {
        guard !entries.isEmpty else { return [] }
        func fits(_ entry: Entry) -> Bool {
            entry.record.topic != record.topic && entry.record.partition == record.partition
                && entry.record.key.map { $0.elementsEqual(offer.utf8) } ?? false
        }
        let found = entries.filter(fits)
        entries.removeAll(where: fits)
        return found
    }

    /// Removes and returns the records that have waited too long.
    mutating func expired(_ now: Timestamp) -> [Entry] {
        guard !entries.isEmpty else { return [] }
        func isOver(_ entry: Entry) -> Bool {
            let others = lastTaken.filter {
                $0.partition.partition == entry.record.partition && $0.partition.topic != entry.record.topic
            }
            return max(entry.since, others.map(\.time).max() ?? entry.since) + Self.patience <= now
        }
        let over = entries.filter(isOver)
        entries.removeAll(where: isOver)
        return over
    }

    mutating func drop(_ partition: Int32) {
        entries.removeAll { $0.record.partition == partition }
        lastTaken.removeAll { $0.partition.partition == partition }
    }
}

extension Record {
    fileprivate func isOf(_ place: TopicPartition) -> Bool { partition == place.partition && topic == place.topic }
}
