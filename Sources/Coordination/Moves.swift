// What each move of the state machine does to the row. Straight-line work: whether a move is made is decided in
// `OfferProgress`.

import Base
import Localization
import Offers

/// Who or what is behind a move, for the history.
struct Cause {
    var by: String
    var id: String
    var time: Timestamp
    /// When the work began, where it was work.
    var began: Timestamp?

    static func of(_ order: CommandMetadata) -> Cause { Cause(by: order.by, id: order.id, time: order.time) }

    static func of(_ report: StepResult) -> Cause {
        Cause(by: report.stop.stage.rawValue, id: report.eventID, time: report.time, began: report.began)
    }
}

extension OfferProgress {
    /// Adds a line to the history, made from the row as it stands, and with it a writing of the row.
    mutating func record(
        _ kind: Transition.Kind, _ cause: Cause, _ detail: (inout Transition) -> Void = { _ in }
    ) {
        status.memory.transitions += 1
        var transition = Transition(kind, of: status, by: cause.by, cause: cause.id, at: cause.time)
        detail(&transition)
        emit(.record(consume transition))
        emit(.save)
    }

    /// Schedules a step in the row; its clock runs from here (R27).
    mutating func enter(_ step: Int, attempt: Int = 1, at time: Timestamp) {
        status.state = .running
        status.label = nil
        status.currentStep = step
        status.steps[step].state = .inProgress
        status.steps[step].attempt = attempt
        status.steps[step].scheduled = time
        status.steps[step].due = status.steps[step].longest?.due(from: time)
        status.steps[step].began = nil
        status.steps[step].progress = nil
        status.steps[step].reason = nil
    }

    mutating func begin(_ step: Int, _ report: StepResult) {
        guard status.steps[step].began == nil else { return }
        status.steps[step].began = report.began
        record(.stepStarted, .of(report))
    }

    mutating func show(_ progress: Progress, of step: Int, _ report: StepResult) {
        guard status.steps[step].progress != progress else { return }
        status.steps[step].progress = progress
        status.steps[step].began = status.steps[step].began ?? report.began
        emit(.save)
    }

    /// Ends a step well and moves on to the next stop, or to the end.
    mutating func complete(_ step: Int, _ facts: StepOutputs, _ cause: Cause) {
        unpark()
        letGoOfHold()
        end(step, .complete, cause)
        keep(facts, of: step)
        // What is done is done to the end, whatever the last report on the way had to say.
        if status.steps[step].progress != nil { status.steps[step].progress?.percent = 100 }
        record(.stepCompleted, cause) { $0.notes = facts.noteTexts(in: $0.language) }
        guard let next = stop(after: step) else { return succeed(cause) }
        enter(next, at: cause.time)
    }

    private mutating func succeed(_ cause: Cause) {
        status.state = .succeeded
        status.liveLinks = links(ScheduledStep.Name.liveLink)
        status.memory.liveTerms = status.memory.facts[ScheduledStep.Name.liveTerms] ?? status.memory.liveTerms
        status.memory.liveSubmission = status.submission
        takePreview(cause)  // The catalogue has it from now on.
        liftPause(cause)
        record(.live, cause) { [links = status.liveLinks] in $0.links = links }
    }

    /// Ends the submission at a step the publisher has to do something about.
    mutating func fail(_ step: Int, _ problems: [Problem], _ cause: Cause) {
        letGo(cause)
        end(step, .rejected, cause)
        status.steps[step].problems = problems
        status.state = .failed
        status.label = nil
        record(.stepRejected, cause) { $0.problems = problems }
    }

    /// Stops the step until an operator resumes it.
    mutating func block(_ step: Int, _ fault: Fault, _ report: StepResult) {
        status.steps[step].state = .blocked
        status.steps[step].began = status.steps[step].began ?? report.began
        status.steps[step].reason = fault.description
        park(report)
        record(.stepBlocked, .of(report)) { $0.reason = fault.description }
    }

    /// A step waits: sign-off for the publisher, any other one, being done, for an operator's approval.
    mutating func wait(_ step: Int, _ facts: StepOutputs, _ report: StepResult) {
        if report.stop.stage == .publisherSignOff { unpark() } else { park(report) }
        status.steps[step].began = status.steps[step].began ?? report.began
        status.steps[step].reason = nil
        keep(facts, of: step)
        guard report.stop.stage == .publisherSignOff else {
            status.steps[step].state = .waitingForApproval
            return record(.approvalAsked, .of(report)) { $0.notes = facts.noteTexts(in: $0.language) }
        }
        status.state = .waitingForPublisherReview
        status.label = status.memory.reviewLabel
        status.steps[step].state = .waitingForPublisherReview
        status.previewLinks = links(ScheduledStep.Name.previewLink)
        record(.previewReady, .of(report)) { [links = status.previewLinks] in
            $0.links = links
            $0.notes = facts.noteTexts(in: $0.language)
        }
    }

