// Logs that break one promise each: what the rules are for. A rule that finds none of these would prove nothing.

import Base
import Events
import Log
import Offers
import SimulationHarness
import TestSupport

/// A log with one fault.
final class BrokenLog: EventLog {
    enum Fault: Sendable {
        case sound
        /// Outputs are written and now and then the offsets are not: killed in between, without transactions.
        case forgetsOffsets(percent: Int)
        /// Only offsets are kept, and not what is finished beyond them.
        case forgetsWhatIsBeyond
        /// Offsets first, and now and then no more: commit before produce.
        case losesOutputs(percent: Int)
        /// Outputs to one topic are lost now and then.
        case loses(Topic, percent: Int)
        case skipsRecords(percent: Int)
        /// The next record counts as finished too: the offset is one too far.
        case finishesOneMore
        case restoresNothing
        /// A row comes back without the time at which it wants to be looked at.
        case restoresWithoutDeadlines
        /// What a process writes counts although another has taken its place.
        case isNotFenced
        /// Events get ids by chance.
        case makesIDsByChance
        /// What is written appears in the log twice.
        case writesTwice(Topic)
        /// What is written goes to a partition that is not the offer's.
        case misplaces(Topic)
    }

    private let log: any EventLog
    private let broker: MemoryBroker
    private let fault: Fault
    private let isBroken: () -> Bool
    private var random: SeededGenerator
    private var handedOut: [TopicPartition: [Int64]] = [:]
    private var finishedBeyond: Set<RecordID> = []

    /// Breaks its promise as long as `isBroken`.
    init(
        _ log: any EventLog, at post: SimulatedPipeline.Post, _ fault: Fault, seed: Int,
        while isBroken: @escaping () -> Bool = { true }
    ) {
        self.log = log
        broker = post.broker
        self.fault = fault
        self.isBroken = isBroken
        random = SeededGenerator(seed: UInt64(seed))
    }

    func poll(max: Int, wait: Duration) throws -> PollBatch {
        var intake = try log.poll(max: max, wait: wait)
        for partition in intake.lost { handedOut[partition] = nil }
        for record in intake.records { handedOut[record.topicPartition, default: []].append(record.offset) }
        if case .skipsRecords(let percent) = fault { intake.records.removeAll { _ in random.chance(percent) } }
        return intake
    }

    func commit(_ outputs: [[Message]], finished: [RecordID]) throws -> CommitResult {
        guard isBroken() else { return try log.commit(outputs, finished: finished) }
        switch fault {
        case .forgetsOffsets(let percent):
            return try log.commit(outputs, finished: random.chance(percent) ? [] : finished)
        case .losesOutputs(let percent):
            return try log.commit(random.chance(percent) ? [] : outputs, finished: finished)
        case .loses(let topic, let percent):
            let kept = outputs.map { $0.filter { $0.topic != topic || !random.chance(percent) } }
            return try log.commit(kept, finished: finished)
        case .forgetsWhatIsBeyond: return try log.commit(outputs, finished: withoutGaps(finished))
        case .finishesOneMore:
            return try log.commit(outputs, finished: finished + finished.map { RecordID($0.partition, $0.offset + 1) })
        case .isNotFenced:
            let result = try log.commit(outputs, finished: finished)
            if result == .rolledBack { for output in outputs.joined() { broker.append(output) } }
            return result
        case .makesIDsByChance: return try log.commit(outputs.map { $0.map(withIDByChance) }, finished: finished)
        case .writesTwice(let topic):
            return try log.commit(outputs + outputs.map { $0.filter { $0.topic == topic } }, finished: finished)
        case .misplaces(let topic):
            let result = try log.commit(outputs.map { $0.filter { $0.topic != topic } }, finished: finished)
            guard result == .done else { return result }
            for output in outputs.joined() where output.topic == topic {
                broker.append(output, partition: Int32.random(in: 0..<Int32(broker.partitions), using: &random))
            }
            return .done
        case .sound, .skipsRecords, .restoresNothing, .restoresWithoutDeadlines:
            return try log.commit(outputs, finished: finished)
        }
    }

    /// Of what is finished, what is before the first open record.
    private func withoutGaps(_ finished: [RecordID]) -> [RecordID] {
        finishedBeyond.formUnion(finished)
        var through: [RecordID] = []
        for partition in Set(finished.map(\.partition)) {
            while let first = handedOut[partition]?.first, finishedBeyond.remove(RecordID(partition, first)) != nil {
                handedOut[partition]?.removeFirst()
                through.append(RecordID(partition, first))
            }
        }
        return through
    }

    private func withIDByChance(_ message: Message) -> Message {
        guard var event = message.value.flatMap({ try? CloudEvent(structured: $0) }) else { return message }
        event.id = "\(random.next())"
        return Message(topic: message.topic, event: event)
    }

    func follow(_ topics: [Topic], each: (Record) throws -> Void) throws { try log.follow(topics, each: each) }

    func restore(_ tables: [TopicPartition], each: (borrowing RecordView) throws -> Void) throws {
        switch fault {
        case .restoresNothing: return
        case .restoresWithoutDeadlines:
            try log.restore(tables) { record in
                guard let value = record.value, var event = try? CloudEvent(structured: Array(value)) else {
                    return try each(record)
                }
                event["deadline"] = nil
                let changed = Record(
                    topic: record.topic, partition: record.partition, offset: record.offset,
                    key: record.key.map { Array($0) }, value: event.structured())
                try changed.lend(to: each)
            }
        default: try log.restore(tables, each: each)
        }
    }

    func close() { log.close() }
}
