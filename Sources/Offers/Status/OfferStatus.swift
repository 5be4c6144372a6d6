// The status of an offer: its newest row of `offers.status`, which is the coordinator's changelog and what all other
// programs read.

import Base
import JSON
import Localization

/// State of an offer, by the names of the Cloud Partner Portal publishing API.
public enum OfferState: String, Sendable, CaseIterable, JSONValue {
    case neverPublished = "NeverPublished"
    case notStarted = "NotStarted"
    case running = "Running"
    case waitingForPublisherReview = "WaitingForPublisherReview"
    case succeeded = "Succeeded"
    case failed = "Failed"
    case canceled = "Canceled"

    /// Whether a submission runs or waits.
    public var isOpen: Bool { self == .running || self == .waitingForPublisherReview }
}

/// Who must act next.
public enum Attention: String, Sendable, CaseIterable, JSONValue {
    case none, publisher, approval
    /// A step is blocked.
    case `operator`
    case overdue, paused
}

/// The newest status of an offer (R21, R22, R35).
public struct OfferStatus: Sendable {
    /// The result of the newest command, for a sender who waits for it.
    public struct Answer: Sendable, Equatable {
        /// Id of the command.
        public var command: String
        public var kind: CommandKind
        /// Why the command was refused; nil if it was accepted.
        public var refusal: Remark?

        public init(command: String, kind: CommandKind, refusal: Remark? = nil) {
            self.command = command
            self.kind = kind
            self.refusal = refusal
        }

        public var accepted: Bool { refusal == nil }
        /// The refusal's code: stable, kebab-case.
        public var code: String? { refusal?.code }
    }

    /// An operator's pause (`offerctl pause`).
    public struct Paused: Sendable, Equatable {
        public var since: Timestamp
        /// What the publisher reads about it. The reason is for operators, and in the history.
        public var notice: String?
        /// Whether a worker returned the current step because of the pause; resuming the offer schedules it again.
        public var isHeld: Bool

        public init(since: Timestamp, notice: String? = nil, isHeld: Bool = false) {
            self.since = since
            self.notice = notice
            self.isHeld = isHeld
        }
    }

    /// What customers see: the newest submission that went live.
    public struct Live: Sendable, Equatable {
        public var submission: Int
        public var since: Timestamp
        /// When the publisher stopped selling it; nil while customers can find it.
        public var stopped: Timestamp?
        public var links: [String]
        /// The terms that cannot change any more, as `LiveTerms` writes them.
        public var terms: String?
        /// The digests of its images, as the fact has them.
        public var images: String?

        public init(submission: Int, since: Timestamp, links: [String], terms: String?, images: String? = nil) {
            self.submission = submission
            self.since = since
            self.links = links
            self.terms = terms
            self.images = images
        }
    }

    /// The newest certified technical content, and the submission that certified it.
    public struct Certified: Sendable, Equatable {
        public var digest: String
        public var submission: Int
        /// When it was scanned for malware; nil if it was not.
        public var scanned: Timestamp?
        /// The version of the signatures that scanned it, if they have one.
        public var signatures: String?

        public init(digest: String, submission: Int, scanned: Timestamp? = nil, signatures: String? = nil) {
            self.digest = digest
            self.submission = submission
            self.scanned = scanned
            self.signatures = signatures
        }
    }

    // From the record's envelope.
    public var key: OfferKey
    /// When the row was written.
    public var changed: Timestamp
    /// The W3C trace context of the publish command; nil if the trace is derived from the submission.
    public var trace: String?

    public var title = ""
    public var type = OfferType.virtualMachine
    public var language = Language.english
    /// Recipients of mail about the newest submission.
    public var notify: [String] = []
    public var live: Live?

    // The newest submission.
    /// The number of the newest submission; 0 before the first.
    public var submissions = 0
    public var state = OfferState.neverPublished
    /// The process it started with, by name and revision.
    public var processReference: String?
    /// The process itself, if `resolve` found it. Not written: the reference implies it.
    public private(set) var process: PublishingProcess?
    /// Index into `steps`; nil before the first submission. After a cancel it is 0, after the end the last step.
    public var currentStep: Int?
    public var steps: [StepStatus] = []
    public var previewLinks: [String] = []
    /// Facts from its stages for later stages.
    public var facts: [String: String] = [:]
    /// While this is set, no new work starts.
    public var paused: Paused?

    // Kept over submissions.
    public var certified: Certified?
    public var answer: Answer?
    /// Ids of answered commands, so that a command delivered twice has one effect (R5).
    public var commands: [String] = []
    /// History entries so far.
    public var transitions = 0

    /// An offer that was never published.
    public init(_ key: OfferKey, at time: Timestamp) {
        self.key = key
        changed = time
    }
}

extension OfferStatus: Equatable {
    /// Whether both are written the same.
    public static func == (a: OfferStatus, b: OfferStatus) -> Bool {
        a.key == b.key && a.changed == b.changed && a.trace == b.trace && a.json == b.json
    }
}

