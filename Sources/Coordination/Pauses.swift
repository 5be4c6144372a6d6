// An offer that an operator has stopped for a while. Stages hand on without asking the coordinator, so it is the workers
// that stop: they follow `offers.controls`, and one that is to begin a step of a paused offer gives the step back instead.
// The coordinator keeps what was given back and schedules it again when the offer goes on.
//
// Nobody can be sure that a worker has read a pause before it begins: a step begun within a second of the command is done,
// and the one behind it is held. A step given back when the offer has gone on already is scheduled again at once.

import Offers

extension OfferProgress {
    mutating func pause(_ order: CommandMetadata) {
        guard status.paused == nil else { return refuse(order, .alreadyPaused) }
        status.paused = OfferStatus.Paused(since: order.time, reason: order.text)
        let stop = Controls.Pause(since: order.time, reason: order.text)
        emit(.control(stop, cause: order.id))
        accept(order)
        record(.paused, .of(order)) { $0.reason = order.text }
    }

    /// Lets a paused offer go on, with the step that was given back meanwhile, and with one that is blocked: an operator
    /// who says "go on" means all that stands in the way.
    mutating func goOn(_ parked: ScheduledStep?, _ order: CommandMetadata) {
        guard let paused = status.paused else { return refuse(order, .nothingBlocked) }
        if case .blocked(let step) = phase, matching(parked, step) == nil { return refuse(order, .parkedEventMissing) }
        status.paused = nil
        // One command, one entry: that the step begins again says that the pause is over.
        if case .blocked(let step) = phase {
            emit(.control(nil, cause: order.id))
            return resume(step, parked, order)
        }
        if paused.isHeld, case .underWay(let step) = phase, let parked = matching(parked, step) {
            enter(step, attempt: parked.attempt + 1, at: order.time)
            emit(.again(parked))
            emit(.unpark)
        }
        emit(.control(nil, cause: order.id))
        accept(order)
        record(.resumed, .of(order))
    }

    /// A worker gave the step back because the offer is paused; nothing happened to it, so the history says nothing.
    mutating func hold(_ step: Int, _ report: StepResult) {
        guard let parked = report.parked else { return }
        if status.paused != nil {
            status.paused?.isHeld = true
            park(report)
        } else {
            guard let slip = (try? Event(structured: parked)).flatMap({ try? ScheduledStep($0) }) else { return }
            enter(step, attempt: report.attempt + 1, at: report.time)
            emit(.again(slip))
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
    func pauseNote(_ stopped: Controls.Pause?) -> [String] {
        let own = status.paused.map { Controls.Pause(since: $0.since, reason: $0.reason) }
        guard let pause = own ?? stopped else { return [] }
        let since = "\(pause.since.description.prefix(16).replacing("T", with: " ")) UTC"
        let why = pause.reason.map { " \($0)" } ?? ""
        let text = LocalizedText(
            en: "The marketplace's operators have paused this step since \(since).\(why)",
            fr: "Les opérateurs de la place de marché ont suspendu cette étape depuis le \(since).\(why)",
            ja: "マーケットプレースの運用担当者が \(since) からこのステップを一時停止しています。\(why)")
        return [text[status.language]]
    }
}

extension StepResult {
    /// Whether the worker gave the step back unbegun.
    var isHeld: Bool {
        guard case .faulted(let fault) = outcome else { return false }
        return fault.code == Fault.paused.code
    }
}
