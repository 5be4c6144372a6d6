// Jobs that wait: for their next try after a fault, or because an operator paused their offer, stage or pipeline.

import Base
import Events
import Offers

extension StageProcessor {
    package func nextWakeUp(now: Timestamp) -> Timestamp? {
        guard quarantine.isReported else { return now + Subscriber.every }
        guard isBusy else { return nil }
        guard !isWidening else { return now + TaskPool.lookEvery }
        let report = max(lastReport + Self.reportEvery, now + .milliseconds(100))
        return min(firstDue ?? report, report)
    }

    /// The work failed; the next try follows at that time.
    func rest(_ job: Job, until time: Timestamp, _ fault: Fault, _ now: Timestamp) {
        metrics?.retried()
        logger.log(.willRetry, job.fields(of: fault, ["wait_ms": .number(Int((time - now).milliseconds))]))
        job.state = .resting(until: time)
        wake(at: time)
    }

    /// Whether the record is young enough to be tried again after its last regular try. Never where the processor is full, so
    /// that records which wait for days do not stop the others.
    func isPatient(with job: Job, _ now: Timestamp) -> Bool {
        guard policy.patience > .zero, job.record.timestamp > 0, room > 0 else { return false }
        return now - Timestamp(milliseconds: job.record.timestamp) < policy.patience
    }

    private func wake(at time: Timestamp) { firstDue = min(firstDue ?? time, time) }

    /// Starts the jobs whose rest is over; what is still held goes back to the coordinator.
    func resume(_ now: Timestamp) {
        firstDue = nil
        for job in jobsInOrder {
            guard let due = job.due else { continue }
            if due > now { wake(at: due) } else if !giveBackIfHeld(job, now) { start(job, now) }
        }
    }

    /// Work of a paused offer is held for a second before it goes back to the coordinator. Topics are not read in step, so the pause may
    /// have been lifted before the record was written.
    private static var longestHold: Duration { Subscriber.every * 5 }

    /// In a paused stage running work ends and nothing begins. Work of a paused offer that has not begun is held.
    package func apply(_ followed: Followed, now: Timestamp) {
        controls = followed.controls
        updateQuarantine()
        if let stage { pool.pause(controls.pause(of: stage) != nil) }
        for job in controls.offers.isEmpty ? [] : jobsInOrder where isPaused(job) {
            switch job.state {
            case .ready: ready.removeAll { $0 === job }
            case .dispatched(let attempt), .isolated(let attempt):
                guard pool.reclaim(attempt) else { continue }
            case .queued, .outlasted, .canceled, .resting, .held: continue
            }
            _ = holdIfPaused(job)
        }
    }

    private func isPaused(_ job: Job) -> Bool {
        guard !controls.offers.isEmpty, let step = job.step else { return false }
        return controls.offers[step.key.description] != nil
    }

    func holdIfPaused(_ job: Job) -> Bool {
        guard isPaused(job) else { return false }
        let until = world.now() + Self.longestHold
        job.state = .held(until: until)
        wake(at: until)
        return true
    }

    /// True if the job was held and its offer is still paused: its step goes back to the coordinator, which keeps it, so
    /// that it does not stop others.
    func giveBackIfHeld(_ job: Job, _ now: Timestamp) -> Bool {
        guard case .held = job.state, isPaused(job), let report = faulted(job, .paused, now) else { return false }
        finish(job, .held, [report], now)
        return true
    }
}
