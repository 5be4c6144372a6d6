// How times, spans and states are written for people.

import Base
import Offers

extension Timestamp {
    /// `2026-11-21 09:30`, in UTC.
    var short: String {
        let text = description
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
    }
}

extension PublishingProfile.Longest {
    /// `15 min`, `3 days`, `5 business days`, `1 h`; what cannot be read stays as it is.
    var words: String {
        guard let seconds = Duration(iso8601: duration)?.components.seconds else { return duration }
        let units: [(seconds: Int64, name: String, plural: String)] = [
            (86_400, "day", "days"), (3_600, "h", "h"), (60, "min", "min"), (1, "s", "s"),
        ]
        let unit = units.first { seconds % $0.seconds == 0 } ?? units[3]
        let count = seconds / unit.seconds
        let name = count == 1 ? unit.name : unit.plural
        return "\(count) \(calendar == .business ? "business " : "")\(name)"
    }
}

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
    /// Counts from 1 over the steps the submission visits, as mails and the history do: skipped ones have no number.
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

    /// `WaitingForPublisherReview (Staged)` where the process has a name of its own for it.
    func words(_ label: String?) -> String { label.map { "\(rawValue) (\($0))" } ?? rawValue }
}