// Values derived from the others.
extension OfferStatus {
    public var publisher: String { key.publisher }
    public var offer: String { key.offer }
    /// The newest submission; nil before the first.
    public var submissionID: SubmissionID? {
        submissions > 0 ? SubmissionID(offer: key, number: submissions) : nil
    }
    public var submission: String? { submissionID?.description }
    /// Whether customers can find the offer in the marketplace.
    public var isLive: Bool { live != nil && live?.stopped == nil }
    public var liveLinks: [String] { isLive ? live?.links ?? [] : [] }
    /// The name of the state if it has a special one: from its process ("Staged"), or after its end.
    public func label(in language: Language) -> String? {
        if state == .succeeded, !isLive { return Localization.text("state.stopped", in: language) }
        return state == .waitingForPublisherReview ? process?.profile.reviewLabel[language] : nil
    }
    /// Name of the process.
    public var profile: String? { processReference.map { String($0.prefix { $0 != "@" }) } }

    /// Begins a submission that follows a process, with all its steps in `state`.
    public mutating func follow(_ process: PublishingProcess, _ state: (PublishingProfile.Step) -> StepState) {
        self.process = process
        processReference = process.reference
        steps = process.steps.map { StepStatus($0, state: state($0.definition)) }
    }

    /// The same for an offer with or without a test drive: no step has begun, those that it does not take are skipped.
    public mutating func follow(_ process: PublishingProcess, hasTestDrive: Bool) {
        follow(process) { $0.isTaken(hasTestDrive: hasTestDrive) ? .notStarted : .skipped }
    }

    /// Completes a status that was read: what its process says of the steps. False where the process is not known; the
    /// status can be shown all the same, without names.
    @discardableResult
    public mutating func resolve(_ processes: ProcessCatalog) -> Bool {
        guard let reference = processReference else { return true }
        guard let process = processes[reference], process.steps.count == steps.count else { return false }
        self.process = process
        for index in steps.indices { steps[index].plan = process.steps[index] }
        return true
    }

    /// When the running step becomes overdue; nil if it has no time limit or was already reported.
    public var deadline: Timestamp? {
        guard let step = Phase(self).step, !steps[step].overdue else { return nil }
        return steps[step].due
    }

    /// How many command ids are remembered for each offer.
    public static let rememberedCommands = 32

    /// Whether the command was already answered.
    public func knows(_ command: String) -> Bool { answer?.command == command || commands.contains(command) }

    /// Answers a command.
    public mutating func keep(_ newest: Answer) {
        if let answer { commands.append(answer.command) }
        commands.removeFirst(max(0, commands.count - (Self.rememberedCommands - 1)))
        answer = newest
    }

    public var attention: Attention {
        if paused != nil { return .paused }
        switch Phase(self) {
        case .idle, .finished(.succeeded), .finished(.canceled): return .none
        case .finished(.failed), .awaitingSignOff: return .publisher
        case .awaitingApproval: return .approval
        case .blocked: return .operator
        case .running(let step): return steps[step].overdue ? .overdue : .none
        }
    }
}

extension OfferStatus: JSONRecord {
    public init() { self.init(OfferKey(publisher: "", offer: ""), at: Timestamp(milliseconds: 0)) }

    /// The data of the row's event; `StatusRecord` has the envelope.
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("title", &title)
        try v.member("type", &type)
        try v.member("language", &language, default: .english)
        try v.member("notify", &notify, default: [])
        try v.member("live", &live)
        try v.member("submission", &submissions, default: 0)
        try v.member("state", &state)
        try v.derived("attention", attention, default: Attention.none)
        try v.member("process", &processReference)
        try v.member("step", &currentStep)
        try v.member("steps", &steps, default: [])
        try v.member("previewLinks", &previewLinks, default: [])
        try v.member("facts", &facts, default: [:])
        try v.member("paused", &paused)
        try v.member("certified", &certified)
        try v.member("answer", &answer)
        try v.member("commands", &commands, default: [])
        try v.member("history", &transitions, default: 0)
    }
}

extension OfferStatus.Answer: JSONRecord {
    public init() { self.init(command: "", kind: .publish) }

    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("command", &command)
        try v.member("kind", &kind, default: .publish)
        try v.member("refusal", &refusal)
    }
}

extension OfferStatus.Paused: JSONRecord {
    public init() { self.init(since: Timestamp(milliseconds: 0)) }

    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("since", &since)
        try v.member("notice", &notice)
        try v.member("isHeld", &isHeld, default: false)
    }
}

extension OfferStatus.Live: JSONRecord {
    public init() { self.init(submission: 0, since: Timestamp(milliseconds: 0), links: [], terms: nil) }

    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("submission", &submission)
        try v.member("since", &since)
        try v.member("stopped", &stopped)
        try v.member("links", &links, default: [])
        try v.member("terms", &terms)
        try v.member("images", &images)
    }
}

extension OfferStatus.Certified: JSONRecord {
    public init() { self.init(digest: "", submission: 0) }

    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("digest", &digest)
        try v.member("submission", &submission)
        try v.member("scanned", &scanned)
        try v.member("signatures", &signatures)
    }
}

extension Language: JSONValue {}
