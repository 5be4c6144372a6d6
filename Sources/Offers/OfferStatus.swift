// Where an offer stands: the newest row of `offers.status`, which is the coordinator's changelog and everybody's read
// model. What the coordinator must remember between submissions stands in it too, under `memory`.

import Base
import Localization

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

/// The newest status of an offer (R21, R22).
public struct OfferStatus: Sendable, Equatable {
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

    /// Whose offer it is, what it is called, and all else that an event seldom changes.
    struct About: Sendable, Equatable {
        let key: OfferKey
        /// The key as text.
        let subject: String
        var title = ""
        var type = ""
        var label: String?
        var submission: String?
        var profile: String?
        var language = Language.english
        var notify: [String] = []
        var previewLinks: [String] = []
        var liveLinks: [String] = []
        var answer: Answer?
        var paused: Paused?

        init(_ key: OfferKey) {
            self.key = key
            subject = key.description
        }
    }

    var about: Shared<About>
    public var state: OfferState
    /// Index into `steps`; nil before the first submission. After a cancel 0 again, after the end the last.
    public var currentStep: Int?
    public var steps: [StepStatus]
    public var canCancel: CanCancel
    public var changed: Timestamp
    public var memory: Memory

    /// An offer that was never published.
    public init(_ key: OfferKey, at time: Timestamp) {
        about = Shared(About(key))
        state = .neverPublished
        steps = []
        canCancel = CanCancel(allowed: false, reason: nil)
        changed = time
        memory = Memory()
    }
}

// What all copies share; setting it to what it is changes nothing.
extension OfferStatus {
    public var key: OfferKey { about.value.key }
    /// The key as text.
    public var subject: String { about.value.subject }
    public var publisher: String { about.value.key.publisher }
    public var offer: String { about.value.key.offer }

    public var title: String {
        get { about.value.title }
        set { if title != newValue { about.value.title = newValue } }
    }

    public var type: String {
        get { about.value.type }
        set { if type != newValue { about.value.type = newValue } }
    }

    /// How the state is called in this process where it has a name of its own ("Staged").
    public var label: String? {
        get { about.value.label }
        set { if label != newValue { about.value.label = newValue } }
    }

    public var submission: String? {
        get { about.value.submission }
        set { if submission != newValue { about.value.submission = newValue } }
    }

    public var profile: String? {
        get { about.value.profile }
        set { if profile != newValue { about.value.profile = newValue } }
    }

    public var language: Language {
        get { about.value.language }
        set { if language != newValue { about.value.language = newValue } }
    }

    public var notify: [String] {
        get { about.value.notify }
        set { if notify != newValue { about.value.notify = newValue } }
    }

    public var previewLinks: [String] {
        get { about.value.previewLinks }
        set { if previewLinks != newValue { about.value.previewLinks = newValue } }
    }

    public var liveLinks: [String] {
        get { about.value.liveLinks }
        set { if liveLinks != newValue { about.value.liveLinks = newValue } }
    }

    public var answer: Answer? {
        get { about.value.answer }
        set { if answer != newValue { about.value.answer = newValue } }
    }

    /// Nothing further is begun while this stands.
    public var paused: Paused? {
        get { about.value.paused }
        set { if paused != newValue { about.value.paused = newValue } }
    }
}
