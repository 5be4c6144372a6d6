// What operators have stopped for a while, and which records a worker died over: the small table that every worker reads
// whole and follows. Not of one offer, so its keys are words that no offer key can be: `pipeline`, `stage:certify`.

import Base
import Offers

/// What `offers.controls` says, as one value.
public struct Controls: Sendable, Equatable {
    /// Somebody's word that something is to wait.
    public struct Pause: Sendable, Equatable {
        public var since: Timestamp
        /// Why, for operators.
        public var reason: String?
        /// What publishers read of it.
        public var notice: String?
        /// The operator's name; empty where it is not known.
        public var by: String

        public init(since: Timestamp, reason: String? = nil, notice: String? = nil, by: String = "") {
            self.since = since
            self.reason = reason
            self.notice = notice
            self.by = by
        }
    }

    /// What a record of the topic is about; its text is the record's key.
    public enum Scope: Hashable, Sendable, CustomStringConvertible {
        /// Every stage.
        case pipeline
        case stage(Stage)
        case offer(OfferKey)
        /// A record that was at work when a worker ended without a word: `suspect:<topic>/<partition>@<offset>`.
        case record(String)

        private static let stageWord = "stage:"
        private static let recordWord = "suspect:"

        public init?(_ text: String) {
            if text == "pipeline" {
                self = .pipeline
            } else if text.hasPrefix(Self.stageWord) {
                self = .stage(Stage(rawValue: String(text.dropFirst(Self.stageWord.count))))
            } else if text.hasPrefix(Self.recordWord) {
                self = .record(String(text.dropFirst(Self.recordWord.count)))
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
            case .record(let place): Self.recordWord + place
            }
        }
    }

    /// The pause of the whole pipeline, if it is paused.
    public private(set) var pipeline: Pause?
    public private(set) var stages: [Stage: Pause] = [:]
    /// By `publisher/offer`.
    public private(set) var offers: [String: Pause] = [:]
    /// How many workers ended without a word while the record was at work, by the record's place.
    public private(set) var suspects: [String: Int] = [:]

    public init() {}

    /// The pause that stops a stage: the pipeline's, or its own.
    public func pause(of stage: Stage) -> Pause? { pipeline ?? stages[stage] }

    /// Takes the newest record of a key; no value lets go of it. Throws `EventError` for what is no control: whatever was
    /// known of its key stays.
    public mutating func take(key: [UInt8]?, value: [UInt8]?) throws {
        let text = String(decoding: key ?? [], as: UTF8.self)
        guard let scope = Scope(text) else { throw EventError("\"\(text.prefix(120))\" is no control's key") }
        let event = try value.map { try CloudEvent(structured: $0) }
        switch scope {
        case .pipeline: pipeline = try event.map(Self.pause)
        case .stage(let stage): stages[stage] = try event.map(Self.pause)
        case .offer: offers[text] = try event.map(Self.pause)
        case .record(let place): suspects[place] = try event.map(Self.crashes)
        }
    }

    private static let crashes = "crashes"
    /// A record is a dead letter long before; what says more was not written by a worker, and is counted on by none.
    private static let mostCrashes = 1_000_000
    private static let reason = "text"

    private static func pause(_ event: CloudEvent) throws -> Pause {
        guard event.type == .controlPaused else { throw EventError("\(event.type) says of no pause") }
        return Pause(
            since: event.time, reason: event[reason], notice: event[Command.Name.notice],
            by: event[Command.Name.principal] ?? "")
    }

    private static func crashes(_ event: CloudEvent) throws -> Int {
        guard event.type == .recordSuspected, let count = event.integer(crashes), (1...mostCrashes).contains(count)
        else {
            throw EventError("\(event.type) does not say how often a worker ended over the record")
        }
        return count
    }

    // MARK: Records

    /// The record that pauses, or with nil lets go on.
    public static func message(_ scope: Scope, _ pause: Pause?, id: String, source: String) -> Message {
        guard let pause else { return release(scope) }
        var event = CloudEvent(
            id: id, source: source, type: .controlPaused, subject: scope.description, time: pause.since)
        event[reason] = pause.reason
        event[Command.Name.notice] = pause.notice
        event[Command.Name.principal] = pause.by.isEmpty ? nil : pause.by
        return Message(topic: .controls, event: event)
    }

    /// The record that says how many workers ended over one record, `place` being `<topic>/<partition>@<offset>`.
    public static func suspicion(of place: String, crashes count: Int, at time: Timestamp, source: String) -> Message {
        let scope = Scope.record(place)
        var event = CloudEvent(
            id: "\(place)/crash-\(count)", source: source, type: .recordSuspected, subject: scope.description,
            time: time)
        event.set(crashes, .integer(count))
        return Message(topic: .controls, event: event)
    }

    /// The record that takes a control away.
    public static func release(_ scope: Scope) -> Message {
        Message(topic: .controls, key: Array(scope.description.utf8), value: nil)
    }
}
