// What each move of the state machine does to the row. Only the work: `OfferProgress` decides whether to make a move.

import Base
import Events
import Offers

/// The actor or event behind a move, for the history.
struct Cause {
    var by: Actor
    var id: String
    var time: Timestamp
    /// When the work began, if there was any.
    var began: Timestamp?

    static func of(_ command: CommandMetadata) -> Cause { Cause(by: command.by, id: command.id, time: command.time) }

    static func of(_ result: StepResult) -> Cause {
        Cause(
            by: Actor(.system, name: result.stop.stage.rawValue), id: result.eventID, time: result.time,
            began: result.began)
    }
}

extension OfferProgress {
    public var phase: Phase { Phase(status) }

    /// Adds an entry to the history, made from the current row, and writes the row with it. An offer that was never
    /// published, and is not now, has no row: its entry has number 0.
    mutating func record(
        _ kind: Transition.Kind, _ cause: Cause, _ detail: (inout Transition) -> Void = { _ in }
    ) {
        let hasRow = status.submissions > 0 || status.answer?.accepted == true || status.transitions > 0
        if hasRow { status.transitions += 1 }
        var transition = Transition(kind, of: status, by: cause.by, cause: cause.id, at: cause.time)
        detail(&transition)
        emit(.record(consume transition))
        if hasRow { emit(.save) }
    }

    /// Schedules a step in the row; its clock runs from here (R27).
    mutating func schedule(_ step: Int, attempt: Int = 1, at time: Timestamp) {
        status.state = .running
        status.currentStep = step
        status.steps[step].state = .inProgress
        status.steps[step].attempt = attempt
        status.steps[step].scheduled = time
        status.steps[step].began = nil
        status.steps[step].restarts = 0
        status.steps[step].progress = nil
        status.steps[step].fault = nil
    }

    mutating func begin(_ step: Int, _ result: StepResult) {
        guard let began = status.steps[step].began else {
            status.steps[step].began = result.began
            return record(.stepStarted, .of(result))
        }
        // Another worker started the same attempt again: the first one's work is lost.
        guard began < result.began else { return }
        status.steps[step].began = result.began
        status.steps[step].restarts += 1
        status.steps[step].progress = nil
        emit(.save)
    }

    mutating func show(_ progress: Progress, of step: Int, _ result: StepResult) {
        guard status.steps[step].progress != progress else { return }
        status.steps[step].progress = progress
        status.steps[step].began = status.steps[step].began ?? result.began
        emit(.save)
    }

    /// Completes a step and moves to the next one, or to the end.
    mutating func complete(_ step: Int, _ outputs: StepOutputs, _ cause: Cause) {
        unpark()
        releaseHold()
        end(step, .complete, cause)
        keep(outputs, of: step)
        // Completed work is complete, whatever the last progress report said.
        status.steps[step].progress?.finish()
        record(.stepCompleted, cause) { $0.notes = outputs.notes }
        guard let next = self.step(after: step) else { return succeed(cause) }
        schedule(next, at: cause.time)
    }

    private mutating func succeed(_ cause: Cause) {
        status.state = .succeeded
        status.live = OfferStatus.Live(
            submission: status.submissions, since: cause.time, links: links(Fact.liveLink),
            terms: status.facts[Fact.liveTerms] ?? status.live?.terms, images: status.facts[Fact.images])
        takePreview(cause)  // The catalog has it from now on.
        liftPause(cause)
        record(.live, cause) { [links = status.liveLinks] in $0.links = links }
    }

    /// Ends the submission at a step whose problems the publisher must fix.
    mutating func fail(_ step: Int, _ problems: [Problem], _ cause: Cause) {
        release(cause)
        end(step, .rejected, cause)
        status.steps[step].problems = problems
        status.state = .failed
        record(.stepRejected, cause) { $0.problems = problems }
    }

    /// Stops the step until an operator resumes it.
    mutating func block(_ step: Int, _ fault: Fault, _ result: StepResult) {
        status.steps[step].state = .blocked
        status.steps[step].began = status.steps[step].began ?? result.began
        status.steps[step].fault = fault
        park(result)
        record(.stepBlocked, .of(result)) { $0.fault = fault }
    }

