// The rows of a keyed process: the newest record of each offer in its compacted topics, for the partitions it has. Read
// back from the topics when a partition is gained; from then on every message to a table is the new row.

import EventLog
import Offers

struct KeyedStore {
    private let tables: [Topic]
    /// One dictionary a table and partition, in the order of `tables`, so that a lost partition goes in one piece.
    private var rows: [Int32: [[String: [UInt8]]]] = [:]

    init(tables: [Topic]) {
        self.tables = tables
    }

    func has(_ partition: Int32) -> Bool { rows[partition] != nil }

    mutating func drop(_ partition: Int32) { rows[partition] = nil }

    /// Reads the tables of a partition to their end; `seen` is told each row that stands there in the end.
    mutating func restore(
        _ partition: Int32, from log: any EventLog, seen: (Topic, String, [UInt8]) -> Void
    ) throws {
        var restored: [[String: [UInt8]]] = []
        for table in tables {
            var newest: [String: [UInt8]] = [:]
            try log.restore(table, partition) { record in
                guard let key = record.key else { return }
                newest[String(decoding: key, as: UTF8.self)] = record.value
            }
            for (key, row) in newest { seen(table, key, row) }
            restored.append(newest)
        }
        rows[partition] = restored
    }

    func rows(of offer: String, _ partition: Int32) -> Rows {
        guard let rows = rows[partition] else { return Rows([]) }
        return Rows(tables.indices.compactMap { index in rows[index][offer].map { (table: tables[index], row: $0) } })
    }

    /// Takes over the row that a message writes; false where the message goes to no table.
    mutating func apply(_ message: Message, _ partition: Int32) -> Bool {
        guard let index = tables.firstIndex(of: message.topic), let key = message.key else { return false }
        rows[partition]?[index][String(decoding: key, as: UTF8.self)] = message.value
        return true
    }
}
