// The types of all events, `offers.<noun>.<verb>.v<major>`.

import JSON
import Offers

/// The type of an event. Readers refuse a major version that they do not know.
public struct EventType: Hashable, Sendable, RawRepresentable, CustomStringConvertible, JSONValue {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public var description: String { rawValue }
    public static var schema: JSONNode { ["type": "string"] }

    public static let stepScheduled = EventType(rawValue: "offers.step.scheduled.v1")
    public static let signOffApproved = EventType(rawValue: "offers.sign-off.approved.v1")
    public static let signOffWithdrawn = EventType(rawValue: "offers.sign-off.withdrawn.v1")
    public static let statusChanged = EventType(rawValue: "offers.status.changed.v1")
    public static let transitionRecorded = EventType(rawValue: "offers.transition.recorded.v1")
    public static let previewListed = EventType(rawValue: "offers.preview.listed.v1")
    public static let listingPublished = EventType(rawValue: "offers.listing.published.v1")
    public static let draftSaved = EventType(rawValue: "offers.draft.saved.v1")
    public static let draftSubmitted = EventType(rawValue: "offers.draft.submitted.v1")
    public static let previewLinked = EventType(rawValue: "offers.preview-link.made.v1")
    public static let operatorActed = EventType(rawValue: "offers.operator.acted.v1")
    public static let controlPaused = EventType(rawValue: "offers.control.paused.v1")
    public static let recordQuarantined = EventType(rawValue: "offers.control.quarantined.v1")
    public static let ticketOpened = EventType(rawValue: "offers.ticket.opened.v1")

    /// For example `offers.step.completed.v1`.
    public static func outcome(_ kind: Outcome.Kind) -> EventType {
        switch kind {
        case .started: started
        case .progressed: progressed
        case .completed: completed
        case .rejected: rejected
        case .faulted: faulted
        case .waiting: waiting
        }
    }

    private static let started = EventType(rawValue: "offers.step.started.v1")
    private static let progressed = EventType(rawValue: "offers.step.progressed.v1")
    private static let completed = EventType(rawValue: "offers.step.completed.v1")
    private static let rejected = EventType(rawValue: "offers.step.rejected.v1")
    private static let faulted = EventType(rawValue: "offers.step.faulted.v1")
    private static let waiting = EventType(rawValue: "offers.step.waiting.v1")
    /// The types of all outcomes.
    public static let outcomes = Outcome.Kind.allCases.map(outcome)

    public static func command(_ kind: CommandKind) -> EventType {
        EventType(rawValue: "offers.command.\(kind.rawValue).v1")
    }

    /// The outcome that events of this type report.
    public var outcomeKind: Outcome.Kind? {
        switch self {
        case .started: .started
        case .progressed: .progressed
        case .completed: .completed
        case .rejected: .rejected
        case .faulted: .faulted
        case .waiting: .waiting
        default: nil
        }
    }
}
