// What a stateful processor knows: the newest rows of each offer in its compacted topics, for the partitions it has. Read
// back from the topics when a partition is gained; from then on every message to a table is the new row. Rows are kept as
// bytes; the value is decoded on first use and kept while the offer is at work.

import Base
import Events
import Log

struct StateStore<State: Sendable> {
    private struct Entry {
        /// By the index of the table; a processor has two at most, and most offers a row in one.
        var rows: (first: [UInt8]?, second: [UInt8]?)
        /// When the offer has an entry in the timer queue.
        var timer: Timestamp?

        subscript(table: Int) -> [UInt8]? {
            get { table == 0 ? rows.first : rows.second }
            set { if table == 0 { rows.first = newValue } else { rows.second = newValue } }
        }

        var isEmpty: Bool { rows.first == nil && rows.second == nil }
    }

    /// So many decoded values are kept. When there are more, all are forgotten: each is decoded again on its next use.
    private static var mostDecoded: Int { 16_384 }

    private let tables: [Topic]
    private var partitions: [Int32: [[UInt8]: Entry]] = [:]
    private var decoded: [[UInt8]: State] = [:]
    private(set) var timers = TimerQueue()

    init(tables: [Topic]) {
        precondition(tables.count <= 2, "a stateful processor has two tables at most")
        self.tables = tables
    }

    func has(_ partition: Int32) -> Bool { partitions[partition] != nil }

    mutating func drop(_ partition: Int32) {
        for key in partitions[partition]?.keys ?? [:].keys { decoded[key] = nil }
        partitions[partition] = nil
        timers.drop(partition)
    }

    /// Reads the tables of partitions to their end; says how many rows each partition has.
    mutating func restore(
        _ gained: [Int32], from log: any EventLog, deadline: (_ row: [UInt8], Topic) -> Timestamp?
    ) throws -> [Int32: Int] {
        for partition in gained { partitions[partition] = [:] }
        do {
            try log.restore(gained.flatMap { number in tables.map { TopicPartition($0.name, number) } }) { record in
                let topic = record.topic
                guard let key = record.key, let table = tables.firstIndex(where: { $0.name == topic }) else { return }
                set(record.value.map { [UInt8]($0) }, table, [UInt8](key), record.partition)
            }
        } catch {
            // Half a table is none.
            for partition in gained { partitions[partition] = nil }
            throw error
        }
        var counts: [Int32: Int] = [:]
        for partition in gained {
            for (key, entry) in partitions[partition] ?? [:] {
                counts[partition, default: 0] += 1
                for table in tables.indices {
                    guard let row = entry[table], let due = deadline(row, tables[table]) else { continue }
                    watch(key, partition, due)
                }
            }
        }
        return counts
    }

    /// The state of an offer; nil where it has no rows. Throws what `decode` throws.
    mutating func state(
        of key: [UInt8], _ partition: Int32, decode: ([Topic: [UInt8]]) throws -> State?
    ) throws -> State? {
        if let known = decoded[key] { return known }
        let rows = self.rows(of: key, partition)
        guard !rows.isEmpty, let state = try decode(rows) else { return nil }
        keep(state, key)
        return state
    }

    func rows(of key: [UInt8], _ partition: Int32) -> [Topic: [UInt8]] {
        guard let entry = partitions[partition]?[key] else { return [:] }
        var rows: [Topic: [UInt8]] = [:]
        for table in tables.indices { rows[tables[table]] = entry[table] }
        return rows
    }

    private mutating func keep(_ state: State, _ key: [UInt8]) {
        if decoded.count >= Self.mostDecoded { decoded.removeAll(keepingCapacity: true) }
        decoded[key] = state
    }

    /// Takes over the rows that messages write, and the state that they are written from.
    mutating func apply(
        _ messages: [Message], _ state: State?, _ partition: Int32, deadline: (_ row: [UInt8], Topic) -> Timestamp?
    ) {
        var changed: [UInt8]?
        for message in messages {
            guard let key = message.key, let table = tables.firstIndex(of: message.topic) else { continue }
            changed = key
            set(message.value, table, key, partition)
            if let row = message.value, let due = deadline(row, message.topic) { watch(key, partition, due) }
        }
        guard let changed else { return }
        // Never the state of an offer without rows: it would outlive its partition.
        if let state, partitions[partition]?[changed] != nil { keep(state, changed) } else { decoded[changed] = nil }
    }

    private mutating func set(_ row: [UInt8]?, _ table: Int, _ key: [UInt8], _ partition: Int32) {
        partitions[partition]?[key, default: Entry(rows: (nil, nil))][table] = row
        if row == nil, partitions[partition]?[key]?.isEmpty == true { partitions[partition]?[key] = nil }
    }

    // MARK: Deadlines

    /// Nothing where the offer is looked at earlier anyway: whoever looks then adds its next time.
    private mutating func watch(_ key: [UInt8], _ partition: Int32, _ due: Timestamp) {
        guard let entry = partitions[partition]?[key] else { return }
        if let timer = entry.timer, timer <= due { return }
        partitions[partition]?[key]?.timer = due
        timers.add(.init(due: due, key: key, partition: partition))
    }

    /// Takes an offer whose time may have come. `watchAgain` is to be called when it was looked at.
    mutating func takeDue(_ now: Timestamp) -> TimerQueue.Entry? {
        while let entry = timers.takeDue(now) {
            guard partitions[entry.partition]?[entry.key]?.timer == entry.due else { continue }
            partitions[entry.partition]?[entry.key]?.timer = nil
            return entry
        }
        return nil
    }

    /// The row may have moved on to a later time since its entry was made.
    mutating func watchAgain(
        _ entry: TimerQueue.Entry, after now: Timestamp, deadline: (_ row: [UInt8], Topic) -> Timestamp?
    ) {
        for (table, row) in rows(of: entry.key, entry.partition) {
            if let due = deadline(row, table), due > now { watch(entry.key, entry.partition, due) }
        }
    }
}
