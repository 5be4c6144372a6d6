// One step of a submission as its row has it: a few small fields, with what never changes and what most steps have none of
// shared by the copies.

import Base
import Localization

/// State of a step; `skipped` is ours.
public enum StepState: String, Sendable, Codable, CaseIterable {
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
    /// What the profile says of the step, its name in the submission's language.
    struct Plan: Sendable, Equatable {
        var stage: String
        var name: String
        var longest: PublishingProfile.Longest?
        var approval: Bool?
    }

    /// What work brings that has more to say than that it is done.
    struct Remarks: Sendable, Equatable {
        var progress: Progress?
        var notes: [String] = []
        var problems: [Problem] = []
        var reason: String?
    }

    private(set) var plan: Shared<Plan>
    /// Nil where there is none of it.
    private(set) var remarks: Shared<Remarks>?
    public var state: StepState
    /// Whether publisher and operator were told that it takes longer than expected.
    public var overdue = false
    public var attempt = 0
    /// When it was scheduled, when its work began, when it ended.
    public var scheduled: Timestamp?
    public var began: Timestamp?
    public var ended: Timestamp?
    /// When its longest expected time is up.
    public var due: Timestamp?

    public init(_ step: PublishingProfile.Step, language: Language, state: StepState) {
        self.init(
            Plan(stage: step.stage, name: step.name[language], longest: step.longest, approval: step.approval),
            state: state)
    }

    init(_ plan: Plan, _ remarks: Remarks = Remarks(), state: StepState) {
        self.plan = Shared(plan)
        self.remarks = remarks == Remarks() ? nil : Shared(remarks)
        self.state = state
    }

    /// A step of which nothing has been said.
    init(_ plan: Shared<Plan>, state: StepState) {
        self.plan = plan
        self.state = state
    }
}

extension StepStatus {
    public var stage: String { plan.value.stage }

    /// Display name in the submission's language.
    public var name: String {
        get { plan.value.name }
        set { plan.value.name = newValue }
    }

    /// Longest expected time, ISO 8601.
    public var longest: PublishingProfile.Longest? {
        get { plan.value.longest }
        set { plan.value.longest = newValue }
    }

    public var approval: Bool? { plan.value.approval }

    public var progress: Progress? {
        get { remarks?.value.progress }
        set { if newValue != nil || remarks != nil { change { $0.progress = newValue } } }
    }

    public var notes: [String] {
        get { remarks?.value.notes ?? [] }
        set { if !newValue.isEmpty || remarks != nil { change { $0.notes = newValue } } }
    }

    public var problems: [Problem] {
        get { remarks?.value.problems ?? [] }
        set { if !newValue.isEmpty || remarks != nil { change { $0.problems = newValue } } }
    }

    /// Why the step is blocked, for operators.
    public var reason: String? {
        get { remarks?.value.reason }
        set { if newValue != nil || remarks != nil { change { $0.reason = newValue } } }
    }

    private mutating func change(_ change: (inout Remarks) -> Void) {
        var new = remarks?.value ?? Remarks()
        change(&new)
        if new != remarks?.value { remarks = new == Remarks() ? nil : Shared(new) }
    }
}
