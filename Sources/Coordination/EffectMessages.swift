// Turns effects into messages. Only this file knows the topic and the form of each. Ids are derived from submission,
// step and kind, so that a repeated effect is recognized.

import Base
import Events
import JSON
import Offers

/// Turns the effects of one event into messages.
struct EffectMessages {
    /// The offer's status after the event.
    var status: OfferStatus
    /// Id and time of the event.
    var cause: String
    var time: Timestamp
    /// The command, if there is one: a publish command brings the document and the allow-list.
    var command: Command?

    func messages(_ effects: [Effect]) -> [Message] { effects.compactMap(message) }

    private func message(_ effect: Effect) -> Message? {
        switch effect {
        case .submit(let requiresAddress, let approvals, let limits): submitted(requiresAddress, approvals, limits)
        case .again(let step): step.again(at: time, source: Coordinator.source)
        case .handOff(let step, let facts): step.handedOff(at: time, adding: facts, source: Coordinator.source)
        case .approveSignOff(let submission, let cause): decision(.signOffApproved, "approved", submission, cause)
        case .withdrawSignOff(let submission, let cause): decision(.signOffWithdrawn, "withdrawn", submission, cause)
        case .park(let step): Message(topic: .blocked, key: status.key.bytes, structured: step.json)
        case .unpark: .tombstone(.blocked, status.key)
        case .control(let pause, let cause):
            Controls.message(.offer(status.key), pause, id: "\(cause)/control", source: Coordinator.source)
        case .openTicket(let command): opened(Ticket(command, about: row))
        case .delist: .tombstone(.catalog, status.key)
        case .record(let transition):
            HistoryEntry(transition, trace: status.trace, source: Coordinator.source).message
        case .save: row.message
        }
    }

    private var row: StatusRecord { StatusRecord(status, cause: cause, source: Coordinator.source) }

    /// The first step. Takes only the publisher's part from the command; facts such as a certified digest come from the
    /// coordinator (R9).
    private func submitted(_ requiresAddress: Bool, _ approvals: [Int], _ limits: [StepLimits?]) -> Message? {
        guard let command, let submission = status.submissionID, let process = status.processReference else {
            return nil
        }
        var step = ScheduledStep(
            submission, process: process, route: Route(status.steps), source: Coordinator.source, at: time)
        step.trace = status.trace
        step.language = status.language
        step.notify = status.notify
        step.requiresAddress = requiresAddress
        step.approvals = approvals
        step.limits = limits
        step.allowList = command.event[Command.Name.allowList]
        step.certified = status.certified
        step.liveTerms = status.live?.terms
        step.offer.bytes = command.event.data
        return step.message
    }

    private func decision(_ type: EventType, _ kind: String, _ submission: SubmissionID, _ cause: String) -> Message {
        var event = event("\(submission)/sign-off/\(kind)", type)
        event.set(Command.Name.submission, .integer(submission.number))
        event[Command.Name.command] = cause
        return Message(topic: .stage(.publisherSignOff), event: event)
    }

    private func opened(_ ticket: Ticket) -> Message {
        var event = event(ticket.id, .ticketOpened)
        event.data = ticket.json
        return Message(topic: .supportTickets, event: event)
    }

    private func event(_ id: String, _ type: EventType) -> CloudEvent {
        var event = CloudEvent(
            id: id, source: Coordinator.source, type: type, subject: status.key.description, time: time)
        event.set(Command.Name.submission, status.submissionID.map { .integer($0.number) })
        event[CloudEvent.traceParent] = status.trace
        return event
    }
}
