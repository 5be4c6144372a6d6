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
    /// The newest row, as it would be on `offers.status`; nil before anything.
    public private(set) var row: [UInt8]?

    /// From before the offer's first event.
    public init(_ offer: OfferKey, by coordinator: Coordinator) {
        self.offer = offer
        self.coordinator = coordinator
    }

    /// Number of the newest history entry.
    public var entries: Int { state?.status.transitions ?? 0 }

    /// A command, when the coordinator looked at it, and a coordinator with the profiles as they were then. Throws as
    /// `Coordinator.handle`.
    public mutating func take(_ command: CloudEvent, at time: Timestamp, by coordinator: Coordinator) throws {
        try take(.commands, command.json, at: time, by: coordinator)
    }

    /// What a worker reported. Throws as `Coordinator.handle`.
    public mutating func take(_ result: StepResult) throws {
        try take(.outcomes, result.json, at: result.time, by: coordinator)
    }

    /// The clock was looked at. Throws as `Coordinator.handle`.
    public mutating func takeDeadline(at time: Timestamp) throws {
        try take(.deadline(offer), at: time, by: coordinator)
    }

    private mutating func take(_ topic: Topic, _ event: [UInt8], at time: Timestamp, by coordinator: Coordinator) throws
    {
        // The only partition there is: every event is at home.
        let metadata = RecordMetadata(topic: topic.name, partition: 0, offset: 0, partitions: 1, time: time)
        let headers = Message.Header.ofStructuredEvents
        try take(.record(value: event, headers: headers, key: offer.bytes, metadata), at: time, by: coordinator)
    }

    private mutating func take(_ input: Input, at time: Timestamp, by coordinator: Coordinator) throws {
        let reaction = try coordinator.handle(input, Followed(), now: time) { [state] _ in state }
        state = reaction.state ?? state
        row = reaction.messages.last { $0.topic == .status }?.value ?? row
    }
}
