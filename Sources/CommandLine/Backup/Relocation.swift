// Restored records have new offsets. This changes the offsets in data that refers to records.

import BrokerClient
import Events
import Log

/// Maps old offsets to new ones: each partition begins at 0 and has no gaps.
struct Relocation {
    private struct Place: Hashable {
        var topic: String
        var partition: Int32
    }

    /// The former offsets, in order: the index is the new one.
    private var former: [Place: [Int64]] = [:]

    /// Notes that a record is written after the noted records of its partition.
    mutating func add(_ record: TopicRecord) {
        former[Place(topic: record.topic, partition: record.partition), default: []].append(record.offset)
    }

    /// The new end of each partition of a topic that has records.
    func ends(of topic: Topic) -> Position {
        former.reduce(into: [:]) { ends, entry in
            if entry.key.topic == topic.name { ends[entry.key.partition] = Int64(entry.value.count) }
        }
    }

    /// The new offset of the first record at or after an old offset.
    private func offset(_ place: Place, from old: Int64) -> Int64 {
        let offsets = former[place] ?? []
        var (low, high) = (0, offsets.count)
        while low < high {
            let middle = (low + high) / 2
            if offsets[middle] < old { low = middle + 1 } else { high = middle }
        }
        return Int64(low)
    }

    /// The new offset of a record; nil if it is not in the backup.
    private func offset(_ place: Place, of old: Int64) -> Int64? {
        let new = offset(place, from: old)
        return former[place].flatMap { $0.indices.contains(Int(new)) && $0[Int(new)] == old ? new : nil }
    }

    /// The commit at the same record, with the same records finished beyond it.
    func moved(_ position: PositionRecord) -> PositionRecord {
        let place = Place(topic: position.topic, partition: Int32(clamping: position.partition))
        let base = offset(place, from: Int64(position.offset))
        let finished =
            CommitMetadata(position.metadata)?.finished
            .flatMap { FinishedOffsets.decode($0, base: Int64(position.offset), end: .max) } ?? []
        let beyond = Set(finished.compactMap { offset(place, of: $0) })
        var moved = position
        moved.offset = Int(base)
        moved.metadata = CommitMetadata(witness: nil, finished: FinishedOffsets.encode(beyond, from: base)).text
        return moved
    }

    /// A record as it is to be written; nil if it has no meaning in another log.
    func moved(_ record: TopicRecord) -> TopicRecord? {
        var record = record
        for index in record.headers.indices where record.headers[index].name == DeadLetter.Name.redriven {
            let id = DeadLetterID(String(decoding: record.headers[index].value, as: UTF8.self))
            if let moved = id.flatMap({ moved($0) }) { record.headers[index].value = Array(moved.description.utf8) }
        }
        switch record.topic {
        case Topic.positions.name:
            guard let position = record.value.flatMap({ PositionRecord(value: $0) }) else { return record }
            record.value = moved(position).message.value
        case Topic.audit.name:
            guard var entry = try? AuditEntry(record.event()),
                let letter = entry.letter.flatMap({ DeadLetterID($0) }).flatMap({ moved($0) })
            else { return record }
            entry.subject = AuditEntry.letter(letter.description)
            (record.key, record.value) = (entry.message.key, entry.message.value)
        case Topic.controls.name:
            // The records over which workers crashed: the count starts again.
            if case .record = record.key.flatMap({ Controls.Scope(String(decoding: $0, as: UTF8.self)) }) { return nil }
        default: break
        }
        return record
    }

    private func moved(_ id: DeadLetterID) -> DeadLetterID? {
        var id = id
        guard let new = offset(Place(topic: Topic.deadLetters.name, partition: id.partition), of: id.offset) else {
            return nil
        }
        id.offset = new
        return id
    }
}
