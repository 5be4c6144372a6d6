// What gets as far as the state machine: each command once, and of a running submission only what is said of its
// current step and attempt.

import Offers

extension OfferProgress {
    /// How many command ids are remembered for each offer.
    static let rememberedCommands = 32

    /// Where an outcome stands beside what is known.
    enum Standing {
        case current
        /// Of an earlier step or attempt, of no step this submission has, or of a submission nobody has started.
        case late
        /// Of an earlier submission, which another one has taken the place of.
        case ofAnother
        /// Of a later step or attempt than the row knows.
        case ahead
    }

    /// Takes note of a command; false where it was seen before.
    mutating func remember(_ order: CommandMetadata) -> Bool {
        guard !status.memory.commands.contains(order.id) else { return false }
        status.memory.commands.append(order.id)
        status.memory.commands.removeFirst(max(0, status.memory.commands.count - Self.rememberedCommands))
        return true
    }

    func standing(of report: StepResult) -> Standing {
        guard report.submission.number == status.memory.submissions else {
            return report.submission.number < status.memory.submissions ? .ofAnother : .late
        }
        guard let here = phase.step else { return .current }
        let there = report.stop.step
        guard status.steps.indices.contains(there), status.steps[there].stage == report.stop.stage.rawValue,
            status.steps[there].state != .skipped
        else { return .late }
        let attempt = status.steps[here].attempt
        if (there, report.attempt) == (here, attempt) { return .current }
        return (there, report.attempt) < (here, attempt) ? .late : .ahead
    }

    /// Completes what must have been completed for this report to exist.
    ///
    /// Stages hand on without asking the coordinator, but no outcome overtakes that of the step before: a worker's
    /// outcome and the event it hands on stand in one transaction, the next worker sees that event only after the
    /// commit, and both outcomes go to the one partition of the offer. So exactly-once never comes here. At-least-once
    /// does where the coordinator is killed after it has let a submission on and before its row says so: then the next
    /// worker may be heard before the command that was accepted is read again.
    mutating func catchUp(to report: StepResult) {
        while let here = phase.step, here < report.stop.step { complete(here, StepOutputs(), .of(report)) }
        guard let here = phase.step, here == report.stop.step, status.steps[here].attempt < report.attempt else {
            return
        }
        enter(here, attempt: report.attempt, at: report.began)
        letGoOfHold()
        emit(.unpark)
        emit(.save)
    }

    /// A submission that is over has reached the gate: its preview goes. Says nothing of any other outcome.
    mutating func withdraw(_ event: OfferEvent) {
        guard case .waiting(let report, _) = event, report.stop.stage == .publisherSignOff else { return }
        emit(.withdrawSignOff(report.submission, cause: report.eventID))
    }
}
