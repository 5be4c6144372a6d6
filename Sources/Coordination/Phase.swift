// Where a submission stands, as one value. It is read from the status row and never stored beside it, so that the two
// cannot disagree.

import Offers

/// Where an offer's newest submission stands. Steps are indices into `OfferStatus.steps`.
public enum Phase: Hashable, Sendable {
    /// Never published.
    case idle
    /// A worker has the step, or it waits for one.
    case underWay(step: Int)
    /// The step is done; an operator must approve before the submission goes on.
    case awaitingApproval(step: Int)
    /// The offer is in preview and waits for its publisher (R18).
    case awaitingSignOff(step: Int)
    /// A fault of ours has stopped the step; an operator resumes it (R28).
    case blocked(step: Int)
    case ended(End)

    /// How a submission ends.
    public enum End: Hashable, Sendable {
        case succeeded
        case failed
        case canceled
    }

    /// The phase that a status row says.
    public init(_ status: borrowing OfferStatus) {
        guard let step = status.currentStep, status.steps.indices.contains(step) else {
            self = .idle
            return
        }
        switch status.state {
        case .neverPublished, .notStarted: self = .idle
        case .succeeded: self = .ended(.succeeded)
        case .failed: self = .ended(.failed)
        case .canceled: self = .ended(.canceled)
        case .waitingForPublisherReview: self = .awaitingSignOff(step: step)
        case .running:
            switch status.steps[step].state {
            case .blocked: self = .blocked(step: step)
            case .waitingForApproval: self = .awaitingApproval(step: step)
            case .notStarted, .inProgress, .waitingForPublisherReview, .rejected, .complete, .canceled, .skipped:
                self = .underWay(step: step)
            }
        }
    }

    /// The step a running submission stands at; nil where none runs.
    public var step: Int? {
        switch self {
        case .underWay(let step), .awaitingApproval(let step), .awaitingSignOff(let step), .blocked(let step): step
        case .idle, .ended: nil
        }
    }
}
