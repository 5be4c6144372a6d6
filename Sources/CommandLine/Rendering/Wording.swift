// How states are shown for people.

import Localization
import Offers

extension StepState {
    /// One character in front of a step.
    var marker: String {
        switch self {
        case .notStarted: "·"
        case .inProgress: ">"
        case .waitingForPublisherReview, .waitingForApproval: "?"
        case .blocked: "!"
        case .rejected: "✗"
        case .complete: "✓"
        case .canceled, .skipped: "-"
        }
    }

    var tone: Palette.Tone {
        switch self {
        case .notStarted, .canceled, .skipped: .quiet
        case .inProgress: .busy
        case .waitingForPublisherReview, .waitingForApproval, .blocked: .attention
        case .rejected: .bad
        case .complete: .good
        }
    }
}

extension OfferStatus {
    /// Counts from 1 over the steps that the submission visits, as in mails and history: skipped steps have no number.
    func number(ofStep index: Int) -> Int { max(1, steps.prefix(index + 1).count { $0.state != .skipped }) }
}

extension OfferState {
    var tone: Palette.Tone {
        switch self {
        case .neverPublished, .notStarted, .canceled: .quiet
        case .running: .busy
        case .waitingForPublisherReview: .attention
        case .succeeded: .good
        case .failed: .bad
        }
    }
}

extension OfferStatus {
    /// `Waiting for publisher sign-off (Staged)` if the process has its own name for the state.
    func stateText(in language: Language) -> String {
        let text = state.text(in: language)
        guard state == .waitingForPublisherReview, let process else { return text }
        return "\(text) (\(process.profile.reviewLabel[language]))"
    }
}

extension Transition {
    /// `publisher`, `operator maria`; for the system, the stage or `clock`.
    var actorText: String { by.kind == .system ? byName : trimmed("\(by.kind.rawValue) \(by.name)") }
}
