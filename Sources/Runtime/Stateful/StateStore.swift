// The rows of a keyed process: the newest record of each offer in its compacted topics, for the partitions it has. Read
// back from the topics when a partition is gained; from then on every message to a table is the new row.

import Log
import Offers

struct StateStore {
    private let tables: [Topic]
    /// By the number of the partition, so that a lost one goes in one piece; for each the tables, in the order of `tables`.
    private var rows = Partitions<[RowTable]>()

    init(tables: [Topic]) {
        self.tables = tables
    }

    func has(_ partition: Int32) -> Bool { rows.has(partition) }

    mutating func drop(_ partition: Int32) { rows[partition] = nil }

    /// Reads the tables of partitions to their end; `seen` is told each row that stands there in the end.
    mutating func restore(
        _ partitions: [Int32], from log: any EventLog, seen: (Int32, Topic, UnsafeBufferPointer<UInt8>, [UInt8]) -> Void
    ) throws {
        for partition in partitions { rows[partition] = tables.map { _ in RowTable() } }
        do {
            try log.restore(partitions.flatMap { number in tables.map { TopicPartition($0.name, number) } }) { record in
                let topic = record.topic
                guard let key = record.key, let index = tables.firstIndex(where: { $0.name == topic }) else { return }
                rows[record.partition]?[index][key] = record.value.map { [UInt8]($0) }
            }
        } catch {
            // Half a table is none.
            for partition in partitions { rows[partition] = nil }
            throw error
        }
        for partition in partitions {
            for (table, newest) in zip(tables, rows[partition] ?? []) {
                newest.forEach { seen(partition, table, $0, $1) }
            }
        }
    }

    func rows(of offer: UnsafeBufferPointer<UInt8>, _ partition: Int32) -> Rows {
        var found = Rows()
        guard let rows = rows[partition] else { return found }
        let hash = offer.seededHash
        for index in rows.indices { if let row = rows[index][offer, hash] { found.add(row, of: tables[index]) } }
        return found
    }

    /// Takes over the row that a message writes; false where the message goes to no table.
    mutating func apply(_ message: Message, _ partition: Int32) -> Bool {
        guard let index = tables.firstIndex(of: message.topic), let key = message.key else { return false }
        key.withUnsafeBufferPointer { rows[partition]?[index][$0] = message.value }
        return true
    }
}

/// What is kept for each partition, by its number: they are few and numbered from 0, so nothing is hashed.
private struct Partitions<Value> {
    private var values: [Value?] = []

    func has(_ number: Int32) -> Bool { values.indices.contains(Int(number)) && values[Int(number)] != nil }

    subscript(_ number: Int32) -> Value? {
        get { values.indices.contains(Int(number)) ? values[Int(number)] : nil }
        _modify {
            while values.count <= Int(number) { values.append(nil) }
            yield &values[Int(number)]
        }
    }
}
