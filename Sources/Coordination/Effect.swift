// What follows from an event, as values. The state machine decides, `EffectMessages` makes the messages; the order between
// the kinds is the order in which a crash does least harm.

import Base
import Events
import JSON
import Offers

/// Something the coordinator has to write.
public indirect enum Effect: Sendable, Equatable {
    /// Schedules the first step of the new submission, with what its process asks of the workers.
    case submit(requiresAddress: Bool, approvals: [Int], limits: [StepLimits?])
    /// Schedules the stopped step once more.
    case again(ScheduledStep)
    /// Schedules the step behind the approved one.
    case handOff(ScheduledStep, facts: [String: String])
    /// Lets a submission through sign-off, or takes it (and its preview) away there; with the id of what caused it.
    case approveSignOff(SubmissionID, cause: String)
    case withdrawSignOff(SubmissionID, cause: String)
    /// Keeps the event of a step that waits for an operator, or removes it.
    case park(ScheduledStep)
    case unpark
    /// Tells the workers that the offer is paused, or with nil that it is not any more; with the id of what caused it.
    case control(Controls.Pause?, cause: String)
    case openTicket(CommandMetadata)
    /// Takes the offer out of the catalog.
    case delist
    /// Writes an entry of the offer's history.
    case record(Transition)
    /// Writes the status row.
    case save

    /// The rank of effects in the list of messages.
    ///
    /// In a transaction all are written or none. At-least-once may be killed between two of them, and then handles the
    /// same event again from the row it had: what was written before is written once more under the same ids and known
    /// by them. The row comes last, because behind it the event would be taken for handled, and what had not been
    /// written would be lost. History comes before it for the same reason, and behind the stages, since it says what
    /// has been done.
    enum Rank: Int, Comparable {
        case stages
        case parked
        case tickets
        case history
        case status

        static func < (a: Rank, b: Rank) -> Bool { a.rawValue < b.rawValue }
    }

    var rank: Rank {
        switch self {
        case .submit, .again, .handOff, .approveSignOff, .withdrawSignOff, .delist: .stages
        case .park, .unpark, .control: .parked
        case .openTicket: .tickets
        case .record: .history
        case .save: .status
        }
    }
}

extension OfferProgress {
    /// Adds what follows, at its rank.
    mutating func emit(_ effect: consuming Effect) {
        if effects.isEmpty { effects.reserveCapacity(4) }
        effects.insert(inCrashOrder: effect)
    }
}

extension [Effect] {
    /// Puts an effect behind those that came before it and have its rank or an earlier one. The row is written once at
    /// most.
    mutating func insert(inCrashOrder effect: Effect) {
        let rank = effect.rank
        guard let last, last.rank >= rank else { return append(effect) }
        let before = lastIndex { $0.rank <= rank } ?? -1
        if rank == .status, before >= 0, self[before].rank == .status { return }
        insert(effect, at: before + 1)
    }
}

/// A support request with everything that is known about the offer (R26). It links to history and reports instead of
/// copying them.
public struct Ticket: Sendable, Equatable {
    /// `publisher/offer/ticket-n`; n is the number of the history entry that says it was opened.
    public var id: String
    public var by: Actor
    public var command: String
    public var text: String
    /// The row that the command left on `offers.status`. Its history ends with the entry about this ticket.
    public var status: StatusRecord

    static func id(of offer: OfferKey, entry: Int) -> String { "\(offer)/ticket-\(entry)" }

    /// A ticket opened by the newest entry of the offer's history.
    public init(_ command: CommandMetadata, about row: StatusRecord) {
        id = Self.id(of: row.status.key, entry: row.status.transitions)
        by = command.by
        self.command = command.id
        text = command.text ?? ""
        status = row
    }
}

extension Ticket: JSONRecord {
    public init() {
        self.init(
            CommandMetadata(.requestSupport, id: "", by: .clock, at: Timestamp(milliseconds: 0)), about: StatusRecord())
    }

    public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("id", &id)
        try v.member("by", &by)
        try v.member("command", &command)
        try v.member("text", &text)
        try v.member("status", &status)
    }
}
