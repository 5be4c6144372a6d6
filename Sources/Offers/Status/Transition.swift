// An entry of an offer's history (R23). It contains everything that a mail about it needs: the notifier reads nothing
// else.

import Base
import JSON
import Localization

/// Who caused something (R36).
public struct Actor: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable, JSONValue {
        case publisher, `operator`
        /// A worker or the clock.
        case system
    }

    public var kind: Kind
    /// The principal's name, if known; for the system, the stage or `clock`.
    public var name: String

    public init(_ kind: Kind, name: String = "") {
        self.kind = kind
        self.name = name
    }

    public static let clock = Actor(.system, name: "clock")
}

/// An accepted transition of an offer, or a command that was refused.
public struct Transition: Sendable, Equatable {
    /// What happened.
    public enum Kind: String, Sendable, CaseIterable, JSONValue {
        case submitted
        case stepStarted = "step-started"
        case stepCompleted = "step-completed"
        case stepRejected = "step-rejected"
        case stepBlocked = "step-blocked"
        case stepOverdue = "step-overdue"
        case stepResumed = "step-resumed"
        /// An operator paused or resumed the offer.
        case paused
        case resumed
        case approvalAsked = "approval-asked"
        case approved
        case previewReady = "preview-ready"
        case goLiveAccepted = "go-live-accepted"
        case live
        case canceled
        case sellingStopped = "selling-stopped"
        case commandRefused = "command-refused"
        case supportRequested = "support-requested"
    }

    /// Where it happened.
    public struct Step: Sendable, Equatable {
        /// Index in the process.
        public var index: Int
        public var stage: Stage
        /// For "step 3 of 7": counts from 1 over the steps that the submission visits. Unlike `index`, it leaves out
        /// skipped steps.
        public var number: Int
        /// The number of steps that the submission visits.
        public var count: Int

        public init(index: Int, stage: Stage, number: Int, count: Int) {
            self.index = index
            self.stage = stage
            self.number = number
            self.count = count
        }
    }

    // From the entry's envelope.
    public var key: OfferKey
    public var time: Timestamp

    /// Counts the offer's transitions from 1, without gaps.
    public var sequence: Int
    public var kind: Kind
    /// Who caused it, and by which event. A worker's name is left out if it is the name of the step's stage.
    public var by: Actor
    public var cause: String
    /// Number of the submission; 0 if there was none.
    public var submissionNumber: Int
    /// The submission's process, by name and revision.
    public var process: String?
    public var state: OfferState
    public var step: Step?
    /// The refused command, and why it was refused.
    public var command: CommandKind?
    public var refusal: Remark?
    /// Whether the sending program waited for the refusal and has shown it.
    public var isAnswered = false
    /// Why a step is blocked.
    public var fault: Fault?
    /// The text of a support request; for a pause, a resume or an approval, the reason, for operators; for an overdue
    /// step, its longest time.
    public var text: String?
    /// What publishers read about a pause.
    public var notice: String?
    /// Number of the ticket that a support request opened (R26).
    public var ticket: String?
    public var problems: [Problem] = []
    public var notes: [Remark] = []
    public var links: [String] = []
    public var title: String
    /// Recipients of mail about this submission, and their language.
    public var notify: [String]
    public var language: Language

    public init(_ kind: Kind, of status: borrowing OfferStatus, by: Actor, cause: String, at time: Timestamp) {
        key = status.key
        self.time = time
        sequence = status.transitions
        self.kind = kind
        self.by = by
        self.cause = cause
        submissionNumber = status.submissions
        state = status.state
        process = status.processReference
        step = status.currentStep.flatMap { Step($0, of: status.steps) }
        title = status.title
        notify = status.notify
        language = status.language
        if by.kind == .system, by.name == step?.stage.rawValue { self.by.name = "" }
    }

    /// Who caused it, by name if known.
    public var byName: String {
        guard by.name.isEmpty else { return by.name }
        return by.kind == .system ? step?.stage.rawValue ?? by.kind.rawValue : by.kind.rawValue
    }

    public var submissionID: SubmissionID? {
        submissionNumber > 0 ? SubmissionID(offer: key, number: submissionNumber) : nil
    }
    public var submission: String? { submissionID?.description }
}

extension Transition.Step {
    /// The step with this index; nil if there is none.
    fileprivate init?(_ index: Int, of steps: [StepStatus]) {
        guard steps.indices.contains(index) else { return nil }
        var (number, count) = (0, 0)
        for place in steps.indices where steps[place].state != .skipped {
            count += 1
            if place <= index { number = count }
        }
        self.init(index: index, stage: steps[index].stage, number: max(1, number), count: count)
    }
}

extension Transition: JSONRecord {
    public init() {
        self.init(
            .submitted, of: OfferStatus(), by: .clock, cause: "", at: Timestamp(milliseconds: 0))
    }

    /// The data of the entry's event; `HistoryEntry` has the envelope.
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("sequence", &sequence)
        try v.member("kind", &kind)
        try v.member("by", &by, default: Actor(.system))
        try v.member("cause", &cause)
        try v.member("submission", &submissionNumber, default: 0)
        try v.member("state", &state, default: .running)
        try v.member("process", &process)
        try v.member("step", &step)
        try v.member("command", &command)
        try v.member("refusal", &refusal)
        try v.member("answered", &isAnswered, default: false)
        try v.member("fault", &fault)
        try v.member("text", &text)
        try v.member("notice", &notice)
        try v.member("ticket", &ticket)
        try v.member("problems", &problems, default: [])
        try v.member("notes", &notes, default: [])
        try v.member("links", &links, default: [])
        try v.member("title", &title, default: "")
        try v.member("notify", &notify, default: [])
        try v.member("language", &language, default: .english)
    }
}

extension Transition.Step: JSONRecord {
    public init() { self.init(index: 0, stage: Stage(rawValue: ""), number: 1, count: 1) }

    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("index", &index)
        try v.member("stage", &stage)
        try v.member("number", &number)
        try v.member("count", &count)
    }
}

extension Actor: JSONRecord {
    public init() { self.init(.system) }

    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("kind", &kind, default: .system)
        try v.member("name", &name, default: "")
    }
}
