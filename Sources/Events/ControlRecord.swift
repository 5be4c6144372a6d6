// Pauses by operators, and records over which a worker crashed: a small table that every worker reads whole and
// follows. Its keys (`pipeline`, `stage:certify`) have a form that no offer key has.

import Base
import Offers

/// The contents of `offers.controls` as one value.
public struct Controls: Sendable, Equatable {
    /// A pause by an operator.
    public struct Pause: Sendable, Equatable {
        public var since: Timestamp
        /// Why, for operators.
        public var reason: String?
        /// What publishers read about it.
        public var notice: String?
        /// The operator's name; empty if unknown.
        public var by: String

        public init(since: Timestamp, reason: String? = nil, notice: String? = nil, by: String = "") {
            self.since = since
            self.reason = reason
            self.notice = notice
            self.by = by
        }
    }

    /// The subject of a record of the topic; its text is the record's key.
    public enum Scope: Hashable, Sendable, CustomStringConvertible {
        /// Every stage.
        case pipeline
        case stage(Stage)
        case offer(OfferKey)
        /// A record that a worker was processing when it crashed: `quarantine:<topic>/<partition>@<offset>`.
        case record(String)

        private static let stageWord = "stage:"
        private static let quarantineWord = "quarantine:"

        public init?(_ text: String) {
            if text == "pipeline" {
                self = .pipeline
            } else if text.hasPrefix(Self.stageWord) {
                self = .stage(Stage(rawValue: String(text.dropFirst(Self.stageWord.count))))
            } else if text.hasPrefix(Self.quarantineWord) {
                self = .record(String(text.dropFirst(Self.quarantineWord.count)))
            } else if let offer = OfferKey(text) {
                self = .offer(offer)
            } else {
                return nil
            }
        }

        public var description: String {
            switch self {
            case .pipeline: "pipeline"
            case .stage(let stage): Self.stageWord + stage.rawValue
            case .offer(let offer): offer.description
            case .record(let place): Self.quarantineWord + place
            }
        }
    }

    /// The pause of the whole pipeline, if it is paused.
    public private(set) var pipeline: Pause?
    public private(set) var stages: [Stage: Pause] = [:]
    /// By `publisher/offer`.
    public private(set) var offers: [String: Pause] = [:]
    /// The number of workers that crashed while they processed a record, by the record's position.
    public private(set) var quarantined: [String: Int] = [:]

    public init() {}

    /// The pause that stops a stage: the pipeline's, or the stage's own.
    public func pause(of stage: Stage) -> Pause? { pipeline ?? stages[stage] }

    /// Applies the newest record of a key; a record without a value removes the key. Throws `EventError` if a record is
    /// not a control, and keeps the previous value of its key.
    public mutating func take(key: [UInt8]?, value: [UInt8]?) throws {
        let text = String(decoding: key ?? [], as: UTF8.self)
        guard let scope = Scope(text) else { throw EventError("\"\(text.prefix(120))\" is not the key of a control") }
        let event = try value.map { try CloudEvent(structured: $0) }
        switch scope {
        case .pipeline: pipeline = try event.map(Self.pause)
        case .stage(let stage): stages[stage] = try event.map(Self.pause)
        case .offer: offers[text] = try event.map(Self.pause)
        case .record(let place): quarantined[place] = try event.map(Self.crashes)
        }
    }

    private static let crashes = "crashes"
    /// A record becomes a dead letter long before this count, so no worker has written a higher one.
    private static let mostCrashes = 1_000_000
    private static let reason = "text"

    private static func pause(_ event: CloudEvent) throws -> Pause {
        guard event.type == .controlPaused else { throw EventError("\(event.type) does not describe a pause") }
        return Pause(
            since: event.time, reason: event[reason], notice: event[Command.Name.notice],
            by: event[Command.Name.principal] ?? "")
    }

    private static func crashes(_ event: CloudEvent) throws -> Int {
        guard event.type == .recordQuarantined, let count = event.integer(crashes), (1...mostCrashes).contains(count)
        else {
            throw EventError("\(event.type) does not say how many workers crashed over the record")
        }
        return count
    }

    // MARK: Records

    /// The record that pauses a scope, or resumes it if `pause` is nil.
    public static func message(_ scope: Scope, _ pause: Pause?, id: String, source: String) -> Message {
        guard let pause else { return release(scope) }
        var event = CloudEvent(
            id: id, source: source, type: .controlPaused, subject: scope.description, time: pause.since)
        event[reason] = pause.reason
        event[Command.Name.notice] = pause.notice
        event[Command.Name.principal] = pause.by.isEmpty ? nil : pause.by
        return Message(topic: .controls, event: event)
    }

    /// The record that counts how many workers crashed over a record; `place` is `<topic>/<partition>@<offset>`.
    public static func quarantine(of place: String, crashes count: Int, at time: Timestamp, source: String) -> Message {
        let scope = Scope.record(place)
        var event = CloudEvent(
            id: "\(place)/crash-\(count)", source: source, type: .recordQuarantined, subject: scope.description,
            time: time)
        event.set(crashes, .integer(count))
        return Message(topic: .controls, event: event)
    }

    /// The record that removes a control.
    public static func release(_ scope: Scope) -> Message {
        Message(topic: .controls, key: Array(scope.description.utf8), value: nil)
    }
}
