// The event that asks a stage to work: it travels with a submission from stage to stage. A worker hands off to the next
// stage by `handedOff`, without asking the coordinator; the offer's bytes are passed on unchanged.

import Base
import JSON
import Localization
import Offers

/// One submission at one step: a record of `offers.stage.<stage>`.
public struct ScheduledStep: Sendable, Equatable {
    public var envelope: Envelope
    /// W3C trace context; nil if the trace is derived from the submission.
    public var trace: String?

    /// Counts the offer's submissions from 1.
    public var number: Int
    /// The process, by name and revision.
    public var process: String
    public var route: Route
    /// Counts from 1; resuming a step increases it.
    public var attempt = 1
    public var language = Language.english
    /// Notification addresses, unchecked: validation checks them.
    public var notify: [String] = []
    /// Whether the profile requires a notification address (R3).
    public var requiresAddress = false
    /// Who may see the preview, if the command brought a list: `GUID=type`, separated by blanks.
    public var allowList: String?
    /// Steps that end with an operator's approval.
    public var approvals: [Int] = []
    /// How often and how long steps are tried, by index, if the profile says so.
    public var limits: [StepLimits?] = []
    /// The technical content that an earlier submission certified last.
    public var certified: OfferStatus.Certified?
    /// Terms that cannot change because the offer is live (`LiveTerms`).
    public var liveTerms: String?
    /// Facts from earlier stages of this submission, by name.
    public var facts: [String: String] = [:]
    /// The offer document, as its publisher sent it.
    public var offer = RawJSON()

    /// Attempts that a record may have. Each is an operator's command, so there are never many.
    @usableFromInline static let attempts = 1...1_000_000

    /// The first step of a submission.
    public init(_ submission: SubmissionID, process: String, route: Route, source: String, at time: Timestamp) {
        number = submission.number
        self.process = process
        self.route = route
        envelope = Envelope(id: "", source: source, subject: submission.offer, time: time)
        envelope.id = eventID("scheduled")
    }

    public var key: OfferKey { envelope.subject }
    public var submission: SubmissionID { SubmissionID(offer: key, number: number) }
    public var stop: Route.Stop { route.stop }
    public var stage: Stage { stop.stage }
    /// Whether this step ends with an operator's approval. A worker that completes such a step does not hand off: it
    /// reports `waiting`, and the coordinator hands off after the approval.
    public var needsApproval: Bool { approvals.contains(route.step) }
    /// The limits of this step.
    public var stepLimits: StepLimits { limits.indices.contains(route.step) ? limits[route.step] ?? .none : .none }
    public var traceContext: TraceContext {
        trace.flatMap { TraceContext($0) } ?? TraceContext(of: submission.description)
    }

    /// The id of an event about this step: the same on every try.
    public func eventID(_ kind: String) -> String {
        submission.eventID(step: stop.step, stage: stop.stage, attempt: attempt, kind: kind)
    }

    /// The record that schedules the next step of the same offer; nil after the last.
    public func handedOff(at time: Timestamp, adding facts: [String: String], source: String) -> Message? {
        guard let next = route.next else { return nil }
        var step = self
        step.route = next
        step.attempt = 1
        step.facts.merge(facts) { $1 }
        return step.scheduled(at: time, source: source)
    }

    /// The record that schedules the same step again, because an operator resumed it.
    public func again(at time: Timestamp, source: String) -> Message {
        var step = self
        step.attempt += 1
        return step.scheduled(at: time, source: source)
    }

    private consuming func scheduled(at time: Timestamp, source: String) -> Message {
        envelope.id = eventID("scheduled")
        envelope.source = source
        envelope.time = time
        return message
    }

    /// The record on the stage's topic.
    public var message: Message {
        let value = JSONWriter.bytes(capacity: offer.bytes.count + 1024) { write(to: &$0) }
        return Message(topic: .stage(stop.stage), key: key.bytes, structured: value)
    }
}

extension ScheduledStep: JSONRecord {
    public init() {
        envelope = Envelope()
        number = 0
        process = ""
        route = Route(step: 0, stages: [])
    }

    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try envelope.members(&v, type: .stepScheduled)
        try v.member("submission", &number)
        try v.require(number > 0, "a submission counts from 1")
        try v.member("traceparent", &trace)
        try v.group("data") { (v: inout V) throws(V.Failure) in
            try v.member("process", &process)
            try v.member("step", &route.step)
            try v.member("route", &route.stages)
            try v.require(
                route.step >= 0 && route.stages.first.flatMap(\.self) != nil,
                "a route begins with the stage of its step")
            try v.member("attempt", &attempt, default: 1)
            try v.require(Self.attempts.contains(attempt), "an attempt counts from 1")
            try v.member("language", &language, default: .english)
            try v.member("notify", &notify, default: [])
            try v.member("requiresAddress", &requiresAddress, default: false)
            try v.member("allowList", &allowList)
            try v.member("approvals", &approvals, default: [])
            try v.member("limits", &limits, default: [])
            try v.member("certified", &certified)
            try v.member("liveTerms", &liveTerms)
            try v.member("facts", &facts, default: [:])
            try v.member("offer", &offer)
        }
    }
}

extension ScheduledStep {
    /// Reads a record of a stage's topic; throws `Poison`, which says what is wrong.
    public init(key: [UInt8]?, value: [UInt8]?, headers: [Message.Header], for stage: Stage) throws(Poison) {
        guard let value else { throw Poison("not-an-event", "the record has no value") }
        guard !headers.contains(where: { $0.name == "ce_specversion" }) else {
            throw Poison("not-an-event", "a scheduled step is one JSON object (CloudEvents structured mode)")
        }
        do throws(JSONError) { self = try ScheduledStep(json: value) } catch {
            throw Poison("not-an-event", "not a scheduled step (\(EventType.stepScheduled)): \(error)")
        }
        guard stop.stage == stage else {
            throw Poison("wrong-stage", "the event is for \(stop.stage), this is \(stage)")
        }
        guard key == self.key.bytes else {
            throw Poison("wrong-key", "the record's key is not the event's subject \(self.key)")
        }
    }
}
