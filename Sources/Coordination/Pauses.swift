// An offer that an operator has stopped for a while. Stages hand off without asking the coordinator, so it is the workers
// that stop: they follow `offers.controls`, and one that is to begin a step of a paused offer gives the step back instead.
// The coordinator keeps what was given back and schedules it again when the offer is resumed.
//
// Nobody can be sure that a worker has read a pause before it begins: a step begun within a second of the command is done,
// and the one behind it is held. A step given back when the offer was resumed already is scheduled again at once.

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

    /// Resumes a paused offer, with the step that was given back meanwhile, and with one that is blocked: an operator who
    /// says "resume" means all that stops the offer.
    mutating func liftStop(_ parked: ScheduledStep?, _ command: CommandMetadata) {
        guard let paused = status.paused else { return refuse(command, .nothingBlocked) }
        if case .blocked(let step) = phase, matching(parked, step) == nil {
            return refuse(command, .parkedEventMissing)
        }
        status.paused = nil
        // One command, one entry: that the step begins again says that the pause is over.
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

    /// A worker gave the step back because the offer is paused; nothing happened to it, so the history says nothing.
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

    /// An end of the submission takes its pause away.
    mutating func liftPause(_ cause: Cause) {
        guard status.paused != nil else { return }
        status.paused = nil
        emit(.control(nil, cause: cause.id))
    }

    /// For whoever reads that a step takes longer than expected.
    func pauseNote(_ stopped: Controls.Pause?) -> [Remark] {
        let own = status.paused.map { Controls.Pause(since: $0.since, notice: $0.notice) }
        guard let pause = own ?? stopped else { return [] }
        return [Remark("paused", ["since": pause.since.description, "reason": pause.notice ?? ""])]
    }
}
