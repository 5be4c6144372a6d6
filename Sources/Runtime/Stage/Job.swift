// One record in a processor's hands, from the moment it is taken until it is finished, and one try of its work.

import Base
import Events
import Log
import Offers
import Synchronization

/// A record that is processed or waits for it. Owned by the loop's thread.
final class Job {
    enum State {
        /// An earlier record of its group is worked on first.
        case queued
        /// To be dispatched to the task pool.
        case ready
        /// In the task pool: waits for a task, or runs.
        case dispatched(Attempt)
        /// In the task pool, and nothing else is dispatched beside it: workers crashed over the record before.
        case isolated(Attempt)
        /// Was isolated and has run for long: the others continue beside it.
        case outlasted(Attempt)
        /// Its work took too long, was canceled at that time and has not returned.
        case canceled(Attempt, at: Timestamp)
        /// Failed; the next try follows then.
        case resting(until: Timestamp)
        /// Does not run, because its offer is paused; goes back to the coordinator then.
        case held(until: Timestamp)
    }

    /// Counts the jobs of a processor.
    let number: Int
    let record: Record
    /// The step that the record holds; nil if it is not a stage's.
    let step: ScheduledStep?
    let group: RecordKey
    var state = State.queued
    /// When it was taken, or became the first of its group.
    var since: Timestamp
    /// How often its work failed or succeeded.
    var tries = 0
    /// How many reports on the way were written.
    var reports = 0
    /// The newest progress that was reported, and when.
    var reported: (progress: Progress, time: Timestamp)?
    /// Additional members of its log line.
    var remarks: [String: String] = [:]

    init(_ number: Int, _ record: Record, _ step: ScheduledStep?, group: RecordKey, since: Timestamp) {
        self.number = number
        self.record = record
        self.step = step
        self.group = group
        self.since = since
    }

    var size: Int { record.value?.count ?? 0 }

    /// The try that is in the task pool.
    var attempt: Attempt? {
        switch state {
        case .queued, .ready, .resting, .held: nil
        case .dispatched(let attempt), .isolated(let attempt), .outlasted(let attempt), .canceled(let attempt, _):
            attempt
        }
    }

    /// When it stops resting or being held.
    var due: Timestamp? {
        switch state {
        case .resting(let time), .held(let time): time
        case .queued, .ready, .dispatched, .isolated, .outlasted, .canceled: nil
        }
    }

    /// The members of every log line about it.
    var fields: LogFields {
        if let step {
            return [
                "offer": "\(step.key)", "submission": "\(step.submission)",
                "trace_id": .text(step.traceContext.traceID),
            ]
        }
        var fields: LogFields = [:]
        let names = ["ce_subject": "offer", "ce_submission": "submission", "ce_id": "event"]
        for header in record.headers {
            let text = String(decoding: header.value.prefix(200), as: UTF8.self)
            if let name = names[header.name] { fields[name] = .text(text) }
            if header.name == "ce_traceparent" { fields["trace_id"] = TraceContext(text).map { .text($0.traceID) } }
        }
        if let offer = fields["offer"]?.text, let number = fields["submission"]?.text {
            fields["submission"] = "\(offer)/\(number)"
        }
        return fields
    }
}

/// One try of a job's work, as its task sees it.
final class Attempt: Sendable {
    /// The number of the job.
    let number: Int
    let record: Record
    let step: ScheduledStep?
    /// Milliseconds; zero before it began.
    private let begun = Atomic<Int64>(0)
    private let progress = Mutex<Progress?>(nil)

    /// The publisher of the offer; empty if there is none.
    var publisher: String { step?.key.publisher ?? "" }

    init(_ job: Job) {
        number = job.number
        record = job.record
        step = job.step
    }

    /// When its work began; nil while it waits for a task.
    var began: Timestamp? {
        let milliseconds = begun.load(ordering: .relaxed)
        return milliseconds == 0 ? nil : Timestamp(milliseconds: milliseconds)
    }

    func begin(at time: Timestamp) { begun.store(time.milliseconds, ordering: .relaxed) }

    /// Keeps the newest progress. Does not wake anybody: the processor looks at it from time to time.
    func report(_ newest: Progress) { progress.withLock { $0 = newest } }

    /// The progress that was reported since the last call.
    func takeProgress() -> Progress? { progress.withLock { $0.take() } }
}
