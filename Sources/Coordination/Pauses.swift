// An offer that an operator has paused. Stages hand off without asking the coordinator, so the workers must stop: they follow
// `offers.controls`, and a worker returns the step of a paused offer instead of beginning it. The coordinator keeps the
// returned step and schedules it again when the operator resumes the offer.
//
// A worker may begin a step before it reads the pause. That step is then finished, and the next one is held. If a worker
// returns a step after the offer was resumed, the coordinator schedules it again at once.

import Events
import Offers

extension OfferProgress {
    mutating func pause(_ command: CommandMetadata) {
        guard status.paused == nil else { return refuse(command, .alreadyPaused) }
        status.paused = OfferStatus.Paused(since: command.time, notice: command.notice)
        let pause = Controls.Pause(
            since: command.time, reason: command.text, notice: command.notice, by: command.by.name)
        emit(.control(pause, cause: command.id))
        accept(command)
        record(.paused, .of(command)) {
            $0.text = command.text
            $0.notice = command.notice
        }
    }

    /// Resumes a paused offer: schedules the step that a worker has returned, and a blocked step, too, since an
    /// operator who resumes an offer wants it to run.
    mutating func liftStop(_ parked: ScheduledStep?, _ command: CommandMetadata) {
        guard let paused = status.paused else { return refuse(command, .nothingBlocked) }
        if case .blocked(let step) = phase, matching(parked, step) == nil {
            return refuse(command, .parkedEventMissing)
        }
        status.paused = nil
        // One command makes one entry: the restarted step shows that the pause is over.
        if case .blocked(let step) = phase {
            emit(.control(nil, cause: command.id))
            return resume(step, parked, command)
        }
        if paused.isHeld, case .running(let step) = phase, let parked = matching(parked, step) {
            schedule(step, attempt: parked.attempt + 1, at: command.time)
            emit(.again(parked))
            emit(.unpark)
        }
        emit(.control(nil, cause: command.id))
        accept(command)
        record(.resumed, .of(command)) { $0.text = command.text }
    }

    /// A worker returned the step because the offer is paused. The step is unchanged, so history gets no entry.
    mutating func hold(_ step: Int, _ result: StepResult) {
        guard let parked = result.parked else { return }
        if status.paused != nil {
            status.paused?.isHeld = true
            park(result)
        } else {
            schedule(step, attempt: result.attempt + 1, at: result.time)
            emit(.again(parked))
        }
        emit(.save)
    }

    /// Ends the pause together with the submission.
    mutating func liftPause(_ cause: Cause) {
        guard status.paused != nil else { return }
        status.paused = nil
        emit(.control(nil, cause: cause.id))
    }

    /// Mentions in the mail about an overdue step that the offer, its stage or the pipeline is paused.
    func pauseNote(_ stopped: Controls.Pause?) -> [Remark] {
        let own = status.paused.map { Controls.Pause(since: $0.since, notice: $0.notice) }
        guard let pause = own ?? stopped else { return [] }
        return [Remark("paused", ["since": pause.since.description, "reason": pause.notice ?? ""])]
    }
}
