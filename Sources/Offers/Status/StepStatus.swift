// A step of a submission, as in the status row.

import Base
import JSON
import Localization

/// State of a step; `skipped` is ours.
public enum StepState: String, Sendable, CaseIterable, JSONValue {
    case notStarted = "NotStarted"
    case inProgress = "InProgress"
    case waitingForPublisherReview = "WaitingForPublisherReview"
    case waitingForApproval = "WaitingForApproval"
    case blocked = "Blocked"
    case rejected = "Rejected"
    case complete = "Complete"
    case canceled = "Canceled"
    case skipped = "Skipped"
}

/// One step of the newest submission (R21).
public struct StepStatus: Sendable, Equatable {
    /// The step's definition in the process. Not written: the submission's process implies it.
    public internal(set) var plan: ProcessStep
    public var state: StepState
    /// Counts from 1; resuming a step increases it.
    public var attempt = 1
    /// When it was scheduled; nil after its end.
    public var scheduled: Timestamp?
    /// When its work began, and when it ended.
    public var began: Timestamp?
    public var ended: Timestamp?
    /// How often the work of this attempt started again, because its worker stopped or its partition moved.
    public var restarts = 0
    /// Whether publisher and operator have received the mail that the step takes longer than expected.
    public var overdue = false
    public var progress: Progress?
    public var notes: [Remark] = []
    public var problems: [Problem] = []
    /// Why the step is blocked.
    public var fault: Fault?

    public init(_ plan: ProcessStep, state: StepState) {
        self.plan = plan
        self.state = state
    }

    public var stage: Stage { plan.definition.stage }
    /// Longest expected time.
    public var longest: PublishingProfile.Longest? { plan.definition.longest }
    /// Whether the step ends with an operator's approval.
    public var approval: Bool { plan.definition.approval ?? false }
    /// Display name.
    public func name(in language: Language) -> String { plan.definition.name[language] }

    /// When its longest expected time ends; nil if it has none or is not running.
    public var due: Timestamp? {
        scheduled.flatMap { plan.due(from: $0) }
    }

    /// Resets it to its state before the submission.
    public mutating func reset() {
        self = StepStatus(plan, state: .notStarted)
    }
}

extension StepStatus: JSONRecord {
    public init() {
        self.init(.unknown, state: .notStarted)
    }

    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("attempt", &attempt, default: 1)
        try v.member("scheduled", &scheduled)
        try v.member("began", &began)
        try v.member("ended", &ended)
        try v.member("restarts", &restarts, default: 0)
        // Most steps are either done or not started.
        try v.member("state", &state, default: ended == nil ? .notStarted : .complete)
        try v.member("overdue", &overdue, default: false)
        try v.member("progress", &progress)
        try v.member("notes", &notes, default: [])
        try v.member("problems", &problems, default: [])
        try v.member("fault", &fault)
    }
}
