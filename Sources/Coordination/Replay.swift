// Rebuilds an offer's row by replaying the events in its history through the coordinator's own code. If the result
// differs, the row was not made by these events, or by another version.

import Base
import Events
import JSON
import Offers

/// Replays the events of one offer.
public struct Replay {
    private let coordinator: Coordinator
    private let offer: OfferKey
    private var state: Coordinator.State?
    /// The newest row, as it would be on `offers.status`; nil at the start.
    public private(set) var row: [UInt8]?

    /// Starts before the offer's first event.
    public init(_ offer: OfferKey, by coordinator: Coordinator) {
        self.offer = offer
        self.coordinator = coordinator
    }

    /// Number of the newest history entry.
    public var entries: Int { state?.status.transitions ?? 0 }

    /// Applies a command at the time when the coordinator handled it, with a coordinator that has the profiles of that
    /// time. Throws as `Coordinator.handle` does.
    public mutating func take(_ command: CloudEvent, at time: Timestamp, by coordinator: Coordinator) throws {
        try take(.commands, command.json, at: time, by: coordinator)
    }

    /// Applies a worker's report. Throws as `Coordinator.handle` does.
    public mutating func take(_ result: StepResult) throws {
        try take(.outcomes, result.json, at: result.time, by: coordinator)
    }

    /// Applies a deadline. Throws as `Coordinator.handle` does.
    public mutating func takeDeadline(at time: Timestamp) throws {
        try take(.deadline(offer), at: time, by: coordinator)
    }

    private mutating func take(_ topic: Topic, _ event: [UInt8], at time: Timestamp, by coordinator: Coordinator) throws
    {
        // The only partition: every event is on the right one.
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
