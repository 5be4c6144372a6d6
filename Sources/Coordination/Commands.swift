// What each command does to the row, and why it does not where it does not (R5, R19).

import Offers

extension OfferProgress {
    /// Starts a submission at step 1.
    mutating func start(_ publication: Publication, _ order: CommandMetadata) {
        let profile: PublishingProfile
        switch publication.profile {
        case .success(let found): profile = found
        case .failure(let refusal): return refuse(order, refusal, publication)
        }
        let steps = profile.steps.map { step in
            StepStatus(
                step, language: publication.language, state: publication.takes(step) ? .notStarted : .skipped)
        }
        guard let first = steps.firstIndex(where: { $0.state != .skipped }) else {
            return refuse(order, .noStepApplies(profile: profile.name), publication)
        }
        status.memory.submissions += 1
        let submission = SubmissionID(offer: status.key, number: status.memory.submissions)
        describe(publication)
        status.submission = submission.description
        status.profile = profile.name
        status.steps = steps
        status.previewLinks = []
        status.memory.facts = [:]
        status.memory.cancel = profile.cancel
        status.memory.reviewLabel = profile.reviewLabel[publication.language]
        status.memory.trace = publication.trace
        enter(first, at: order.time)
        let stop = Route.Stop(step: first, stage: Stage(rawValue: steps[first].stage))
        emit(.submit(submission, at: stop, requires: profile.requirements))
        accept(order)
        record(.submitted, .of(order))
    }

    /// What the row says of the offer itself comes from its newest document.
    private mutating func describe(_ publication: Publication) {
        status.title = publication.title
        status.type = publication.type.rawValue
        status.language = publication.language
        status.notify = publication.notify
    }

    mutating func goLive(_ step: Int, _ order: CommandMetadata) {
        let isAsked = status.steps[step].approval == true
        status.state = .running
        status.label = nil
        status.steps[step].state = isAsked ? .waitingForApproval : .inProgress
        accept(order)
        record(.goLiveAccepted, .of(order))
        if isAsked { record(.approvalAsked, .of(order)) } else { passGate(step, order) }
    }

    /// The gate is the coordinator's own, so its word completes the step, and the clock of the next one runs from here
    /// (were the sign-off worker away, somebody would hear of it). What that worker says afterwards is late.
    private mutating func passGate(_ step: Int, _ order: CommandMetadata) {
        guard let submission = status.submission.flatMap({ SubmissionID($0) }) else { return }
        emit(.approveSignOff(submission, cause: order.id))
        complete(step, StepOutputs(), .of(order))
    }

    /// Takes the submission back; the status stands at step 1 again (R19).
    mutating func cancel(_ order: CommandMetadata, at step: Int) {
        if let refusal = noCancel(at: step) { return refuse(order, refusal) }
        letGo(.of(order))
        status.state = .canceled
        status.label = nil
        accept(order)
        record(.canceled, .of(order))
        status.currentStep = 0
        for place in status.steps.indices { status.steps[place].reset() }
    }

    mutating func approve(_ step: Int, _ parked: ScheduledStep?, _ order: CommandMetadata) {
        if step == signOff {
            accept(order)
            record(.approved, .of(order))
            return passGate(step, order)
        }
        guard let parked = matching(parked, step) else { return refuse(order, .parkedEventMissing) }
        if parked.route.next(after: step) != nil { emit(.handOn(parked, facts: status.memory.facts)) }
        accept(order)
        record(.approved, .of(order))
        complete(step, StepOutputs(), .of(order))
    }

    mutating func reject(_ step: Int, _ order: CommandMetadata) {
        accept(order)
        fail(step, [.notApproved(order.text)], .of(order))
    }

    mutating func resume(_ step: Int, _ parked: ScheduledStep?, _ order: CommandMetadata) {
        guard let parked = matching(parked, step) else { return refuse(order, .parkedEventMissing) }
        emit(.again(parked))
        unpark()
        enter(step, attempt: parked.attempt + 1, at: order.time)
        accept(order)
        record(.stepResumed, .of(order))
    }

    mutating func openTicket(_ order: CommandMetadata) {
        accept(order)
        record(.supportRequested, .of(order)) {
            $0.reason = order.text
            $0.ticket = Ticket.id(of: $0.offer, entry: $0.sequence)
        }
        emit(.openTicket(Ticket(order, about: status)))
    }

