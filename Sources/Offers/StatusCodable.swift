// The `Codable` form of a row, for those who read or write one inside a document of Foundation's. Its members are those of
// `StatusWire`; a test holds the two equal.

import Base
import Localization

extension OfferStatus: Codable {
    private enum Name: String, CodingKey {
        case publisher, offer, title, type, state, label, submission, profile, language, currentStep, steps, canCancel
        case notify, previewLinks, liveLinks, answer, paused, changed, memory
    }

    public init(from decoder: any Decoder) throws {
        let json = try decoder.container(keyedBy: Name.self)
        var about = About(
            OfferKey(
                publisher: try json.decode(String.self, forKey: .publisher),
                offer: try json.decode(String.self, forKey: .offer)))
        about.title = try json.decode(String.self, forKey: .title)
        about.type = try json.decode(String.self, forKey: .type)
        about.label = try json.decodeIfPresent(String.self, forKey: .label)
        about.submission = try json.decodeIfPresent(String.self, forKey: .submission)
        about.profile = try json.decodeIfPresent(String.self, forKey: .profile)
        about.language = try json.decode(Language.self, forKey: .language)
        about.notify = try json.decode([String].self, forKey: .notify)
        about.previewLinks = try json.decode([String].self, forKey: .previewLinks)
        about.liveLinks = try json.decode([String].self, forKey: .liveLinks)
        about.answer = try json.decodeIfPresent(Answer.self, forKey: .answer)
        about.paused = try json.decodeIfPresent(Paused.self, forKey: .paused)
        self.about = Shared(about)
        state = try json.decode(OfferState.self, forKey: .state)
        currentStep = try json.decodeIfPresent(Int.self, forKey: .currentStep)
        steps = try json.decode([StepStatus].self, forKey: .steps)
        canCancel = try json.decode(CanCancel.self, forKey: .canCancel)
        changed = try json.decode(Timestamp.self, forKey: .changed)
        memory = try json.decode(Memory.self, forKey: .memory)
    }

    public func encode(to encoder: any Encoder) throws {
        var json = encoder.container(keyedBy: Name.self)
        try json.encode(publisher, forKey: .publisher)
        try json.encode(offer, forKey: .offer)
        try json.encode(title, forKey: .title)
        try json.encode(type, forKey: .type)
        try json.encode(state, forKey: .state)
        try json.encodeIfPresent(label, forKey: .label)
        try json.encodeIfPresent(submission, forKey: .submission)
        try json.encodeIfPresent(profile, forKey: .profile)
        try json.encode(language, forKey: .language)
        try json.encodeIfPresent(currentStep, forKey: .currentStep)
        try json.encode(steps, forKey: .steps)
        try json.encode(canCancel, forKey: .canCancel)
        try json.encode(notify, forKey: .notify)
        try json.encode(previewLinks, forKey: .previewLinks)
        try json.encode(liveLinks, forKey: .liveLinks)
        try json.encodeIfPresent(answer, forKey: .answer)
        try json.encodeIfPresent(paused, forKey: .paused)
        try json.encode(changed, forKey: .changed)
        try json.encode(memory, forKey: .memory)
    }
}

extension OfferStatus.Memory: Codable {
    private enum Name: String, CodingKey {
        case submissions, transitions, commands, facts, certifiedDigest, certifiedBy, liveTerms, liveSubmission, cancel
        case trace, reviewLabel
    }

