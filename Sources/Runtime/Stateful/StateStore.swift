// The state of a stateful processor: the newest rows of each offer in its compacted topics, for its partitions.
// Restored from the topics when a partition is gained; from then on every message to a table is the new row. Rows are
// kept as bytes; a value is decoded on first use and kept while the offer is in work.

import Base
import Events
import Log

/// A row is in a partition where no reader of its offer looks: partitions were added, or somebody copied the topic with
/// another partitioner. Each offer would start again.
struct MisplacedRow: Error, CustomStringConvertible {
    var row: String
    var key: [UInt8]
    var partitions: Int

    var description: String {
        "the row \(row) of \(String(decoding: key, as: UTF8.self)) belongs to partition "
            + "\(Partitioner.partition(of: key, count: partitions)) of \(partitions): the topic got more partitions, or was "
            + "copied with another partitioner than murmur2. Offers whose rows moved away would begin anew, so this worker "
            + "does not start. Make the topics again with the former number of partitions, or send the rows again by key "
            + "(docs/operate/scale.md, Partitions)"
    }
}

struct StateStore<State: Sendable> {
    /// The limits of decoded values, and of the bytes of their rows: the row of a submission that waits contains its document.
    /// Above them all are dropped, and each is decoded again on its next use.
    private static var mostDecoded: Int { 16_384 }
    static var mostDecodedBytes: Int { 32 << 20 }

    private let tables: [Topic]
    /// Whether the offer of a row is open; nil if offers are not counted.
    private let isOpen: ((_ row: [UInt8], Topic) -> Bool)?
    private var tallies: [RecordKey: PublisherTally] = [:]
    private var partitions: [Int32: [RecordKey: OfferEntry]] = [:]
    /// The offers whose entry has a decoded value, or had one; twice where a row was deleted and written again.
    private var decoded: [(key: RecordKey, partition: Int32)] = []
    /// Bytes of the rows of decoded values.
    private(set) var decodedBytes = 0
    private(set) var timers = TimerQueue()

    init(tables: [Topic], isOpen: ((_ row: [UInt8], Topic) -> Bool)? = nil) {
        precondition(tables.count <= 2, "a stateful processor has two tables at most")
        self.tables = tables
        self.isOpen = isOpen
    }

    func has(_ partition: Int32) -> Bool { partitions[partition] != nil }

    mutating func drop(_ partition: Int32) {
        for (key, entry) in partitions[partition] ?? [:] {
            if isOpen != nil { count(key, from: entry.standing, to: .absent) }
            decodedBytes -= entry.state?.size ?? 0
        }
        partitions[partition] = nil
        decoded.removeAll { $0.partition == partition }
        timers.drop(partition)
    }

    /// Reads the tables of partitions to their end; says how many rows each partition has. Throws `MisplacedRow` if a row
    /// is not in the partition, of `count`, that its key belongs to.
    mutating func restore(
        _ gained: [Int32], of count: Int, from log: any EventLog, deadline: (_ row: [UInt8], Topic) -> Timestamp?
    ) throws -> [Int32: Int] {
        for partition in gained { partitions[partition] = [:] }
        do {
            try log.restore(gained.flatMap { number in tables.map { TopicPartition($0.name, number) } }) { record in
                let topic = record.topic
                guard let key = record.key, let table = tables.firstIndex(where: { $0.name == topic }) else { return }
                let bytes = [UInt8](key)
                guard Partitioner.partition(of: bytes, count: count) == record.partition else {
                    throw MisplacedRow(
                        row: "\(topic)/\(record.partition)@\(record.offset)", key: bytes, partitions: count)
                }
                set(record.value.map { [UInt8]($0) }, table, RecordKey(bytes), record.partition)
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
                if let isOpen, let row = entry[0] { stand(key, partition, isOpen(row, tables[0]) ? .open : .closed) }
                for table in tables.indices {
                    guard let row = entry[table], let due = deadline(row, tables[table]) else { continue }
                    watch(key, partition, due)
                }
            }
        }
        return counts
    }

    /// The state of an offer; nil if it has no rows. Throws what `decode` throws.
    mutating func state(
        of key: [UInt8], _ partition: Int32, decode: ([Topic: [UInt8]]) throws -> State?
    ) throws -> State? {
        guard let entry = partitions[partition]?[RecordKey(key)] else { return nil }
        if let known = entry.state as? Decoded<State> { return known.value }
        guard let state = try decode(rows(of: entry)) else { return nil }
        keep(state, RecordKey(key), partition)
        return state
    }

    func rows(of key: [UInt8], _ partition: Int32) -> [Topic: [UInt8]] {
        partitions[partition]?[RecordKey(key)].map(rows) ?? [:]
    }

    private func rows(of entry: OfferEntry) -> [Topic: [UInt8]] {
        var rows: [Topic: [UInt8]] = [:]
        for table in tables.indices { rows[tables[table]] = entry[table] }
        return rows
    }

    /// Stores the rows that messages write, and the state from which they were written, with its next deadline and
    /// whether its offer is open.
    mutating func apply(
        _ messages: [Message], _ state: consuming State?, _ partition: Int32, deadline: Timestamp?,
        isOpen nowOpen: Bool = false
    ) {
        var changed: RecordKey?
        for index in messages.indices {
            guard let table = tables.firstIndex(of: messages[index].topic), let key = messages[index].key else {
                continue
            }
            let offer = changed ?? RecordKey(key)
            set(messages[index].value, table, offer, partition)
            changed = offer
        }
        guard let changed else { return }
        if isOpen != nil { stand(changed, partition, nowOpen ? .open : .closed) }
        keep(state, changed, partition)
        if let deadline { watch(changed, partition, deadline) }
    }

