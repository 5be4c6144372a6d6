// A stage's worker under an operator's pauses: of its stage, of the line, of one offer.

import Base
import Events
import Offers

extension StageProcessor {
    /// A paused stage lets running work end and begins nothing. Work of a paused offer that was not begun is given back.
    package func heed(_ followed: Followed, now: Timestamp) {
        controls = followed.controls
        heedSuspects()
        lanes.hold(controls.pause(of: name) != nil)
        guard !controls.offers.isEmpty else { return }
        for job in jobs where controls.offers[job.slip.key.description] != nil && !resting.contains(job.number) {
            guard lanes.takeBack(job.number) else { continue }
            job.tries -= 1
            run(job)
        }
    }

    /// Work of a paused offer rests for a second, since topics are not read in step: the pause may have been lifted before
    /// the record was written. Then the step goes back to the coordinator, which keeps it, so that it holds up nobody.
    func waits(_ job: Job) -> Bool {
        guard !controls.offers.isEmpty, controls.offers[job.slip.key.description] != nil else { return false }
        let since = job.heldSince ?? world.now()
        job.heldSince = since
        job.due = since + Subscriber.every * 5
        resting.insert(job.number)
        return true
    }

    /// True where the rest of a paused offer's job is over and the step went back.
    func gaveBack(_ job: Job, _ now: Timestamp) -> Bool {
        guard job.heldSince != nil else { return false }
        guard controls.offers[job.slip.key.description] != nil else {
            job.heldSince = nil
            return false
        }
        let report = StepResult(.faulted(.paused), of: job.slip, began: job.since, at: now, source: source)
        finish(job, .held, [fitting(report)], now)
        end(job, now)
        return true
    }
}
