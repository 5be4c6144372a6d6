// An offer's row made anew: the events that the history names, shown once more to the coordinator itself. What decides
// there decides here, so a row that comes out otherwise was not made by these events, or by another version.

import Base
import Events
import JSON
import Offers

/// One offer on its way through what happened to it.
public struct Replay {
    private let coordinator: Coordinator
    private let offer: OfferKey
    private var state: Coordinator.State?

    /// From before the offer's first event. The coordinator must know the profiles as they were.
    public init(_ offer: OfferKey, by coordinator: Coordinator) {
        self.offer = offer
        self.coordinator = coordinator
    }

    /// The status after what was taken; nil before anything.
    public var status: OfferStatus? { state?.status }

    /// A command's record, and when the coordinator looked at it. Throws as `Coordinator.handle`.
    public mutating func take(command event: CloudEvent, at time: Timestamp) throws {
        try take(event, from: .commands, at: time)
    }

    /// What a worker reported. Throws as `Coordinator.handle`.
    public mutating func take(outcome event: CloudEvent) throws { try take(event, from: .outcomes, at: event.time) }

    /// The clock was looked at. Throws as `Coordinator.handle`.
    public mutating func takeDeadline(at time: Timestamp) throws { try take(.deadline(offer), at: time) }

    private mutating func take(_ event: CloudEvent, from topic: Topic, at time: Timestamp) throws {
        // The only partition there is: every event is at home.
        let metadata = RecordMetadata(topic: topic.name, partition: 0, offset: 0, partitions: 1, time: time)
        let headers = Message.Header.ofStructuredEvents
        try take(.record(value: event.json, headers: headers, key: event.key, metadata), at: time)
    }

    private mutating func take(_ input: Input, at time: Timestamp) throws {
        let reaction = try coordinator.handle(input, Followed(), now: time) { [state] _ in state }
        state = reaction.state ?? state
    }
}
