// A worker's report about a step: a record of `offers.outcomes`.

import Base
import JSON
import Offers

/// The result of one try of a step.
public struct StepResult: Sendable, Equatable {
    public var envelope: Envelope
    public var trace: String?
    /// Number of the submission.
    public var number: Int
    public var stop: Route.Stop
    public var attempt: Int
    /// When the work began.
    public var began: Timestamp
    public var outcome: Outcome
    /// The scheduled step, if the step waits for an operator (it is blocked, or done and needs approval). It is kept so
    /// that the operator can send the submission on.
    public var parked: ScheduledStep?

    /// A report about `step`. `sequence` numbers repeated progress.
    public init(
        _ outcome: Outcome, of step: ScheduledStep, began: Timestamp, at time: Timestamp, sequence: Int? = nil,
        source: String
    ) {
        let kind = outcome.kind.rawValue
        envelope = Envelope(
            id: step.eventID(sequence.map { "\(kind)-\($0)" } ?? kind), source: source, subject: step.key, time: time)
        trace = step.trace
        number = step.number
        stop = step.stop
        attempt = step.attempt
        self.began = began
        self.outcome = outcome
        if waitsForOperator { parked = step }
    }

    public var submission: SubmissionID { SubmissionID(offer: envelope.subject, number: number) }
    public var eventID: String { envelope.id }
    public var time: Timestamp { envelope.time }

    /// A waiting step needs an operator's approval, except at sign-off, where it waits for its publisher.
    private var waitsForOperator: Bool {
        switch outcome {
        case .faulted: true
        case .waiting: stop.stage != .publisherSignOff
        case .started, .progressed, .completed, .rejected: false
        }
    }

    /// Whether the worker returned the step without starting it.
    public var isHeld: Bool {
        guard case .faulted(let fault) = outcome else { return false }
        return fault.code == Fault.paused.code
    }

    public var message: Message { Message(topic: .outcomes, key: envelope.subject.bytes, structured: json) }
}

extension StepResult: JSONRecord {
    public init() {
        envelope = Envelope()
        number = 0
        stop = Route.Stop(step: 0, stage: Stage(rawValue: ""))
        attempt = 1
        began = envelope.time
        outcome = .started
    }

    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        var kind = OutcomeType(kind: outcome.kind)
        try envelope.members(&v, type: &kind)
        try v.member("submission", &number)
        try v.require(number > 0, "a submission counts from 1")
        try v.member("step", &stop.step)
        try v.member("stage", &stop.stage)
        try v.member("attempt", &attempt, default: 1)
        try v.require(ScheduledStep.attempts.contains(attempt), "an attempt counts from 1")
        try v.member("began", &began)
        try v.member("traceparent", &trace)
        var parts = Parts(of: outcome)
        try v.group("data", isAbsent: parked == nil && parts.isEmpty) { (v: inout V) throws(V.Failure) in
            try parts.members(&v)
            try v.member("parked", &parked)
        }
        let read = parts.outcome(kind.kind)
        try v.require(read != nil, "\(kind.type) needs its part of the data")
        outcome = read ?? outcome
    }

    /// The event's type.
    @usableFromInline struct OutcomeType: JSONValue {
        @usableFromInline var kind: Outcome.Kind
        @inlinable var type: EventType { .outcome(kind) }

        @usableFromInline func write(to json: inout JSONWriter) { type.write(to: &json) }

        @usableFromInline static var schema: JSONNode {
            ["enum": .array(EventType.outcomes.map { .string($0.rawValue) })]
        }

        @inlinable init(kind: Outcome.Kind) { self.kind = kind }

        @usableFromInline init(from json: inout JSONReader) throws(JSONError) {
            let type = try EventType(from: &json)
            guard let kind = type.outcomeKind else { throw json.failure("type: \"\(type)\" is not an outcome") }
            self.kind = kind
        }
    }

    /// The additional members of the kinds of outcomes, one for each kind.
    @usableFromInline struct Parts {
        @usableFromInline var outputs: StepOutputs?
        @usableFromInline var progress: Progress?
        @usableFromInline var problems: [Problem]?
        @usableFromInline var fault: Fault?

        @usableFromInline init(of outcome: Outcome) {
            switch outcome {
            case .started: break
            case .progressed(let progress): self.progress = progress
            case .completed(let outputs), .waiting(let outputs): if outputs != StepOutputs() { self.outputs = outputs }
            case .rejected(let problems): self.problems = problems
            case .faulted(let fault): self.fault = fault
            }
        }

        @inlinable var isEmpty: Bool { outputs == nil && progress == nil && problems == nil && fault == nil }

        @inlinable mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
            try v.member("outputs", &outputs)
            try v.member("progress", &progress)
            try v.member("problems", &problems)
            try v.member("fault", &fault)
        }

        /// Nil if its part is missing.
        @usableFromInline func outcome(_ kind: Outcome.Kind) -> Outcome? {
            switch kind {
            case .started: .started
            case .progressed: progress.map(Outcome.progressed)
            case .completed: .completed(outputs ?? StepOutputs())
            case .rejected: .rejected(problems ?? [])
            case .faulted: fault.map(Outcome.faulted)
            case .waiting: .waiting(outputs ?? StepOutputs())
            }
        }
    }
}

extension StepResult {
    /// Reads a record of the outcomes topic; throws `Poison` if it is not an outcome.
    public init(value: [UInt8], headers: [Message.Header]) throws(Poison) {
        if headers.contains(where: { $0.name == "ce_specversion" }) {
            throw Poison("not-an-event", "an outcome is one JSON object (CloudEvents structured mode)")
        }
        do { self = try StepResult(json: value) } catch {
            let event: CloudEvent
            do { event = try CloudEvent(structured: value) } catch { throw Poison("not-an-event", "\(error)") }
            guard event.type.outcomeKind == nil else { throw Poison("bad-outcome", "the outcome: \(error)") }
            let words = event.type.rawValue.split(separator: ".", omittingEmptySubsequences: false)
            let known = Outcome.Kind.allCases.map(\.rawValue)
            guard words.count == 4, words[..<2] == ["offers", "step"], known.contains(String(words[2])) else {
                let names = known.map { "offers.step.\($0).v1" }.joined(separator: ", ")
                throw Poison("unknown-type", "\"\(event.type)\" is not an outcome; known are \(names)")
            }
            throw Poison("unknown-version", "\(event.type) is a version this coordinator does not know; send v1")
        }
    }
}
