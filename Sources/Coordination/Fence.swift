// Admits to the state machine each command once and, for a running submission, only the results of its current step and
// attempt.

import Events
import Offers

extension OfferProgress {
    /// How an outcome compares with the row.
    enum Standing {
        case current
        /// Of an earlier step or attempt, of a step that this submission does not have, or of a submission that nobody
        /// has started.
        case late
        /// Of an earlier submission, which a newer one has replaced.
        case ofAnother
        /// Of a later step or attempt than the row has.
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

    /// Completes the steps that must be complete for this result to exist.
    ///
    /// Stages hand off without asking the coordinator, but an outcome cannot overtake the previous step's: a worker
    /// writes its outcome and the event for the next worker in one transaction, the next worker sees that event only
    /// after the commit, and both outcomes go to the offer's partition. So this never happens with exactly-once
    /// delivery. With at-least-once it does if the coordinator is killed after it has let a submission through its gate
    /// and before it has written the row: then the next worker's outcome may come before the repeated command.
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

    /// A submission that is already over has reached the gate: removes its preview. Ignores any other outcome.
    mutating func withdraw(_ event: OfferEvent) {
        guard case .waiting(let result, _) = event, result.stop.stage == .publisherSignOff else { return }
        emit(.withdrawSignOff(result.submission, cause: result.eventID))
    }
}