    /// The step waits: sign-off for the publisher, any other completed step for an operator's approval.
    mutating func wait(_ step: Int, _ outputs: StepOutputs, _ result: StepResult) {
        if result.stop.stage == .publisherSignOff { unpark() } else { park(result) }
        status.steps[step].began = status.steps[step].began ?? result.began
        status.steps[step].fault = nil
        keep(outputs, of: step)
        guard result.stop.stage == .publisherSignOff else {
            status.steps[step].state = .waitingForApproval
            return record(.approvalAsked, .of(result)) { $0.notes = outputs.notes }
        }
        status.state = .waitingForPublisherReview
        status.steps[step].state = .waitingForPublisherReview
        status.previewLinks = links(Fact.previewLink)
        record(.previewReady, .of(result)) { [links = status.previewLinks] in
            $0.links = links
            $0.notes = outputs.notes
        }
    }

    /// Reports once that a step takes longer than expected. A pause does not stop the clock, which runs from the
    /// scheduling (R27), because the publisher is still waiting. The entry mentions the pause.
    mutating func markOverdue(_ step: Int, _ now: Timestamp, _ stopped: Controls.Pause?) {
        guard let due = status.steps[step].due, due <= now, !status.steps[step].overdue,
            let submission = status.submission
        else { return }
        status.steps[step].overdue = true
        let cause = Cause(by: .clock, id: "\(submission)/\(step)-\(status.steps[step].stage)/overdue", time: now)
        record(.stepOverdue, cause) { [longest = status.steps[step].longest, notes = pauseNote(stopped)] in
            $0.text = longest?.duration
            $0.notes = notes
        }
    }
}

// Parts of the moves above.
extension OfferProgress {
    /// The next step that this submission visits; nil after the last.
    func step(after step: Int) -> Int? {
        status.steps.indices.first { $0 > step && status.steps[$0].state != .skipped }
    }

    mutating func end(_ step: Int, _ state: StepState, _ cause: Cause) {
        status.steps[step].state = state
        status.steps[step].began = status.steps[step].began ?? cause.began
        status.steps[step].ended = cause.time
        status.steps[step].scheduled = nil
        status.steps[step].fault = nil
    }

    /// Adds the step's outputs to the status, and keeps those that later submissions need.
    mutating func keep(_ outputs: StepOutputs, of step: Int) {
        if !outputs.facts.isEmpty { status.facts.merge(outputs.facts) { $1 } }
        if !outputs.notes.isEmpty { status.steps[step].notes += outputs.notes }
        if let progress = outputs.progress { status.steps[step].progress = progress }
        // Only content that has passed certification counts (R9), so not before an approval that it may need.
        guard status.steps[step].stage == .certify, status.steps[step].state == .complete,
            let digest = status.facts[Fact.certifiedDigest]
        else { return }
        let scanned = status.facts[Fact.scanned].flatMap { Timestamp($0) }
        // Equal assets are not certified again: the earlier submission stays the one that certified them.
        if digest != status.certified?.digest || scanned != status.certified?.scanned {
            status.certified = OfferStatus.Certified(
                digest: digest, submission: status.submissions, scanned: scanned,
                signatures: status.facts[Fact.signatures])
        }
    }

    private func links(_ fact: String) -> [String] {
        (status.facts[fact] ?? "").split(separator: " ").map(String.init)
    }

    /// Keeps the step's event, if the result contains it.
    mutating func park(_ result: StepResult) {
        if let step = result.parked { emit(.park(step)) }
    }

    /// Removes the kept event, if there is one. Like the next two, call it before the step's state changes.
    mutating func unpark() {
        switch phase {
        case .blocked: emit(.unpark)
        case .awaitingApproval(let step) where step != status.signOff: emit(.unpark)
        case .running where status.paused?.isHeld == true: emit(.unpark)
        case .awaitingApproval, .running, .awaitingSignOff, .idle, .finished: break
        }
    }

    /// Forgets the step that a worker returned during a pause.
    mutating func releaseHold() {
        if status.paused?.isHeld == true { status.paused?.isHeld = false }
    }

    /// Removes the preview, if there is one.
    mutating func takePreview(_ cause: Cause) {
        guard let signOff = status.signOff, let submission = status.submissionID else { return }
        switch status.steps[signOff].state {
        case .waitingForPublisherReview, .waitingForApproval, .complete:
            status.previewLinks = []
            emit(.withdrawSignOff(submission, cause: cause.id))
        case .notStarted, .inProgress, .blocked, .rejected, .canceled, .skipped: break
        }
    }

    /// Cleans up when a submission ends early: the kept event, the preview, the pause.
    mutating func release(_ cause: Cause) {
        unpark()
        takePreview(cause)
        liftPause(cause)
    }
}
