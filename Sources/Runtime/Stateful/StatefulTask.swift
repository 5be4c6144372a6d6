// A keyed process at work: one event after another, each with what is known of its offer. Rows are read back before a
// partition's first record, and change together with what is committed.

import Base
import Log
import Offers

package final class StatefulTask: Processor {
    private let process: any StatefulProcessor
    private let partitions: Int
    private let world: World
    private let journal: Logger
    private var store: StateStore
    private var deadlines = TimerQueue()
    /// Input partitions that are ours, by number: the tables' partition goes when the last of them went.
    private var owned: [Int32: Set<String>] = [:]
    private var ready: [Finished] = []
    private var controls = Controls()
    private var deadLetterer: DeadLetterer
    /// Records that speak of what is not known yet.
    private var early = ReorderBuffer()

    package init(_ process: any StatefulProcessor, partitions: Int, world: World, journal: Logger) {
        self.process = process
        self.partitions = partitions
        self.world = world
        self.journal = journal
        store = StateStore(tables: process.tables)
        deadLetterer = DeadLetterer(program: type(of: process).name, logger: journal)
    }

    package var room: Int { WorkerLoop.batch }
    package var isBusy: Bool { !ready.isEmpty || !early.isEmpty }
    package var atWork: Int { ready.count + early.count }

    package var stage: Stage? { Stage.all.first { $0.rawValue == type(of: process).name } }
    package var observesControls: Bool { process.heedsControls || stage != nil }
    package func apply(_ controls: Controls, now: Timestamp) { self.controls = controls }

    // MARK: Partitions

    package func lose(_ partition: TopicPartition) {
        let number = partition.partition
        owned[number]?.remove(partition.topic)
        // Whatever was answered and not committed changed the rows: they are read anew before the next answer.
        store.drop(number)
        deadlines.drop(number)
        ready.removeAll { $0.record?.partition.partition == number }
        early.drop(number)
        if owned[number]?.isEmpty ?? true { owned[number] = nil }
    }

    package func gain(_ partitions: [TopicPartition], from log: any EventLog) throws {
        deadLetterer.largest = log.largestMessage
        for partition in partitions { owned[partition.partition, default: []].insert(partition.topic) }
        let new = Set(partitions.map(\.partition)).filter { !store.has($0) }.sorted()
        guard !new.isEmpty, !process.tables.isEmpty else { return }
        var counts: [Int32: Int] = [:]
        AllocatorTuning.keepLarge()
        defer {
            AllocatorTuning.keepSmall()
            // It takes milliseconds, so not for a handful of rows.
            if counts.values.reduce(0, +) > 10_000 { AllocatorTuning.giveBack() }
        }
        try store.restore(new, from: log) { partition, table, offer, row in
            counts[partition, default: 0] += 1
            watch(table, Array(offer), row, partition)
        }
        for partition in new {
            journal.info("restored", ["partition": "\(partition)", "rows": "\(counts[partition] ?? 0)"])
        }
    }

    private func watch(_ table: Topic, _ key: @autoclosure () -> [UInt8], _ row: [UInt8], _ partition: Int32) {
        guard let due = process.deadline(of: row, in: table) else { return }
        deadlines.add(.init(due: due, offer: key(), partition: partition))
    }

    // MARK: Records

    package func take(_ record: Record, now: Timestamp) {
        early.took(record, now: now)
        do {
            let answer = try answer(record, now)
            ready.append(Finished(.answered, record, outputs: answer.messages, note: note(answer, now)))
            guard !early.isEmpty else { return }
            for one in early.waiting(for: answer.read.subject, behind: record) { again(one, now) }
        } catch let error as Deferred where early.hasRoom {
            early.keep(record, error.poison, now: now)
        } catch { deadLetter(record, error) }
    }

    /// An early record is shown once more; where it is still early, it has waited since it first came.
    private func again(_ one: ReorderBuffer.Entry, _ now: Timestamp) {
        do {
            let answer = try answer(one.record, now)
            ready.append(Finished(.answered, one.record, outputs: answer.messages, note: note(answer, now)))
        } catch is Deferred { early.keep(one) } catch { deadLetter(one.record, error) }
    }

    private func deadLetter(_ record: Record, _ error: any Error) {
        ready.append(deadLetterer.deadLetter(record, error))
    }

    private func answer(_ record: Record, _ now: Timestamp) throws -> Answer {
        guard let value = record.value else { throw Poison("not-an-event", "the record has no value") }
        let arrival = RecordMetadata(
            topic: record.topic, partition: record.partition, offset: record.offset, partitions: partitions,
            time: Timestamp(milliseconds: record.timestamp))
        let answer = try process.answer(
            value: value, headers: record.headers, key: record.key, arrival: arrival,
            rows: { store.rows(of: $0, record.partition) }, now: now)
        // Before the rows change: nothing of it will be written.
        if let poison = answer.messages.poison(above: deadLetterer.largest) { throw poison }
        apply(answer.messages, record.partition)
        return answer
    }

    private func note(_ answer: Answer, _ now: Timestamp) -> Logger.Note? {
        journal.note("event", at: now) { json in
            answer.read.write(to: &json)
            json.member("outputs", text: answer.messages.count)
            answer.read.writeTraceID(as: "trace_id", to: &json)
        }
    }

    private func apply(_ messages: [Message], _ partition: Int32) {
        for message in messages where store.apply(message, partition) {
            guard let row = message.value, let key = message.key else { continue }
            watch(message.topic, key, row, partition)
        }
    }

    // MARK: Out

    package func results(now: Timestamp) -> [Finished] {
        for one in early.expired(now) { deadLetter(one.record, one.poison) }
        while let entry = deadlines.takeDue(now) {
            let text = String(decoding: entry.offer, as: UTF8.self)
            guard store.has(entry.partition), let offer = OfferKey(text) else { continue }
            let rows = entry.offer.withUnsafeBufferPointer { store.rows(of: $0, entry.partition) }
            let messages = process.react(toDeadlineOf: offer, rows: rows, controls: controls, now: now)
            apply(messages, entry.partition)
            // The row may have moved on to a later time since the entry was made.
            for table in process.tables {
                guard let row = rows[table], let due = process.deadline(of: row, in: table), due > now else { continue }
                deadlines.add(.init(due: due, offer: entry.offer, partition: entry.partition))
            }
            if !messages.isEmpty { ready.append(Finished(underway: messages)) }
        }
        defer { ready = [] }
        return ready
    }

    package func nextWakeUp(now: Timestamp) -> Timestamp? {
        [deadlines.first, early.isEmpty ? nil : now + .seconds(1)].compactMap(\.self).min()
    }
}