    /// What was kept, if it is of the step that stands still.
    func matching(_ parked: ScheduledStep?, _ step: Int) -> ScheduledStep? {
        guard let parked, parked.submission.description == status.submission, parked.stop.step == step else {
            return nil
        }
        return parked
    }
}

// Answers.
extension OfferProgress {
    mutating func accept(_ order: CommandMetadata) {
        status.answer = OfferStatus.Answer(command: order.id, kind: order.kind.rawValue, accepted: true)
        emit(.save)
    }

    /// Says why a command has no effect: in the row for whoever waits for it, in the history for the mail. A publish
    /// that is refused is answered in its own document's language, at its own addresses.
    mutating func refuse(_ order: CommandMetadata, _ refusal: Refusal, _ publication: Publication? = nil) {
        if let publication, phase == .idle { describe(publication) }
        let language = publication?.language ?? status.language
        let reason = refusal.text[language]
        status.answer = OfferStatus.Answer(
            command: order.id, kind: order.kind.rawValue, accepted: false, reason: reason, code: refusal.code)
        record(.commandRefused, .of(order)) {
            $0.command = order.kind.rawValue
            $0.reason = reason
            $0.language = language
            $0.notify = publication?.notify ?? $0.notify
        }
    }

    var alreadyRunning: Refusal { .alreadyRunning(submission: status.submission ?? status.key.description) }

    /// Why a submission that is not at its gate cannot go live.
    func noGoLive(at step: Int) -> Refusal {
        guard let signOff else { return .noSignOff }
        return hasGoneLive(signOff, at: step) ? .alreadyGoingLive : .notAtSignOff(step: status.steps[step].name)
    }

    /// Why a running submission cannot be canceled; nil where it can. Only what still has the gate before it can be
    /// taken back: stages hand on without asking, so nothing else would stop it from going live.
    func noCancel(at step: Int) -> Refusal? {
        guard let signOff else { return .cancelWithoutSignOff }
        if hasGoneLive(signOff, at: step) { return .cancelTooLate }
        if status.state == .waitingForPublisherReview { return nil }
        switch status.memory.cancel {
        case .atSignOff: return .cancelOnlyAtSignOff
        case .untilSignOff: return nil
        }
    }

    /// Whether the publisher has asked for production: the submission is behind its gate, or an operator has it there.
    private func hasGoneLive(_ signOff: Int, at step: Int) -> Bool {
        step > signOff || (step == signOff && status.steps[step].state == .waitingForApproval)
    }

    /// Whether the publisher may cancel now, for the row.
    var cancelability: OfferStatus.CanCancel {
        let refusal: Refusal? =
            switch phase {
            case .idle: .neverPublished
            case .ended: .notRunning
            case .underWay(let step), .awaitingApproval(let step), .awaitingSignOff(let step), .blocked(let step):
                noCancel(at: step)
            }
        return OfferStatus.CanCancel(allowed: refusal == nil, reason: refusal?.text[status.language])
    }
}

extension StepStatus {
    /// As it stood before the submission began.
    fileprivate mutating func reset() {
        state = .notStarted
        scheduled = nil
        began = nil
        ended = nil
        due = nil
        overdue = false
        attempt = 0
        progress = nil
        notes = []
        problems = []
        reason = nil
    }
}

extension PublishingProfile {
    /// Words for the slip: what this process asks of validation, and where workers must not hand on by themselves. At
    /// sign-off the gate itself waits for the approval, so its worker need not know.
    fileprivate var requirements: [String] {
        var words = requiresNotificationAddress ? ["notification-address"] : []
        for place in steps.indices
        where steps[place].approval == true && steps[place].stage != Stage.publisherSignOff.rawValue {
            words.append("\(ScheduledStep.approvalWord)\(place)")
        }
        for place in steps.indices where steps[place].retry != nil || steps[place].timeout != nil {
            words += steps[place].limits.words(of: place)
        }
        return words
    }
}

extension Publication {
    /// Whether this offer takes the step.
    fileprivate func takes(_ step: PublishingProfile.Step) -> Bool {
        switch step.when {
        case nil: true
        case .testDriveEnabled: hasTestDrive
        }
    }
}
