// What the coordinator alone needs of an offer, kept over its submissions in the row. All but a counter changes seldom and
// is shared by the copies of a status.

extension OfferStatus {
    /// What only the coordinator needs, kept over submissions.
    public struct Memory: Sendable, Equatable {
        struct Kept: Sendable, Equatable {
            var submissions = 0
            var commands: [String] = []
            var facts: [String: String] = [:]
            var certifiedDigest: String?
            var certifiedBy: String?
            var liveTerms: String?
            var liveSubmission: String?
            var cancel = PublishingProfile.Cancel.atSignOff
            var trace: String?
            var reviewLabel: String?
        }

        var kept: Shared<Kept>
        /// History entries so far.
        public var transitions = 0

        public init() { kept = Shared(Kept()) }
    }
}

extension OfferStatus.Memory {
    /// Submissions so far.
    public var submissions: Int {
        get { kept.value.submissions }
        set { if submissions != newValue { kept.value.submissions = newValue } }
    }

    /// Ids of the newest commands, so that one delivered twice has one effect (R5).
    public var commands: [String] {
        get { kept.value.commands }
        _modify { yield &kept.value.commands }
    }

    /// StepOutputs of the current submission.
    public var facts: [String: String] {
        get { kept.value.facts }
        set { if facts != newValue { kept.value.facts = newValue } }
    }

    /// Technical digest that certified last, and the submission that did.
    public var certifiedDigest: String? {
        get { kept.value.certifiedDigest }
        set { if certifiedDigest != newValue { kept.value.certifiedDigest = newValue } }
    }

    public var certifiedBy: String? {
        get { kept.value.certifiedBy }
        set { if certifiedBy != newValue { kept.value.certifiedBy = newValue } }
    }

    /// What cannot change after an offer was live.
    public var liveTerms: String? {
        get { kept.value.liveTerms }
        set { if liveTerms != newValue { kept.value.liveTerms = newValue } }
    }

    public var liveSubmission: String? {
        get { kept.value.liveSubmission }
        set { if liveSubmission != newValue { kept.value.liveSubmission = newValue } }
    }

    /// The cancel rule and trace of the current submission.
    public var cancel: PublishingProfile.Cancel {
        get { kept.value.cancel }
        set { if cancel != newValue { kept.value.cancel = newValue } }
    }

    public var trace: String? {
        get { kept.value.trace }
        set { if trace != newValue { kept.value.trace = newValue } }
    }

    /// How the current submission's process calls the wait for its publisher.
    public var reviewLabel: String? {
        get { kept.value.reviewLabel }
        set { if reviewLabel != newValue { kept.value.reviewLabel = newValue } }
    }
}
