// What reaches the state machine: each command once, and of a running submission only the results of its current step
// and attempt.

import Events
import Offers

extension OfferProgress {
    /// How an outcome compares with what is known.
    enum Standing {
        case current
        /// Of an earlier step or attempt, of no step this submission has, or of a submission nobody has started.
        case late
        /// Of an earlier submission, which another one has taken the place of.
        case ofAnother
        /// Of a later step or attempt than the row knows.
        case ahead
    }

    func standing(of result: StepResult) -> Standing {
        guard result.number == status.submissions else {
            return result.number < status.submissions ? .ofAnother : .late
        }
        guard let here = phase.step else { return .current }
        let there = result.stop.step
        guard status.steps.indices.contains(there), status.steps[there].stage == result.stop.stage,
            status.steps[there].state != .skipped
        else { return .late }
        let attempt = status.steps[here].attempt
        if (there, result.attempt) == (here, attempt) { return .current }
        return (there, result.attempt) < (here, attempt) ? .late : .ahead
    }

    /// Completes what must have been completed for this result to exist.
    ///
    /// Stages hand off without asking the coordinator, but no outcome overtakes that of the step before: a worker's
    /// outcome and the event it hands off are in one transaction, the next worker sees that event only after the
    /// commit, and both outcomes go to the one partition of the offer. So exactly-once never comes here. At-least-once
    /// does where the coordinator is killed after it has let a submission through its gate and before its row says so:
    /// then the next worker may be heard before the command that was accepted is read again.
    mutating func catchUp(to result: StepResult) {
        while let here = phase.step, here < result.stop.step { complete(here, StepOutputs(), .of(result)) }
        guard let here = phase.step, here == result.stop.step, status.steps[here].attempt < result.attempt else {
            return
        }
        schedule(here, attempt: result.attempt, at: result.began)
        releaseHold()
        emit(.unpark)
        emit(.save)
    }

    /// A submission that is over has reached the gate: its preview goes. Says nothing of any other outcome.
    mutating func withdraw(_ event: OfferEvent) {
        guard case .waiting(let result, _) = event, result.stop.stage == .publisherSignOff else { return }
        emit(.withdrawSignOff(result.submission, cause: result.eventID))
    }
}
