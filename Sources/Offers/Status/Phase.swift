// The phase of a submission as one value. Computed from the status row and never stored, so the two cannot disagree.

/// The phase of an offer's newest submission. Steps are indices into `OfferStatus.steps`.
public enum Phase: Hashable, Sendable {
    /// Never published.
    case idle
    /// A worker has the step, or the step waits for one.
    case running(step: Int)
    /// The step is done; an operator must approve it before the submission continues.
    case awaitingApproval(step: Int)
    /// The offer is in preview and waits for its publisher (R18).
    case awaitingSignOff(step: Int)
    /// A fault on our side has stopped the step; an operator resumes it (R28).
    case blocked(step: Int)
    case finished(End)

    /// How a submission ends.
    public enum End: Hashable, Sendable {
        case succeeded
        case failed
        case canceled
    }

    /// The phase of a status row.
    public init(_ status: borrowing OfferStatus) {
        guard let step = status.currentStep, status.steps.indices.contains(step) else {
            self = .idle
            return
        }
        switch status.state {
        case .neverPublished, .notStarted: self = .idle
        case .succeeded: self = .finished(.succeeded)
        case .failed: self = .finished(.failed)
        case .canceled: self = .finished(.canceled)
        case .waitingForPublisherReview: self = .awaitingSignOff(step: step)
        case .running:
            switch status.steps[step].state {
            case .blocked: self = .blocked(step: step)
            case .waitingForApproval: self = .awaitingApproval(step: step)
            case .notStarted, .inProgress, .waitingForPublisherReview, .rejected, .complete, .canceled, .skipped:
                self = .running(step: step)
            }
        }
    }

    /// The current step of a running submission; nil if none runs.
    public var step: Int? {
        switch self {
        case .running(let step), .awaitingApproval(let step), .awaitingSignOff(let step), .blocked(let step): step
        case .idle, .finished: nil
        }
    }
}
