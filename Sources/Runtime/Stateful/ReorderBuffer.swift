// Records that arrived before what they refer to. A process reads two topics independently: after a crash it may see an
// outcome before the command that caused it.

import Base
import Log
import Offers

struct ReorderBuffer {
    struct Entry {
        var record: Record
        /// What it becomes if it waits in vain.
        var poison: Poison
        var since: Timestamp
    }

    /// How long the partition's other topics must have been silent before an unknown reference counts as final: while a
    /// backlog is read, the answer may still come.
    static let patience = Duration.seconds(10)
    private static let most = 1000

    /// In the order they came.
    private var entries: [Entry] = []
    /// When the last record of each topic and partition arrived: few entries, and usually the same one again.
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
