// A stateful processor at work: one input after another, each with the state of its offer. State is restored before a
// partition's first record, and changes together with the commit.

import Base
import Events
import JSON
import Log
import Offers
import Telemetry

/// The group gave the partition of one topic to this worker and that of another topic to another one. Each of them would write
/// the rows of the same offers.
struct SplitPartition: Error, CustomStringConvertible {
    var number: Int32
    var topics: [String]

    var description: String {
        "of partition \(number) this worker has only \(topics.joined(separator: ", ")): another member of the group has the "
            + "rest of it, so neither may write its rows. Look for members other than workers of this release "
            + "(kafka-consumer-groups --describe --members --verbose)"
    }
}

package final class StatefulTask<Process: StatefulProcessor>: Processor {
    private let process: Process
    private let partitions: Int
    private let world: World
    private let logger: Logger
    private var store: StateStore<Process.State>
    /// Our input partitions, by number: the tables' partition is dropped with the last of them.
    private var owned: [Int32: Set<String>] = [:]
    private var ready: [Finished] = []
    private var followed = Followed()
    private var deadLetterer: DeadLetterer
    /// Records that refer to something unknown.
    private var early = ReorderBuffer()

    package init(_ process: Process, partitions: Int, world: World, logger: Logger) {
        self.process = process
        self.partitions = partitions
        self.world = world
        self.logger = logger
        store = StateStore(tables: process.tables, isOpen: process.tallies ? { process.isOpen($0, in: $1) } : nil)
        deadLetterer = DeadLetterer(program: Process.name, logger: logger)
    }

    package var room: Int { WorkerLoop.batch }
    package var isBusy: Bool { !ready.isEmpty || !early.isEmpty }
    package var atWork: Int { ready.count + early.count }

    package var stage: Stage? { Stage.all.first { $0.rawValue == Process.name } }
    package let follows = Followed.topics
    package func apply(_ followed: Followed, now: Timestamp) {
        self.followed = followed
        // A process that was unknown may be known now.
        for one in early.takeAll() { again(one, now) }
    }

    // MARK: Partitions

    package func lose(_ partition: TopicPartition) {
        let number = partition.partition
        owned[number]?.remove(partition.topic)
        // Answers that were not committed changed the state: it is restored before the next answer.
        store.drop(number)
        ready.removeAll { $0.partition?.partition == number }
        early.drop(number)
        if owned[number]?.isEmpty ?? true { owned[number] = nil }
    }

    package func gain(_ partitions: [TopicPartition], from log: any EventLog) throws {
        deadLetterer.largest = log.largestMessage
        for partition in partitions { owned[partition.partition, default: []].insert(partition.topic) }
        if let split = owned.first(where: { $0.value.count < process.inputs.count }) {
            throw SplitPartition(number: split.key, topics: split.value.sorted())
        }
        // At each gain, since the commit of an earlier announcement may have been rolled back.
        let announcements = process.announcements(followed)
        if !announcements.isEmpty { ready.append(Finished(underway: announcements, of: partitions[0])) }
        let new = Set(partitions.map(\.partition)).filter { !store.has($0) }.sorted()
        guard !new.isEmpty, !process.tables.isEmpty else { return }
        AllocatorTuning.keepLarge()
        defer { AllocatorTuning.keepSmall() }
        let counts = try store.restore(new, of: self.partitions, from: log, deadline: process.deadline)
        // It takes milliseconds, so only for many rows.
        if counts.values.reduce(0, +) > 10_000 { AllocatorTuning.giveBack() }
        for partition in new {
            logger.log(.restored, ["partition": .number(Int(partition)), "rows": .number(counts[partition] ?? 0)])
        }
    }

    // MARK: Records

    package func take(_ record: Record, now: Timestamp) {
        early.took(record, now: now)
        do {
            let subject = try handle(record, now)
            guard !early.isEmpty else { return }
            for one in early.waiting(for: subject, behind: record) { again(one, now) }
        } catch let error as Deferred where early.hasRoom {
            early.keep(record, error.poison, now: now)
        } catch { deadLetter(record, error) }
    }

    /// Handles a deferred record again. If it must still wait, its time counts from its first arrival.
    private func again(_ one: ReorderBuffer.Entry, _ now: Timestamp) {
        do { _ = try handle(one.record, now) } catch is Deferred { early.keep(one) } catch {
            deadLetter(one.record, error)
        }
    }

    package func pass(_ passed: PassedOver) { ready.append(deadLetterer.deadLetter(passed)) }

    private func deadLetter(_ record: Record, _ error: any Error) {
        ready.append(deadLetterer.deadLetter(record, error))
    }

    /// Handles a record and says which offer it is about.
    private func handle(_ record: Record, _ now: Timestamp) throws -> String {
        guard let value = record.value else { throw Poison("not-an-event", "the record has no value") }
        let metadata = RecordMetadata(
            topic: record.topic, partition: record.partition, offset: record.offset, partitions: partitions,
            time: Timestamp(milliseconds: record.timestamp))
        let input = Input.record(
            value: value, headers: record.headers, key: record.key, metadata)
        let reaction = try react(to: input, record.partition, now)
        let outcome = reaction.refused > 0 ? EventOutcome.limited : .answered
        ready.append(Finished(outcome, record, outputs: reaction.messages, note: note(reaction, now)))
        return reaction.subject
    }

    private func react(
        to input: Input, _ partition: Int32, _ now: Timestamp
    ) throws -> Reaction<Process.State> {
        let reaction = try process.handle(input, followed, now: now, tally: { store.tally(of: $0) }) { offer in
            try store.state(of: offer.bytes, partition) { try state(of: $0, of: offer) }
        }
        // Before the state changes: nothing of it will be written.
        if let poison = reaction.messages.poison(above: deadLetterer.largest) { throw poison }
        store.apply(reaction.messages, reaction.state, partition, deadline: reaction.deadline, isOpen: reaction.isOpen)
        return reaction
    }

    /// A row that cannot be read is a fault of ours: the event itself may be good, so its dead letter can be sent again when
    /// the row is repaired.
    private func state(of rows: [Topic: [UInt8]], of offer: OfferKey) throws -> Process.State? {
        do { return try process.state(of: rows, followed) } catch let early as Deferred { throw early } catch {
            let names = rows.keys.map(\.name).sorted().joined(separator: " or ")
            throw Fault(
                "unreadable-row",
                "the row of \(offer) on \(names) cannot be read: \(error). Repair the row, then send the dead letter again"
            )
        }
    }

    private func note(_ reaction: Reaction<Process.State>, _ now: Timestamp) -> Logger.Note? {
        logger.note(.event, at: now) { json in
            json.member("offer", reaction.subject)
            json.member("type", reaction.event.type)
            json.member("event", reaction.event.id)
            json.member("outputs", reaction.messages.count)
            if reaction.refused > 0 { json.member("over_limit", reaction.refused) }
            json.member("submission", reaction.submission)
            if let trace = TraceContext(reaction.trace, of: reaction.submission) {
                json.member("trace_id", trace.traceID)
            }
        }
    }

    // MARK: Out

    package func results(now: Timestamp) -> [Finished] {
        for one in early.expired(now) { deadLetter(one.record, one.poison) }
        while let entry = store.takeDue(now) {
            guard let offer = OfferKey(String(decoding: entry.key, as: UTF8.self)) else { continue }
            do {
                let reaction = try react(to: .deadline(offer), entry.partition, now)
                if !reaction.messages.isEmpty {
                    ready.append(
                        Finished(
                            underway: reaction.messages,
                            of: TopicPartition(process.inputs[0].name, entry.partition)))
                }
            } catch {
                logger.log(.dueTimeFailed, ["offer": "\(offer)", "reason": "\(error)"])
            }
            store.watchAgain(entry, after: now, deadline: process.deadline)
        }
        defer { ready = [] }
        return ready
    }

    package func nextWakeUp(now: Timestamp) -> Timestamp? {
        [store.timers.first, early.isEmpty ? nil : now + .seconds(1)].compactMap(\.self).min()
    }
}
