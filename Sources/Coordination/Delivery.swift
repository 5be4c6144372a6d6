// Effects as messages: the one place that knows which topic each goes to and how it looks there. Ids are made from
// submission, step and kind, so that the same effect written twice is known to be one.

import Offers

/// Turns what follows from one event into messages.
struct Delivery {
    /// The offer's row after the event.
    var row: StatusRow
    /// Id and time of the event.
    var cause: String
    var time: Timestamp
    /// The command, where it is one: a publish command brings the document and the allow-list.
    var command: Command?

    func messages(_ effects: [Effect]) -> [Message] { effects.compactMap { message($0) } }

    private func message(_ effect: Effect) -> Message? {
        switch effect {
        case .submit(let submission, let stop, let requires):
            Message(topic: .stage(stop.stage), event: slip(submission, stop, requires))
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

    /// The event that begins a submission. Only what a publisher may say is taken from the command; facts such as a
    /// certified digest are the coordinator's own (R9).
    private func slip(_ submission: SubmissionID, _ stop: Route.Stop, _ requires: [String]) -> Event {
        typealias Name = RoutingSlip.Name
        var event = Event(
            id: submission.eventID(step: stop.step, stage: stop.stage, attempt: 1, kind: "scheduled"),
            source: Coordinator.source, type: .stepScheduled, subject: submission.offer.description, time: time)
        event[Name.submission] = submission.description
        event[Name.profile] = row.status.profile
        event[Name.route] = Route(row.status).description
        event.set(Name.step, .integer(stop.step))
        event.set(Name.attempt, .integer(1))
        event[Name.language] = row.status.language.rawValue
        event[Name.notify] = row.status.notify.isEmpty ? nil : row.status.notify.joined(separator: ",")
        event[Name.requires] = requires.isEmpty ? nil : requires.joined(separator: " ")
        event[Name.allowList] = command?.event[Name.allowList]
        event[Name.certifiedDigest] = row.status.memory.certifiedDigest
        event[Name.certifiedBy] = row.status.memory.certifiedBy
        event[Name.liveTerms] = row.status.memory.liveTerms
        event[Name.traceParent] = row.status.memory.trace
        event.data = command?.event.data ?? []
        return event
    }

    private func decision(_ type: EventType, _ kind: String, _ submission: SubmissionID, _ cause: String) -> Message {
        var event = Event(
            id: "\(submission)/sign-off/\(kind)", source: Coordinator.source, type: type,
            subject: submission.offer.description, time: time)
        event[RoutingSlip.Name.submission] = submission.description
        event[RoutingSlip.Name.command] = cause
        event[RoutingSlip.Name.traceParent] = row.status.memory.trace
        return Message(topic: .stage(.publisherSignOff), event: event)
    }

    private func recorded(_ transition: Transition) -> Message {
        let line = Event.structured(
            id: transition.offer, "/transition-", transition.sequence, source: Coordinator.source,
            type: .transitionRecorded, subject: transition.offer, time: time, capacity: 1024,
            attributes: { json in
                json.member("submission", row.status.submission)
                json.member("traceparent", row.status.memory.trace)
            }, data: { transition.write(to: &$0) })
        return Message(topic: .history, key: row.key, structured: line)
    }

    private func event(_ topic: Topic, _ id: String, _ type: EventType, data: [UInt8]) -> Message {
        var event = Event(
            id: id, source: Coordinator.source, type: type, subject: row.status.key.description, time: time, data: data)
        event[RoutingSlip.Name.submission] = row.status.submission
        event[RoutingSlip.Name.traceParent] = row.status.memory.trace
        return Message(topic: topic, event: event)
    }
}

extension Route {
    /// The stops of a row's submission.
    fileprivate init(_ status: OfferStatus) {
        self.init(
            stops: status.steps.enumerated().filter { $0.element.state != .skipped }
                .map { Stop(step: $0.offset, stage: Stage(rawValue: $0.element.stage)) })
    }
}