    public init(from decoder: any Decoder) throws {
        let json = try decoder.container(keyedBy: Name.self)
        var kept = Kept()
        kept.submissions = try json.decode(Int.self, forKey: .submissions)
        kept.commands = try json.decode([String].self, forKey: .commands)
        kept.facts = try json.decode([String: String].self, forKey: .facts)
        kept.certifiedDigest = try json.decodeIfPresent(String.self, forKey: .certifiedDigest)
        kept.certifiedBy = try json.decodeIfPresent(String.self, forKey: .certifiedBy)
        kept.liveTerms = try json.decodeIfPresent(String.self, forKey: .liveTerms)
        kept.liveSubmission = try json.decodeIfPresent(String.self, forKey: .liveSubmission)
        kept.cancel = try json.decode(PublishingProfile.Cancel.self, forKey: .cancel)
        kept.trace = try json.decodeIfPresent(String.self, forKey: .trace)
        kept.reviewLabel = try json.decodeIfPresent(String.self, forKey: .reviewLabel)
        self.kept = Shared(kept)
        transitions = try json.decode(Int.self, forKey: .transitions)
    }

    public func encode(to encoder: any Encoder) throws {
        var json = encoder.container(keyedBy: Name.self)
        try json.encode(submissions, forKey: .submissions)
        try json.encode(transitions, forKey: .transitions)
        try json.encode(commands, forKey: .commands)
        try json.encode(facts, forKey: .facts)
        try json.encodeIfPresent(certifiedDigest, forKey: .certifiedDigest)
        try json.encodeIfPresent(certifiedBy, forKey: .certifiedBy)
        try json.encodeIfPresent(liveTerms, forKey: .liveTerms)
        try json.encodeIfPresent(liveSubmission, forKey: .liveSubmission)
        try json.encode(cancel, forKey: .cancel)
        try json.encodeIfPresent(trace, forKey: .trace)
        try json.encodeIfPresent(reviewLabel, forKey: .reviewLabel)
    }
}

extension StepStatus: Codable {
    private enum Name: String, CodingKey {
        case stage, name, state, scheduled, began, ended, longest, due, overdue, attempt, progress, notes, problems
        case approval, reason
    }

    public init(from decoder: any Decoder) throws {
        let json = try decoder.container(keyedBy: Name.self)
        let plan = Plan(
            stage: try json.decode(String.self, forKey: .stage), name: try json.decode(String.self, forKey: .name),
            longest: try json.decodeIfPresent(PublishingProfile.Longest.self, forKey: .longest),
            approval: try json.decodeIfPresent(Bool.self, forKey: .approval))
        let remarks = Remarks(
            progress: try json.decodeIfPresent(Progress.self, forKey: .progress),
            notes: try json.decode([String].self, forKey: .notes),
            problems: try json.decode([Problem].self, forKey: .problems),
            reason: try json.decodeIfPresent(String.self, forKey: .reason))
        self.init(plan, remarks, state: try json.decode(StepState.self, forKey: .state))
        scheduled = try json.decodeIfPresent(Timestamp.self, forKey: .scheduled)
        began = try json.decodeIfPresent(Timestamp.self, forKey: .began)
        ended = try json.decodeIfPresent(Timestamp.self, forKey: .ended)
        due = try json.decodeIfPresent(Timestamp.self, forKey: .due)
        overdue = try json.decode(Bool.self, forKey: .overdue)
        attempt = try json.decode(Int.self, forKey: .attempt)
    }

    public func encode(to encoder: any Encoder) throws {
        var json = encoder.container(keyedBy: Name.self)
        try json.encode(stage, forKey: .stage)
        try json.encode(name, forKey: .name)
        try json.encode(state, forKey: .state)
        try json.encodeIfPresent(scheduled, forKey: .scheduled)
        try json.encodeIfPresent(began, forKey: .began)
        try json.encodeIfPresent(ended, forKey: .ended)
        try json.encodeIfPresent(longest, forKey: .longest)
        try json.encodeIfPresent(due, forKey: .due)
        try json.encode(overdue, forKey: .overdue)
        try json.encode(attempt, forKey: .attempt)
        try json.encodeIfPresent(progress, forKey: .progress)
        try json.encode(notes, forKey: .notes)
        try json.encode(problems, forKey: .problems)
        try json.encodeIfPresent(approval, forKey: .approval)
        try json.encodeIfPresent(reason, forKey: .reason)
    }
}
