// An offer's row made anew: the events that the history names, shown once more to the coordinator itself. What decides
// there decides here, so a row that comes out otherwise was not made by these events, or by another version.

import Base
import Offers

/// One offer on its way through what happened to it.
public struct Replay {
    private let coordinator: Coordinator
    private let offer: OfferKey
    private var rows: [Topic: [UInt8]] = [:]

    /// From before the offer's first event. The coordinator must know the profiles as they were.
    public init(_ offer: OfferKey, by coordinator: Coordinator) {
        self.offer = offer
        self.coordinator = coordinator
    }

    /// The row as it stands after what was taken; nil before anything.
    public var status: OfferStatus? { rows[.status].flatMap { try? StatusCodec.status(of: $0) } }

    /// A command, as `Coordinator.read` gives it, and when the coordinator looked at it. Throws as `Coordinator.react`.
    public mutating func take(command event: Event, at time: Timestamp) throws {
        try take(event, from: .commands, at: time)
    }

    /// What a worker said. Throws as `Coordinator.react`.
    public mutating func take(outcome event: Event) throws { try take(event, from: .outcomes, at: event.time) }

    /// The clock was looked at.
    public mutating func takeDeadline(at time: Timestamp) {
        keep(coordinator.react(toDeadlineOf: offer, rows: Rows(rows), now: time))
    }

    private mutating func take(_ event: Event, from topic: Topic, at time: Timestamp) throws {
        // The only partition there is: every event is at home.
        let arrival = RecordMetadata(topic: topic.name, partition: 0, offset: 0, partitions: 1, time: time)
        keep(try coordinator.react(to: event, arrival: arrival, rows: Rows(rows), now: time))
    }

    private mutating func keep(_ messages: [Message]) {
        for message in messages where coordinator.tables.contains(message.topic) { rows[message.topic] = message.value }
    }
}
