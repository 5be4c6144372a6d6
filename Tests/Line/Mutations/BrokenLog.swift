// Logs that break one promise each: what the rules are for. A rule that finds none of these would prove nothing.

import EventLog
import Kafka
import Offers
import TestSupport

/// A log in memory with one fault.
final class BrokenLog: EventLog {
    enum Fault {
        case sound
        /// Outputs are written and now and then the offsets are not: at-least-once, killed in between.
        case forgetsOffsets(percent: Int)
        /// Only offsets are kept, and not what is finished beyond them.
        case forgetsWhatIsBeyond
        case losesOutputs(percent: Int)
        case skipsRecords(percent: Int)
        case restoresNothing
    }

    private let log: MemoryLog
    private let fault: Fault
    private let isBroken: () -> Bool
    private var random: SeededGenerator
    private var handedOut: [TopicPartition: [Int64]] = [:]
    private var finishedBeyond: Set<RecordID> = []

    /// Breaks its promise as long as `isBroken`.
    init(_ log: MemoryLog, _ fault: Fault, seed: Int, while isBroken: @escaping () -> Bool = { true }) {
        self.log = log
        self.fault = fault
        self.isBroken = isBroken
        random = SeededGenerator(seed: UInt64(seed))
    }

    func next(max: Int, wait: Duration) throws -> Intake {
        var intake = try log.next(max: max, wait: wait)
        for partition in intake.lost { handedOut[partition] = nil }
        for record in intake.records { handedOut[record.topicPartition, default: []].append(record.offset) }
        if case .skipsRecords(let percent) = fault { intake.records.removeAll { _ in random.chance(percent) } }
        return intake
    }

    func commit(_ outputs: [Message], finished: [RecordID]) throws -> CommitResult {
        guard isBroken() else { return try log.commit(outputs, finished: finished) }
        switch fault {
        case .forgetsOffsets(let percent):
            return try log.commit(outputs, finished: random.chance(percent) ? [] : finished)
        case .losesOutputs(let percent):
            return try log.commit(random.chance(percent) ? [] : outputs, finished: finished)
        case .forgetsWhatIsBeyond: return try log.commit(outputs, finished: withoutGaps(finished))
        case .sound, .skipsRecords, .restoresNothing: return try log.commit(outputs, finished: finished)
        }
    }

    /// Of what is finished, what no open record stands before.
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

    func restore(_ table: Topic, _ partition: Int32, each: (Record) throws -> Void) throws {
        if case .restoresNothing = fault { return }
        try log.restore(table, partition, each: each)
    }

    func wake() {}
    func close() { log.close() }
}
