// What a stage writes about its jobs: the outputs of an answer, progress, blocked steps, log lines.

import Base
import Events
import JSON
import Log
import Offers
import Telemetry

extension StageProcessor {
    /// Work that takes longer reports that it started, and its progress, at most this often.
    static var reportEvery: Duration { .seconds(1) }

    /// Looks at the work that takes long.
    func checkWork(_ now: Timestamp) {
        lastReport = now
        checkTimes(now)
        reportProgress(now)
    }

    /// Reports that long work has started, and later its newest progress.
    private func reportProgress(_ now: Timestamp) {
        for job in jobsInOrder where job.since + Self.reportEvery <= now {
            guard let step = job.step else { continue }
            if case .queued = job.state { continue }
            let progress = job.attempt?.takeProgress()
            guard progress != nil || job.reports == 0 else { continue }
            let report = StepResult(
                progress.map { .progressed(job.measured($0, at: now)) } ?? .started, of: step, began: job.since,
                at: now,
                sequence: job.reports, source: source)
            job.reports += 1
            finished.append(Finished(underway: [report.message], of: job.record.topicPartition))
        }
    }

    /// All tries failed. A stage reports its step as blocked; other records become dead letters.
    func block(_ job: Job, _ fault: Fault, _ now: Timestamp) {
        guard let report = faulted(job, fault, now) else { return deadLetter(job, fault, now) }
        logger.log(.blocked, job.fields(of: fault))
        finish(job, .blocked, [report], now)
    }

    /// No worker can use the record. Its step is blocked, too, so that nobody waits for it in vain.
    func deadLetter(_ job: Job, _ error: any Error, _ now: Timestamp) {
        var result = deadLetterer.deadLetter(job.record, error, logging: job.fields)
        if let poison = error as? Poison, let report = faulted(job, Fault(poison.code, poison.description), now) {
            result.outputs.append(report)
        }
        finish(job, result, now)
    }

    /// The work gave up by itself, so there is nothing to report. A step then waits for the next worker of its partition.
    func drop(_ job: Job, _ now: Timestamp) {
        guard job.step == nil else { return end(job, now) }
        deadLetter(job, Poison("dropped", "the work gave up although its partition is still assigned"), now)
    }

    /// The report that the job's step failed, with the step for an operator to resume; without it if that is too large.
    func faulted(_ job: Job, _ fault: Fault, _ now: Timestamp) -> Message? {
        guard let step = job.step else { return nil }
        var report = StepResult(.faulted(fault), of: step, began: job.since, at: now, source: source)
        let message = report.message
        guard message.size > deadLetterer.largest else { return message }
        report.parked = nil
        return report.message
    }
}

extension ScheduledStep {
    func outputs(of outcome: StageOutcome, began: Timestamp, at now: Timestamp, source: String) -> [Message] {
        func report(_ outcome: Outcome) -> Message {
            StepResult(outcome, of: self, began: began, at: now, source: source).message
        }
        switch outcome {
        case .completed(let outputs, let emitting) where needsApproval:
            // The report keeps the step; the coordinator hands it off when an operator approves.
            return [report(.waiting(outputs))] + emitting
        case .completed(let outputs, let emitting):
            let completed = report(.completed(outputs))
            guard let next = handedOff(at: now, adding: outputs.facts, source: source) else {
                return [completed] + emitting
            }
            return emitting.isEmpty ? [next, completed] : [next, completed] + emitting
        case .rejected(let problems): return [report(.rejected(problems))]
        }
    }

    func eventOutcome(_ outcome: StageOutcome) -> EventOutcome {
        switch outcome {
        case .completed: needsApproval ? .waiting : .completed
        case .rejected: .rejected
        }
    }
}

extension Job {
    /// Progress with the rates since the report before.
    fileprivate func measured(_ progress: Progress, at now: Timestamp) -> Progress {
        defer { reported = (progress, now) }
        return reported.map { progress.measured(since: $0.progress, after: now - $0.time) } ?? progress
    }

    func fields(of fault: Fault, _ more: LogFields = [:]) -> LogFields {
        fields.merging(["code": .text(fault.code), "reason": .text(fault.description)]) { $1 }.merging(more) { $1 }
    }

    /// Writes the members of the log line about the finished job.
    func write(_ outcome: EventOutcome, _ now: Timestamp, to json: inout JSONWriter) {
        if let step {
            json.member("offer", step.key)
            json.member("submission", step.submission.description)
            // As people count steps, and as the status shows them.
            json.member("step", step.stop.step + 1)
            json.member("attempt", step.attempt)
            json.member("outcome", outcome.rawValue)
            json.member("trace_id", step.traceContext.traceID)
        } else {
            json.members(fields.merging(remarks.mapValues(LogValue.text)) { $1 })
        }
        json.member("tries", tries)
        json.member("took_ms", Int(now.milliseconds - since.milliseconds))
    }
}
