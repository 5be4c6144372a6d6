// Effects as messages: the one place that knows which topic each goes to and how it looks there. Ids are made from
// submission, step and kind, so that the same effect written twice is known to be one.

import Base
import Offers

/// Turns what follows from one event into messages.
struct EffectMessages {
    /// The offer's row after the event.
    var row: StatusRow
    /// Id and time of the event.
    var cause: String
    var time: Timestamp
    /// The command, where it is one: a publish command brings the document and the allow-list.
    var command: Command?

    func messages(_ effects: [Effect]) -> [Message] {
        var messages: [Message] = []
        messages.reserveCapacity(effects.count)
        for effect in effects { if let message = message(effect) { messages.append(message) } }
        return messages
    }

    private func message(_ effect: Effect) -> Message? {
        switch effect {
        case .submit(let submission, let stop, let requires):
            command.map { scheduled(FirstStop(submission, stop, requires: requires, command: $0.event)) }
        case .again(let slip): slip.again(at: time, source: Coordinator.source)
        case .handOn(let slip, let facts): slip.handedOn(at: time, adding: facts, source: Coordinator.source)
        case .approveSignOff(let submission, let cause): decision(.signOffApproved, "approved", submission, cause)
        case .withdrawSignOff(let submission, let cause): decision(.signOffWithdrawn, "withdrawn", submission, cause)
        case .park(let event): Message(topic: .blocked, key: row.key, value: event)
        case .unpark: .tombstone(.blocked, row.status.key)
        case .control(let pause, let cause):
            Controls.message(.offer(row.status.key), pause, id: "\(cause)/control", source: Coordinator.source)
        case .openTicket(let ticket): event(.supportTickets, ticket.id, .ticketOpened, data: wire(ticket))
        case .record(let transition):
            recorded(transition)
        case .save: row.message
        }
    }

    private func scheduled(_ first: FirstStop) -> Message {
        Message(
            topic: .stage(first.stop.stage), key: row.key,
            structured: first.event(row.status, source: Coordinator.source, at: time))
    }

    private func decision(_ type: EventType, _ kind: String, _ submission: SubmissionID, _ cause: String) -> Message {
        var event = Event(
            id: "\(submission)/sign-off/\(kind)", source: Coordinator.source, type: type,
            subject: submission.offer.description, time: time)
        event[ScheduledStep.Name.submission] = submission.description
        event[ScheduledStep.Name.command] = cause
        event[ScheduledStep.Name.traceParent] = row.status.memory.trace
        return Message(topic: .stage(.publisherSignOff), event: event)
    }

    private func recorded(_ transition: Transition) -> Message {
        let line = transition.event(source: Coordinator.source, at: time, trace: row.status.memory.trace)
        return Message(topic: .history, key: row.key, structured: line)
    }

    private func event(_ topic: Topic, _ id: String, _ type: EventType, data: [UInt8]) -> Message {
        var event = Event(
            id: id, source: Coordinator.source, type: type, subject: row.status.key.description, time: time, data: data)
        event[ScheduledStep.Name.submission] = row.status.submission
        event[ScheduledStep.Name.traceParent] = row.status.memory.trace
        return Message(topic: topic, event: event)
    }
}
