// An operator's action outside any offer's history: a pause of a stage or of the pipeline, or what was done about a
// dead letter. A record of `offers.audit`. Its key names the subject, in a form that no offer key has.

import Base
import Offers

/// One action of an operator.
public struct AuditEntry: Sendable, Equatable {
    public enum Action: String, Sendable, CaseIterable {
        case paused, resumed
        /// A dead letter was sent again; as it was, or with another value.
        case redriven, edited
        /// An operator has discarded a dead letter.
        case discarded
    }

    public var id: String
    public var time: Timestamp
    public var action: Action
    /// `pipeline`, `stage:certify`, or `dead-letter:PARTITION/OFFSET`.
    public var subject: String
    /// The operator's name; empty if unknown.
    public var by: String
    /// Why, for operators.
    public var reason: String?

    public init(_ action: Action, _ subject: String, by: String, reason: String?, id: String, at time: Timestamp) {
        self.action = action
        self.subject = subject
        self.by = by
        self.reason = reason
        self.id = id
        self.time = time
    }

    /// The subject of entries about a dead letter.
    public static func letter(_ id: String) -> String { "dead-letter:\(id)" }

    /// The dead letter that the entry is about, as `PARTITION/OFFSET`; nil if it is about something else.
    public var letter: String? {
        let mark = Self.letter("")
        return subject.hasPrefix(mark) ? String(subject.dropFirst(mark.count)) : nil
    }

    private static let action = "action"

    public var message: Message {
        var event = CloudEvent(id: id, source: "/offers/client", type: .operatorActed, subject: subject, time: time)
        event[Self.action] = action.rawValue
        event[Command.Name.principal] = by.isEmpty ? nil : by
        event[Command.Name.text] = reason
        return Message(topic: .audit, event: event)
    }

    /// Reads an entry; throws `EventError` for any other event.
    public init(_ event: CloudEvent) throws {
        guard event.type == .operatorActed, let action = event[Self.action].flatMap({ Action(rawValue: $0) }) else {
            throw EventError("\(event.type) is not an action of an operator that is known")
        }
        self.init(
            action, event.subject, by: event[Command.Name.principal] ?? "", reason: event[Command.Name.text],
            id: event.id, at: event.time)
    }
}
