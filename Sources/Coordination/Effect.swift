// The effects of an event, as values. The state machine decides, `EffectMessages` writes the messages. Kinds are
// ordered so that a crash between them does the least harm.

import Base
import Events
import JSON
import Offers

/// Something the coordinator has to write.
public indirect enum Effect: Sendable, Equatable {
    /// Schedules the first step of the new submission, with the requirements of its process.
    case submit(requiresAddress: Bool, approvals: [Int], limits: [StepLimits?])
    /// Schedules the stopped step again.
    case again(ScheduledStep)
    /// Schedules the step after the approved one.
    case handOff(ScheduledStep, facts: [String: String])
    /// Lets a submission through sign-off, or removes it (and its preview) there; with the id of the cause.
    case approveSignOff(SubmissionID, cause: String)
    case withdrawSignOff(SubmissionID, cause: String)
    /// Keeps the step that waits for an operator, or removes it.
    case park(ScheduledStep)
    case unpark
    /// Tells the workers that the offer is paused or, with nil, resumed; with the id of the cause.
    case control(Controls.Pause?, cause: String)
    case openTicket(CommandMetadata)
    /// Removes the offer from the catalog.
    case delist
    /// Writes an entry of the offer's history.
    case record(Transition)
    /// Writes the status row.
    case save

    /// The position of effects in the list of messages.
    ///
    /// In a transaction all are written or none. With at-least-once delivery, the process may be killed between two of
    /// them, and then handles the same event again from the old row: it repeats what was already written with the same
    /// ids, by which readers recognize it. The row comes last, because after it the event would count as handled, and
    /// missing messages would be lost. History comes before it for the same reason, and after the stages, because it
    /// says what was done.
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
    /// Adds an effect at its rank.
    mutating func emit(_ effect: consuming Effect) {
        if effects.isEmpty { effects.reserveCapacity(4) }
        effects.insert(inCrashOrder: effect)
    }
}

extension [Effect] {
    /// Inserts an effect after all effects of the same or an earlier rank. The row is written at most once.
    mutating func insert(inCrashOrder effect: Effect) {
        let rank = effect.rank
        guard let last, last.rank >= rank else { return append(effect) }
        let before = lastIndex { $0.rank <= rank } ?? -1
        if rank == .status, before >= 0, self[before].rank == .status { return }
        insert(effect, at: before + 1)
    }
}

/// A support request with everything known about the offer (R26). It links to history and reports instead of copying
/// them.
public struct Ticket: Sendable, Equatable {
    /// `publisher/offer/ticket-n`; n is the number of the history entry that records its opening.
    public var id: String
    public var by: Actor
    public var command: String
    public var text: String
    /// The row on `offers.status` after the command. Its history ends with the entry about this ticket.
    public var status: StatusRecord

    static func id(of offer: OfferKey, entry: Int) -> String { "\(offer)/ticket-\(entry)" }

    /// A ticket that the newest entry of the offer's history opens.
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
