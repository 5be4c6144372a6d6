// One line of an offer's history (R23), and all that a mail about it needs: the notifier reads nothing else.

import Base
import Localization

/// An accepted transition of an offer, or a command that was refused.
public struct Transition: Sendable, Equatable, Codable {
    /// What happened.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case submitted
        case stepStarted = "step-started"
        case stepCompleted = "step-completed"
        case stepRejected = "step-rejected"
        case stepBlocked = "step-blocked"
        case stepOverdue = "step-overdue"
        case stepResumed = "step-resumed"
        /// An operator stopped the offer for a while, or let it go on.
        case paused
        case resumed
        case approvalAsked = "approval-asked"
        case approved
        case previewReady = "preview-ready"
        case goLiveAccepted = "go-live-accepted"
        case live
        case canceled
        case commandRefused = "command-refused"
        case supportRequested = "support-requested"
    }

    /// Where it happened.
    public struct Step: Sendable, Equatable, Codable {
        public var index: Int
        public var stage: String
        /// In the submission's language.
        public var name: String
        /// For "step 3 of 7": counts from 1 over the steps the submission visits, so it leaves out those that are
        /// skipped, which `index` (the place in the profile) does not.
        public var number: Int
        /// Steps the submission visits in all.
        public var count: Int

        public init(index: Int, stage: String, name: String, number: Int, count: Int) {
            self.index = index
            self.stage = stage
            self.name = name
            self.number = number
            self.count = count
        }
    }

    /// Counts the offer's transitions from 1, without gaps.
    public var sequence: Int
    public var kind: Kind
    public var offer: String
    public var title: String
    public var submission: String?
    public var step: Step?
    public var state: OfferState
    public var label: String?
    /// Who or what caused it: `publisher`, `operator`, a stage's name or `clock`; and by which event.
    public var by: String
    public var cause: String
    public var time: Timestamp
    /// The reason of a refusal or fault, the text of a support request, the longest time that is up.
    public var reason: String?
    /// Which command was refused.
    public var command: String?
    /// Number of the ticket that a support request opened (R26).
    public var ticket: String?
    public var problems: [Problem]
    public var notes: [String]
    public var links: [String]
    /// Where mail about this submission goes, and in which language.
    public var notify: [String]
    public var language: Language
}

extension Transition {
    public init(_ kind: Kind, of status: borrowing OfferStatus, by: String, cause: String, at time: Timestamp) {
        self.init(
            sequence: status.memory.transitions, kind: kind, offer: status.subject, title: status.title,
            submission: status.submission, step: status.currentStep.flatMap { Step($0, of: status.steps) },
            state: status.state, label: status.label, by: by, cause: cause, time: time, problems: [], notes: [],
            links: [], notify: status.notify, language: status.language)
    }
}

extension Transition.Step {
    /// The step with this index; nil where there is none.
    fileprivate init?(_ index: Int, of steps: [StepStatus]) {
        guard steps.indices.contains(index) else { return nil }
        var (number, count) = (0, 0)
        for place in steps.indices where steps[place].state != .skipped {
            count += 1
            if place <= index { number += 1 }
        }
        self.init(
            index: index, stage: steps[index].stage, name: steps[index].name, number: max(1, number), count: count)
    }
}
