// What a worker says of a step. Small: the offer is not in it. The coordinator alone decides what follows.

import Base
import FoundationEssentials

/// What a worker says of a step.
public enum Outcome: Sendable, Equatable {
    case started
    case progressed(Progress)
    /// Done; what later stages and the status want to know of it.
    case completed(StepOutputs)
    /// The publisher must act; ends the submission.
    case rejected([Problem])
    /// We must act; the step is blocked.
    case faulted(Fault)
    /// The step waits: sign-off for its publisher, another one, which is done, for an operator's approval.
    case waiting(StepOutputs)

    public var kind: String { word.description }

    /// Its word in ids and types.
    var word: StaticString {
        switch self {
        case .started: "started"
        case .progressed: "progressed"
        case .completed: "completed"
        case .rejected: "rejected"
        case .faulted: "faulted"
        case .waiting: "waiting"
        }
    }

    public var type: EventType {
        switch self {
        case .started: EventType(rawValue: "offers.step.started.v1")
        case .progressed: EventType(rawValue: "offers.step.progressed.v1")
        case .completed: EventType(rawValue: "offers.step.completed.v1")
        case .rejected: EventType(rawValue: "offers.step.rejected.v1")
        case .faulted: EventType(rawValue: "offers.step.faulted.v1")
        case .waiting: EventType(rawValue: "offers.step.waiting.v1")
        }
    }

    /// The types of all outcomes.
    public static let types = [
        Outcome.started, .progressed(Progress(percent: 0)), .completed(StepOutputs()), .rejected([]),
        .faulted(Fault("", "")),
        .waiting(StepOutputs()),
    ].map(\.type)
}

/// Small facts that a stage adds to the slip and the status: names are CloudEvents attribute names.
public struct StepOutputs: Sendable, Equatable, Codable {
    /// Travel on the slip and stand in the status.
    public var slip: [String: String]
    /// Remarks for the publisher that are not problems ("technical assets equal …").
    public var notes: [Remark]
    /// Where the step stands now that it is done: reports on the way are sent at a bounded rate, so the last of them
    /// may tell of a copy half made.
    public var progress: Progress?

    public init(_ slip: [String: String] = [:], notes: [Remark] = [], progress: Progress? = nil) {
        self.slip = slip
        self.notes = notes
        self.progress = progress
    }
}

/// How far a step has come.
public struct Progress: Sendable, Equatable, Codable {
    /// One region's copy.
    public struct Region: Sendable, Equatable, Codable {
        public var name: String
        /// 0 to 100.
        public var percent: Int
        /// `waiting`, `copying`, `verified`, `already-there` or `away`.
        public var state: String
        /// Bytes that stand in the region, and bytes in all; nil before the copy began.
        public var bytesDone: Int64?
        public var bytesTotal: Int64?

        public init(
            name: String, percent: Int, state: String, bytesDone: Int64? = nil, bytesTotal: Int64? = nil
        ) {
            self.name = name
            self.percent = percent
            self.state = state
            self.bytesDone = bytesDone
            self.bytesTotal = bytesTotal
        }
    }

    /// 0 to 100.
    public var percent: Int
    public var regions: [Region]

    public init(percent: Int, regions: [Region] = []) {
        self.percent = percent
        self.regions = regions
    }
}

/// The wire form of an outcome: an event on `offers.outcomes`.
public struct StepResult: Sendable, Equatable {
    public var submission: SubmissionID
    public var stop: Route.Stop
    public var attempt: Int
    public var outcome: Outcome
    /// When the work behind it began.
    public var began: Timestamp
    public var eventID: String
    public var time: Timestamp
    public var trace: String?
    /// The stage's event, where the step waits for an operator (blocked, or done and to be approved): it is kept, so
    /// that the operator can send the submission on.
    public var parked: [UInt8]?

    private static let began = "began"

    /// What a worker says of the step that `slip` scheduled. `sequence` numbers repeated progress.
    public init(_ outcome: Outcome, of slip: ScheduledStep, began: Timestamp, at time: Timestamp, sequence: Int? = nil)
    {
        submission = slip.submission
        stop = slip.stop
        attempt = slip.attempt
        self.outcome = outcome
        self.began = began
        self.time = time
        eventID = slip.eventID(sequence.map { "\(outcome.kind)-\($0)" } ?? outcome.kind)
        trace = slip.event[ScheduledStep.Name.traceParent]
        if waitsForOperator { parked = slip.event.structured() }
    }

    /// A step that waits is one to be approved, except at sign-off, where it waits for its publisher.
    private var waitsForOperator: Bool {
        switch outcome {
        case .faulted: true
        case .waiting: stop.stage != .publisherSignOff
        case .started, .progressed, .completed, .rejected: false
        }
    }

