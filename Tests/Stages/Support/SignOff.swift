// Sign-off and the rows that it reads and writes: each reaction is checked to keep the state that its rows describe.

import Base
import Events
import Offers
import Testing

@testable import Stages

struct SignOff {
    let processor: PublisherSignOff
    let now = Timestamp(milliseconds: 1_700_000_000_000)

    init(_ settings: [String: String] = [:]) throws { processor = try PublisherSignOff(Settings(settings)) }

    /// What the processor writes when it reads this record, with these rows of the offer.
    func react(to message: Message, _ rows: [Topic: [UInt8]] = [:]) throws -> [Message] {
        let metadata = RecordMetadata(
            topic: message.topic.name, partition: 0, offset: 0, partitions: 8, time: now)
        let input = Input.record(
            value: message.value ?? [], headers: message.headers, key: message.key, metadata)
        let reaction = try processor.handle(input, Followed(), now: now) { _ in
            try processor.state(of: rows, Followed())
        }
        let written = try processor.state(of: self.rows(rows, after: reaction.messages), Followed())
        let kept = try reaction.state ?? processor.state(of: rows, Followed())
        #expect(kept?.waiting == written?.waiting && kept?.preview == written?.preview)
        return reaction.messages
    }

    func react(to step: ScheduledStep, _ rows: [Topic: [UInt8]] = [:]) throws -> [Message] {
        try react(to: step.message, rows)
    }

    func react(to event: CloudEvent, _ rows: [Topic: [UInt8]] = [:]) throws -> [Message] {
        try react(to: Message(topic: .stage(.publisherSignOff), event: event), rows)
    }

    /// The offer's rows once these messages are written.
    func rows(_ rows: [Topic: [UInt8]] = [:], after messages: [Message]) -> [Topic: [UInt8]] {
        messages.filter { processor.tables.contains($0.topic) }.reduce(into: rows) { $0[$1.topic] = $1.value }
    }

    /// A decision of the coordinator's about a submission.
    func decision(_ type: EventType, on submission: SubmissionID) -> CloudEvent {
        var event = CloudEvent(
            id: "\(submission)/\(type)", source: "/offers/coordinator", type: type,
            subject: submission.offer.description, time: now)
        event.set(Command.Name.submission, .integer(submission.number))
        return event
    }
}
