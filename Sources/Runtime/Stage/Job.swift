// One record in a stage's hands, and the table of all of them. The loop owns both; a lane that works on a job sees what
// never changes and says when it began.

import Base
import Events
import JSON
import KafkaLog
import Log
import Offers
import Synchronization
import Telemetry

/// One record at work, waiting behind another of its offer, or waiting for another try.
///
/// @unchecked Sendable: lanes read what is `let` and `number`, which is set before they are given it, and write `begun` and
/// `progress`; all else is the loop's.
final class Job: @unchecked Sendable {
    let record: Record
    let slip: ScheduledStep
    fileprivate(set) var number = 0
    /// Milliseconds; zero before.
    private let begun = Atomic<Int64>(0)
    /// Only the newest counts.
    private let progress = Mutex<Progress?>(nil)

    /// When the record was taken, or had its turn behind others of its offer.
    var since: Timestamp
    var tries = 0
    /// When the next try is due, while it rests after a fault.
    var due: Timestamp?
    var announced = false
    /// Since when it rests because its offer is paused.
    var heldSince: Timestamp?
    /// When its work was cancelled because it took too long.
    var cancelled: Timestamp?
    var reports = 0
    /// What came of it, and when.
    var ended: (EventOutcome, at: Timestamp)?
    /// The next record of the same offer.
    var behind: Job?

    init(_ record: Record, _ slip: ScheduledStep, since: Timestamp) {
        self.record = record
        self.slip = slip
        self.since = since
    }

    var size: Int { record.value?.count ?? 0 }

    /// When the work of this try began; nil while it waits for a lane.
    var began: Timestamp? {
        get {
            let milliseconds = begun.load(ordering: .relaxed)
            return milliseconds == 0 ? nil : Timestamp(milliseconds: milliseconds)
        }
        set { begun.store(newValue?.milliseconds ?? 0, ordering: .relaxed) }
    }
}

extension Job {
    /// Says how far the work is. Wakes nobody: progress is looked at when its time has come.
    @Sendable func put(_ newest: Progress) { progress.withLock { $0 = newest } }

    /// What was said last, if anything since the last call.
    func takeProgress() -> Progress? { progress.withLock { $0.take() } }
}

extension Job {
    /// Writes the members of the log's line about it.
    func write(to json: inout JSONWriter) {
        json.member("offer", slip.key)
        json.member("submission", "\(slip.submission)")
        json.member("step", slip.stop.step)
        json.member("attempt", slip.attempt)
        if let (outcome, time) = ended {
            json.member("outcome", outcome.rawValue)
            json.member("tries", tries)
            json.member("took_ms", Int(time.milliseconds - since.milliseconds))
        }
        json.member("trace_id", slip.traceContext.traceID)
    }
}

/// The jobs of a stage by number. Slots are used again, numbers never, and a later job has the higher one.
struct JobTable: Sequence {
    private static let slotBits = 16

    private var slots: [Job?] = []
    private var free: [Int] = []
    private var jobsSoFar = 0

    var count: Int { slots.count - free.count }
    var isEmpty: Bool { count == 0 }

    mutating func add(_ job: Job) {
        let slot = free.popLast() ?? slots.count
        if slot == slots.count { slots.append(nil) }
        jobsSoFar += 1
        job.number = jobsSoFar << Self.slotBits | slot
        slots[slot] = job
    }

    subscript(number: Int) -> Job? {
        let slot = number & (1 << Self.slotBits - 1)
        guard slot < slots.count, let job = slots[slot], job.number == number else { return nil }
        return job
    }

    mutating func remove(_ job: Job) {
        guard self[job.number] != nil else { return }
        let slot = job.number & (1 << Self.slotBits - 1)
        slots[slot] = nil
        free.append(slot)
    }

    func makeIterator() -> some IteratorProtocol<Job> { slots.lazy.compactMap(\.self).makeIterator() }
}