    /// Says once that a step takes longer than expected. A pause does not stop the clock, which runs from the scheduling
    /// (R27): the publisher waits all the same. What is said names the pause.
    mutating func markOverdue(_ step: Int, _ now: Timestamp, _ stopped: Controls.Pause?) {
        guard let due = status.steps[step].due, due <= now, !status.steps[step].overdue,
            let submission = status.submission
        else { return }
        status.steps[step].overdue = true
        let cause = Cause(by: "clock", id: "\(submission)/\(step)-\(status.steps[step].stage)/overdue", time: now)
        record(.stepOverdue, cause) { [longest = status.steps[step].longest, notes = pauseNote(stopped)] in
            $0.reason = longest?.duration
            $0.notes = notes
        }
    }
}

// Parts of the moves above.
extension OfferProgress {
    /// The next step this submission visits, as the slip's route has it; nil behind the last.
    func stop(after step: Int) -> Int? {
        status.steps.indices.first { $0 > step && status.steps[$0].state != .skipped }
    }

    /// Place of the current submission's sign-off.
    var signOff: Int? {
        status.steps.indices.first {
            status.steps[$0].state != .skipped && status.steps[$0].stage == Stage.publisherSignOff.rawValue
        }
    }

    mutating func end(_ step: Int, _ state: StepState, _ cause: Cause) {
        status.steps[step].state = state
        status.steps[step].began = status.steps[step].began ?? cause.began
        status.steps[step].ended = cause.time
        status.steps[step].reason = nil
    }

    /// StepOutputs go on the status, and what later submissions need is remembered beyond this one.
    mutating func keep(_ facts: StepOutputs, of step: Int) {
        if !facts.slip.isEmpty { status.memory.facts.merge(facts.slip) { $1 } }
        if !facts.notes.isEmpty { status.steps[step].notes += facts.noteTexts(in: status.language) }
        if let progress = facts.progress { status.steps[step].progress = progress }
        // Only what a certification has passed counts (R9), so not before an approval it may need.
        guard status.steps[step].stage == Stage.certify.rawValue, status.steps[step].state == .complete,
            let digest = status.memory.facts[ScheduledStep.Name.certifiedDigest]
        else { return }
        // Equal assets are not certified again: the submission that certified them keeps the credit.
        if digest != status.memory.certifiedDigest { status.memory.certifiedBy = status.submission }
        status.memory.certifiedDigest = digest
    }

    private func links(_ fact: String) -> [String] {
        (status.memory.facts[fact] ?? "").split(separator: " ").map(String.init)
    }

    /// Keeps the step's event, where the report brought it.
    mutating func park(_ report: StepResult) {
        if let event = report.parked { emit(.park(event)) }
    }

    /// Lets go of the kept event, where one is kept; asked before the step's state is changed, as the next two are.
    mutating func unpark() {
        switch phase {
        case .blocked: emit(.unpark)
        case .awaitingApproval(let step) where step != signOff: emit(.unpark)
        case .underWay where status.paused?.isHeld == true: emit(.unpark)
        case .awaitingApproval, .underWay, .awaitingSignOff, .idle, .ended: break
        }
    }

    /// What a worker gave back is not kept any more.
    mutating func letGoOfHold() {
        if status.paused?.isHeld == true { status.paused?.isHeld = false }
    }

    /// Takes the preview away, where it stands.
    mutating func takePreview(_ cause: Cause) {
        guard let signOff, let submission = status.submission.flatMap({ SubmissionID($0) }) else { return }
        switch status.steps[signOff].state {
        case .waitingForPublisherReview, .waitingForApproval, .complete:
            status.previewLinks = []
            emit(.withdrawSignOff(submission, cause: cause.id))
        case .notStarted, .inProgress, .blocked, .rejected, .canceled, .skipped: break
        }
    }

    /// What an end before its time takes away: the kept event, the preview, the pause.
    mutating func letGo(_ cause: Cause) {
        unpark()
        takePreview(cause)
        liftPause(cause)
    }
}

extension StepOutputs {
    fileprivate func noteTexts(in language: Language) -> [String] { notes.map { $0.text(in: language) } }
}