    public func message(source: String) -> Message {
        var body = Body()
        switch outcome {
        case .started: break
        case .progressed(let progress): body.progress = progress
        case .completed(let facts), .waiting(let facts): if facts != StepOutputs() { body.facts = facts }
        case .rejected(let problems): body.problems = problems
        case .faulted(let fault):
            body.fault = Body.Fault(code: fault.code, message: fault.description)
        }
        body.scheduled = parked.map { String(decoding: $0, as: UTF8.self) }
        let offer = submission.offer
        let event = Event.structured(
            id: eventID, source: source, type: outcome.type, subject: offer.description, time: time, capacity: 768,
            attributes: { json in
                json.member("submission", submission.description)
                json.member("step", stop.step)
                json.member("stage", stop.stage.rawValue)
                json.member("attempt", attempt)
                json.member("began", began)
                json.member("traceparent", trace)
            }, data: body.write)
        return Message(topic: .outcomes, key: offer.bytes, structured: event)
    }

    /// Reads an outcome; throws `Poison` where the event is none.
    public init(_ event: Event) throws {
        guard let submission = event.submission,
            let step = event.integer(ScheduledStep.Name.step), let stage = event.attribute("stage")?.value,
            let attempt = event.integer(ScheduledStep.Name.attempt), ScheduledStep.attempts.contains(attempt)
        else { throw Poison("bad-outcome", "an outcome needs subject, submission, step, stage and attempt that agree") }
        let body: Body
        do {
            body = try event.decodeData() ?? Body()
        } catch { throw Poison("bad-outcome", "the outcome's data: \(error)") }
        self.submission = submission
        self.stop = Route.Stop(step: step, stage: event.text.with(stage) { Stage(utf8: $0) })
        self.attempt = attempt
        self.eventID = event.id
        self.time = event.time
        let began = event.attribute(Self.began)?.value
        self.began = began.flatMap { event.text.with($0) { Timestamp(utf8: $0) } } ?? event.time
        self.trace = event[ScheduledStep.Name.traceParent]
        self.parked = body.scheduled.map { Array($0.utf8) }
        let type = event.type
        guard let outcome = body.outcome(of: type) else {
            throw Poison("unknown-type", "\(type) is no outcome this version knows, or its data lacks a part")
        }
        self.outcome = outcome
    }
}

/// The data of an outcome's event: of each kind its own member.
struct Body: WireValue {
    struct Fault: WireValue {
        var code: String
        var message: String

        init(code: String, message: String) {
            self.code = code
            self.message = message
        }

        func write(to json: inout JSONWriter) {
            json.object {
                $0.member("code", code)
                $0.member("message", message)
            }
        }

        init(from json: inout JSONScanner) throws {
            let json = try JSONObject(&json)
            self.init(code: try json.value("code"), message: try json.value("message"))
        }
    }

    var progress: Progress?
    var facts: StepOutputs?
    var problems: [Problem]?
    var fault: Fault?
    var scheduled: String?

    init() {}

    func write(to json: inout JSONWriter) {
        json.object {
            $0.member("facts", facts)
            $0.member("fault", fault)
            $0.member("problems", problems)
            $0.member("progress", progress)
            $0.member("scheduled", scheduled)
        }
    }

    init(from json: inout JSONScanner) throws {
        let json = try JSONObject(&json)
        facts = try json.optional("facts")
        fault = try json.optional("fault")
        problems = try json.optional("problems")
        progress = try json.optional("progress")
        scheduled = try json.optional("scheduled")
    }

    /// What is said by an event of this type; nil where none of ours has it, or its part is missing.
    func outcome(of type: EventType) -> Outcome? {
        switch (type.rawValue, progress, fault) {
        case ("offers.step.started.v1", _, _): .started
        case ("offers.step.progressed.v1", let progress?, _): .progressed(progress)
        case ("offers.step.completed.v1", _, _): .completed(facts ?? StepOutputs())
        case ("offers.step.rejected.v1", _, _): .rejected(problems ?? [])
        case ("offers.step.waiting.v1", _, _): .waiting(facts ?? StepOutputs())
        case ("offers.step.faulted.v1", _, let fault?): .faulted(Offers.Fault(fault.code, fault.message))
        default: nil
        }
    }
}

/// JSON of our own values: keys sorted, so that the same value always gives the same bytes.
public func wire(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Values of ours hold no floats and no custom encoders, so there is nothing that could fail to encode.
    return (try? encoder.encode(value)).map { [UInt8]($0) } ?? Array("null".utf8)
}
