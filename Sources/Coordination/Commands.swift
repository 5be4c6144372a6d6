// What each command does to the row, and why it may have no effect (R5, R19).

import Base
import Events
import Offers

extension OfferProgress {
    /// Starts a submission at step 1.
    mutating func submit(_ publication: Publication, _ command: CommandMetadata) {
        let process: PublishingProcess
        switch publication.process {
        case .success(let found): process = found
        case .failure(let refusal): return refuse(command, refusal, publication)
        }
        let profile = process.profile
        guard let first = profile.steps.firstIndex(where: { $0.isTaken(hasTestDrive: publication.hasTestDrive) }) else {
            return refuse(command, .noStepApplies(profile: profile.name), publication)
        }
        describe(publication)
        status.submissions += 1
        status.follow(process, hasTestDrive: publication.hasTestDrive)
        status.trace = publication.trace
        status.previewLinks = []
        status.facts = [:]
        schedule(first, at: command.time)
        emit(
            .submit(
                requiresAddress: profile.requiresNotificationAddress, approvals: profile.approvals,
                limits: profile.limits))
        accept(command)
        record(.submitted, .of(command))
    }

    /// The newest document describes the offer in its row.
    private mutating func describe(_ publication: Publication) {
        status.title = publication.title
        status.type = publication.type
        status.language = publication.language
        status.notify = publication.notify
    }

    mutating func goLive(_ step: Int, _ command: CommandMetadata) {
        let needsApproval = status.steps[step].approval
        status.state = .running
        status.steps[step].state = needsApproval ? .waitingForApproval : .inProgress
        accept(command)
        record(.goLiveAccepted, .of(command))
        if needsApproval { record(.approvalAsked, .of(command)) } else { passGate(step, command) }
    }

    /// The gate is the coordinator's own, so its word completes the step, and the clock of the next one runs from here
    /// (if the sign-off worker is away, somebody hears of it). What that worker reports afterwards is late.
    private mutating func passGate(_ step: Int, _ command: CommandMetadata) {
        guard let submission = status.submissionID else { return }
        emit(.approveSignOff(submission, cause: command.id))
        complete(step, StepOutputs(), .of(command))
    }

    /// Cancels the submission; the status shows step 1 again (R19).
    mutating func cancel(_ command: CommandMetadata) {
        if let refusal = status.cancelRefusal { return refuse(command, refusal) }
        release(.of(command))
        status.state = .canceled
        accept(command)
        record(.canceled, .of(command))
        status.currentStep = 0
        for step in status.steps.indices where status.steps[step].state != .skipped { status.steps[step].reset() }
    }

    /// Removes the offer from the marketplace. Its live terms remain known, because they bind a later submission.
    mutating func stopSelling(_ command: CommandMetadata) {
        if let refusal = status.stopSellingRefusal { return refuse(command, refusal) }
        status.live?.stopped = command.time
        emit(.delist)
        accept(command)
        record(.sellingStopped, .of(command))
    }

    mutating func approve(_ step: Int, _ parked: ScheduledStep?, _ command: CommandMetadata) {
        if step == status.signOff {
            accept(command)
            record(.approved, .of(command)) { $0.text = command.text }
            return passGate(step, command)
        }
        guard let parked = matching(parked, step) else { return refuse(command, .parkedEventMissing) }
        if parked.route.next != nil { emit(.handOff(parked, facts: status.facts)) }
        accept(command)
        record(.approved, .of(command)) { $0.text = command.text }
        complete(step, StepOutputs(), .of(command))
    }

    mutating func reject(_ step: Int, _ command: CommandMetadata) {
        accept(command)
        fail(step, [Problem(at: "", "not-approved", command.text.map { ["reason": $0] } ?? [:])], .of(command))
    }

    mutating func resume(_ step: Int, _ parked: ScheduledStep?, _ command: CommandMetadata) {
        guard let parked = matching(parked, step) else { return refuse(command, .parkedEventMissing) }
        emit(.again(parked))
        unpark()
        schedule(step, attempt: parked.attempt + 1, at: command.time)
        accept(command)
        record(.stepResumed, .of(command)) { $0.text = command.text }
    }

    mutating func openTicket(_ command: CommandMetadata) {
        accept(command)
        record(.supportRequested, .of(command)) {
            $0.text = command.text
            $0.ticket = Ticket.id(of: $0.key, entry: $0.sequence)
        }
        emit(.openTicket(command))
    }

    /// The kept step, if it is the stopped one.
    func matching(_ parked: ScheduledStep?, _ step: Int) -> ScheduledStep? {
        guard let parked, parked.number == status.submissions, parked.stop.step == step else { return nil }
        return parked
    }
}

// Answers.
extension OfferProgress {
    mutating func accept(_ command: CommandMetadata) {
        status.keep(OfferStatus.Answer(command: command.identity, kind: command.kind))
        emit(.save)
    }

    /// Records why a command has no effect: in the row for a waiting sender, and in the history for the mail. The mail
    /// about a refused publish uses the language and the addresses of the command's document. A refusal does not create
    /// a row for an offer that was never published; only the history has it.
    mutating func refuse(_ command: CommandMetadata, _ refusal: Refusal, _ publication: Publication? = nil) {
        if let publication, phase == .idle { describe(publication) }
        status.keep(OfferStatus.Answer(command: command.identity, kind: command.kind, refusal: refusal.remark))
        record(.commandRefused, .of(command)) {
            $0.command = command.kind
            $0.refusal = refusal.remark
            $0.isAnswered = command.isAwaited
            $0.language = publication?.language ?? $0.language
            $0.notify = publication?.notify ?? $0.notify
        }
    }

    var alreadyRunning: Refusal { .alreadyRunning(submission: status.submission ?? status.key.description) }
}

extension PublishingProfile {
    /// Steps after which workers must not hand off by themselves. At sign-off the gate itself waits for the approval,
    /// so its worker need not know.
    fileprivate var approvals: [Int] {
        steps.indices.filter { steps[$0].approval == true && steps[$0].stage != .publisherSignOff }
    }

    /// How often and how long the process tries steps; empty if it does not say.
    fileprivate var limits: [StepLimits?] {
        let limits = steps.map { $0.limits == .none ? nil : $0.limits }
        return limits.contains { $0 != nil } ? limits : []
    }
}
