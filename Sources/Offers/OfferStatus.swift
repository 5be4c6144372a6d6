// Where an offer stands: the newest row of `offers.status`, which is the coordinator's changelog and everybody's read
// model. What the coordinator must remember between submissions stands in it too, under `memory`.

/// State of an offer, by the names of the Cloud Partner Portal publishing API.
public enum OfferState: String, Sendable, Codable, CaseIterable {
    case neverPublished = "NeverPublished"
    case notStarted = "NotStarted"
    case running = "Running"
    case waitingForPublisherReview = "WaitingForPublisherReview"
    case succeeded = "Succeeded"
    case failed = "Failed"
    case canceled = "Canceled"
}

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
public struct StepStatus: Sendable, Equatable, Codable {
    public var stage: String
    /// Display name in the submission's language.
    public var name: String
    public var state: StepState
    /// When it was scheduled, when its work began, when it ended.
    public var scheduled: Timestamp?
    public var began: Timestamp?
    public var ended: Timestamp?
    /// Longest expected time, ISO 8601, and when it is up.
    public var longest: PublishingProfile.Longest?
    public var due: Timestamp?
    /// Whether publisher and operator were told that it takes longer than expected.
    public var overdue: Bool
    public var attempt: Int
    public var progress: Progress?
    public var notes: [String]
    public var problems: [Problem]
    public var approval: Bool?
    /// Why the step is blocked, for operators.
    public var reason: String?

    public init(_ step: PublishingProfile.Step, language: Language, state: StepState) {
        self.init(stage: step.stage, name: step.name[language], state: state)
        longest = step.longest
        approval = step.approval
    }

    init(stage: String, name: String, state: StepState) {
        self.stage = stage
        self.name = name
        self.state = state
        overdue = false
        attempt = 0
        notes = []
        problems = []
    }
}

/// The newest status of an offer (R21, R22).
public struct OfferStatus: Sendable, Equatable, Codable {
    /// Whether the publisher may cancel now, and if not, why (R19).
    public struct CanCancel: Sendable, Equatable, Codable {
        public var allowed: Bool
        public var reason: String?

        public init(allowed: Bool, reason: String? = nil) {
            self.allowed = allowed
            self.reason = reason
        }
    }

    /// What became of the newest command, for whoever waits for an answer to it.
    public struct Answer: Sendable, Equatable, Codable {
        public var command: String
        public var kind: String
        public var accepted: Bool
        /// Why it was refused.
        public var reason: String?
        /// The same for programs: stable, kebab-case.
        public var code: String?

        public init(command: String, kind: String, accepted: Bool, reason: String? = nil, code: String? = nil) {
            self.command = command
            self.kind = kind
            self.accepted = accepted
            self.reason = reason
            self.code = code
        }
    }

    /// An operator's pause (`offerctl pause`).
    public struct Paused: Sendable, Equatable, Codable {
        public var since: Timestamp
        public var reason: String?
        /// Whether a worker came upon the pause and gave the current step back: what was kept of it is scheduled again
        /// when the offer goes on.
        public var isHeld: Bool

        public init(since: Timestamp, reason: String? = nil, isHeld: Bool = false) {
            self.since = since
            self.reason = reason
            self.isHeld = isHeld
        }
    }

    /// What only the coordinator needs, kept over submissions.
    public struct Memory: Sendable, Equatable, Codable {
        /// Submissions so far.
        public var submissions = 0
        /// History entries so far.
        public var transitions = 0
        /// Ids of the newest commands, so that one delivered twice has one effect (R5).
        public var commands: [String] = []
        /// Facts of the current submission.
        public var facts: [String: String] = [:]
        /// Technical digest that certified last, and the submission that did.
        public var certifiedDigest: String?
        public var certifiedBy: String?
        /// What cannot change after an offer was live.
        public var liveTerms: String?
        public var liveSubmission: String?
        /// The cancel rule and trace of the current submission.
        public var cancel: PublishingProfile.Cancel = .atSignOff
        public var trace: String?
        /// How the current submission's process calls the wait for its publisher.
        public var reviewLabel: String?

        public init() {}
    }

    public var publisher: String
    public var offer: String
    public var title: String
    public var type: String
    public var state: OfferState
    /// How the state is called in this process where it has a name of its own ("Staged").
    public var label: String?
    public var submission: String?
    public var profile: String?
    public var language: Language
    /// Index into `steps`; nil before the first submission. After a cancel 0 again, after the end the last.
    public var currentStep: Int?
    public var steps: [StepStatus]
    public var canCancel: CanCancel
    public var notify: [String]
    public var previewLinks: [String]
    public var liveLinks: [String]
    public var answer: Answer?
    /// Nothing further is begun while this stands.
    public var paused: Paused?
    public var changed: Timestamp
    public var memory: Memory

    /// An offer that was never published.
    public init(_ key: OfferKey, at time: Timestamp) {
        publisher = key.publisher
        offer = key.offer
        title = ""
        type = ""
        state = .neverPublished
        language = .english
        steps = []
        canCancel = CanCancel(allowed: false, reason: nil)
        notify = []
        previewLinks = []
        liveLinks = []
        changed = time
        memory = Memory()
    }

    public var key: OfferKey { OfferKey(publisher: publisher, offer: offer) }
}