    private mutating func set(_ row: [UInt8]?, _ table: Int, _ key: RecordKey, _ partition: Int32) {
        partitions[partition]?[key, default: OfferEntry()][table] = row
        guard row == nil, let entry = partitions[partition]?[key], entry.isEmpty else { return }
        if isOpen != nil { count(key, from: entry.standing, to: .absent) }
        decodedBytes -= entry.state?.size ?? 0
        partitions[partition]?[key] = nil
    }

    /// Keeps the state in the offer's entry, so that it goes with its rows and its partition.
    private mutating func keep(_ state: consuming State?, _ key: RecordKey, _ partition: Int32) {
        guard let (isNew, bytes) = partitions[partition]?[key]?.keep(state) else { return }
        decodedBytes += bytes
        if isNew { decoded.append((key, partition)) }
        guard decoded.count > Self.mostDecoded || decodedBytes > Self.mostDecodedBytes else { return }
        for offer in decoded { partitions[offer.partition]?[offer.key]?.state = nil }
        decoded.removeAll(keepingCapacity: true)
        decodedBytes = 0
    }

    // MARK: Tallies

    /// How many offers of a publisher are known.
    func tally(of publisher: String) -> PublisherTally { tallies[RecordKey(Array(publisher.utf8))] ?? PublisherTally() }

    private mutating func stand(_ key: RecordKey, _ partition: Int32, _ standing: OfferEntry.Standing) {
        guard let before = partitions[partition]?[key]?.stand(standing), before != standing else { return }
        count(key, from: before, to: standing)
    }

    private mutating func count(_ key: RecordKey, from before: OfferEntry.Standing, to standing: OfferEntry.Standing) {
        let publisher = RecordKey([UInt8](key.bytes.prefix { $0 != UInt8(ascii: "/") }))
        var tally = tallies[publisher] ?? PublisherTally()
        tally.offers += (standing == .absent ? 0 : 1) - (before == .absent ? 0 : 1)
        tally.open += (standing == .open ? 1 : 0) - (before == .open ? 1 : 0)
        tallies[publisher] = tally.offers == 0 ? nil : tally
    }

    // MARK: Deadlines

    /// Does nothing if an earlier time is set: the visit at that time sets the next one.
    private mutating func watch(_ key: RecordKey, _ partition: Int32, _ due: Timestamp) {
        guard partitions[partition]?[key]?.watch(due) == true else { return }
        timers.add(.init(due: due, key: key.bytes, partition: partition))
    }

    /// Takes an offer whose time may have come. `watchAgain` is to be called when it was looked at.
    mutating func takeDue(_ now: Timestamp) -> TimerQueue.Entry? {
        while let entry = timers.takeDue(now) {
            let key = RecordKey(entry.key)
            guard partitions[entry.partition]?[key]?.timer == entry.due else { continue }
            partitions[entry.partition]?[key]?.timer = nil
            return entry
        }
        return nil
    }

    /// The row may have moved on to a later time since its entry was made.
    mutating func watchAgain(
        _ entry: TimerQueue.Entry, after now: Timestamp, deadline: (_ row: [UInt8], Topic) -> Timestamp?
    ) {
        for (table, row) in rows(of: entry.key, entry.partition) {
            if let due = deadline(row, table), due > now { watch(RecordKey(entry.key), entry.partition, due) }
        }
    }
}

/// The entry of an offer. Not generic in the state, so that a million entries are one plain table.
private struct OfferEntry {
    /// How an offer counts for its publisher.
    enum Standing: UInt8 { case absent, closed, open }

    private(set) var standing = Standing.absent
    /// By the index of the table; a processor has at most two, and most offers have a row in only one.
    private var rows: (first: [UInt8]?, second: [UInt8]?)
    /// When the offer has an entry in the timer queue.
    var timer: Timestamp?
    /// The decoded rows, while the offer is at work: a `Decoded`.
    var state: Sized?

    subscript(table: Int) -> [UInt8]? {
        get { table == 0 ? rows.first : rows.second }
        set { if table == 0 { rows.first = newValue } else { rows.second = newValue } }
    }

    var isEmpty: Bool { rows.first == nil && rows.second == nil }

    /// Bytes of the rows.
    var size: Int { (rows.first?.count ?? 0) + (rows.second?.count ?? 0) }

    /// How it counted before.
    mutating func stand(_ newest: Standing) -> Standing {
        defer { standing = newest }
        return standing
    }

    /// Whether it has a state and had none before, and how many bytes more than before its decoded rows have.
    mutating func keep<State: Sendable>(_ newest: consuming State?) -> (isNew: Bool, bytes: Int) {
        let (hadState, before) = (state != nil, state?.size ?? 0)
        state = newest.map { Decoded($0, size) }
        return (!hadState && state != nil, (state?.size ?? 0) - before)
    }

    /// False if it is looked at earlier anyway.
    mutating func watch(_ due: Timestamp) -> Bool {
        if let timer, timer <= due { return false }
        timer = due
        return true
    }
}

/// A state that an entry holds, with the bytes of the rows that it was decoded from.
private class Sized {
    let size: Int

    init(_ size: Int) { self.size = size }
}

private final class Decoded<State: Sendable>: Sized {
    let value: State

    init(_ value: State, _ size: Int) {
        self.value = value
        super.init(size)
    }
}
