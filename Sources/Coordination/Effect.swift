// What follows from an event, as values. The state machine decides, `EffectMessages` makes the messages; the order between
// the kinds is the order in which a crash does least harm.

import Base
import Offers

/// Something the coordinator has to write. Indirect: some cases are large, and effects are handed on several times.
public indirect enum Effect: Sendable, Equatable {
    /// Schedules the first stop of a new submission; `requires` are the words for the slip.
    case submit(SubmissionID, at: Route.Stop, requires: [String])
    /// Schedules the stopped step once more.
    case again(ScheduledStep)
    /// Schedules the stop behind the approved one.
    case handOn(ScheduledStep, facts: [String: String])
    /// Lets a submission through sign-off, or takes it (and its preview) away there; with the id of what caused it.
    case approveSignOff(SubmissionID, cause: String)
    case withdrawSignOff(SubmissionID, cause: String)
    /// Keeps the event of a step that waits for an operator, or lets go of it.
    case park([UInt8])
    case unpark
    /// Tells the workers that the offer is paused, or with nil that it goes on; with the id of what caused it.
    case control(Controls.Pause?, cause: String)
    case openTicket(Ticket)
    /// Writes a line of the offer's history.
    case record(Transition)
    /// Writes the status row.
    case save

    /// The places effects have in the list of messages.
    ///
    /// In a transaction all are written or none. At-least-once may be killed between two of them, and then handles the
    /// same event again from the row it had: what was written before is written once more under the same ids and known
    /// by them. The row comes last, because behind it the event would be taken for handled, and what had not been
    /// written would be lost. History stands before it for the same reason, and behind the stages, since it says what
    /// has been done.
    enum Place: Int, Comparable {
        case stages
        case parked
        case tickets
        case history
        case status

        static func < (a: Place, b: Place) -> Bool { a.rawValue < b.rawValue }
    }

    var place: Place {
        switch self {
        case .submit, .again, .handOn, .approveSignOff, .withdrawSignOff: .stages
        case .park, .unpark, .control: .parked
        case .openTicket: .tickets
        case .record: .history
        case .save: .status
        }
    }
}

extension [Effect] {
    /// Puts an effect behind those that came before it and have its place or an earlier one. The row is written once at
    /// most.
    mutating func insert(inCrashOrder effect: Effect) {
        let place = effect.place
        guard let last, last.place >= place else { return append(effect) }
        let before = lastIndex { $0.place <= place } ?? -1
        if place == .status, before >= 0, self[before].place == .status { return }
        insert(effect, at: before + 1)
    }
}

/// A support request with all that is known of the offer (R26); history and reports are referred to, not copied.
public struct Ticket: Sendable, Equatable, Codable {
    /// Where the offer's history stands: entries 1 to `entries` under `key` in `topic`.
    public struct History: Sendable, Equatable, Codable {
        public var topic: String
        public var key: String
        public var entries: Int
    }

    /// `publisher/offer/ticket-n`; n is the number of the history entry that says it was opened.
    public var id: String
    public var offer: String
    public var by: String
    public var command: String
    public var text: String
    public var time: Timestamp
    public var status: OfferStatus
    public var history: History

    static func id(of offer: String, entry: Int) -> String { "\(offer)/ticket-\(entry)" }

    /// A ticket opened by the newest entry of the offer's history.
    public init(_ order: CommandMetadata, about status: OfferStatus) {
        let key = status.key.description
        id = Self.id(of: key, entry: status.memory.transitions)
        offer = key
        by = order.by
        command = order.id
        text = order.text ?? ""
        time = order.time
        self.status = status
        history = History(topic: Topic.history.name, key: key, entries: status.memory.transitions)
    }
}
