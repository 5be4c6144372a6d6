// The reasons for refusing a command, each a case with a stable code and the values in its text. `Localization` has the
// texts under `refusal.<code>`.

import Localization

/// Why a command has no effect.
public enum Refusal: Error, Sendable, Hashable {
    case alreadyRunning(submission: String)
    case unknownProfile(String, known: [String])
    case noProfile(for: OfferType)
    case noStepApplies(profile: String)
    case offerTooLarge(bytes: Int, most: Int)
    case tooManyOffers(most: Int)
    case tooManySubmissions(most: Int)
    case neverPublished
    case notRunning
    case notAtSignOff(step: Stage)
    case noSignOff
    case alreadyGoingLive
    case cancelOnlyAtSignOff
    case cancelTooLate
    case cancelWithoutSignOff
    case notLive
    case stopWhileGoingLive
    case nothingToApprove
    case nothingToReject
    case nothingBlocked
    case alreadyPaused
    case parkedEventMissing

    /// Code and values, as in records.
    public var remark: Remark {
        switch self {
        case .alreadyRunning(let submission): Remark("already-running", ["submission": submission])
        case .unknownProfile(let name, let known):
            Remark("unknown-profile", ["name": String(name.prefix(60)), "known": known.joined(separator: ", ")])
        case .noProfile(let type): Remark("no-profile", ["type": type.rawValue])
        case .noStepApplies(let profile): Remark("no-step-applies", ["profile": profile])
        case .offerTooLarge(let bytes, let most):
            Remark("offer-too-large", ["bytes": "\(bytes)", "most": "\(most)"])
        case .tooManyOffers(let most): Remark("too-many-offers", ["most": "\(most)"])
        case .tooManySubmissions(let most): Remark("too-many-submissions", ["most": "\(most)"])
        case .neverPublished: Remark("never-published")
        case .notRunning: Remark("not-running")
        case .notAtSignOff(let step): Remark("not-at-sign-off", ["step": step.rawValue])
        case .noSignOff: Remark("no-sign-off")
        case .alreadyGoingLive: Remark("already-going-live")
        case .cancelOnlyAtSignOff: Remark("cancel-only-at-sign-off")
        case .cancelTooLate: Remark("cancel-too-late")
        case .cancelWithoutSignOff: Remark("cancel-without-sign-off")
        case .notLive: Remark("not-live")
        case .stopWhileGoingLive: Remark("stop-while-going-live")
        case .nothingToApprove: Remark("nothing-to-approve")
        case .nothingToReject: Remark("nothing-to-reject")
        case .nothingBlocked: Remark("nothing-blocked")
        case .alreadyPaused: Remark("already-paused")
        case .parkedEventMissing: Remark("parked-event-missing")
        }
    }
}

extension Remark {
    /// The text of a refusal. Uses the process's name of a step if it is known, otherwise the stage's.
    public func refusalText(in language: Language, process: PublishingProcess? = nil) -> String {
        var values = values
        if let step = process?.steps.first(where: { $0.definition.stage.rawValue == values["step"] }) {
            values["step"] = step.definition.name[language]
        }
        return Localization.text("refusal.\(code)", values, in: language)
    }
}

// What a publisher may do now, derived from the row.
extension OfferStatus {
    /// Index of the submission's sign-off step; nil if its process has none.
    public var signOff: Int? {
        steps.firstIndex { $0.state != .skipped && $0.stage == .publisherSignOff }
    }

    /// Why the publisher cannot cancel now; nil if they can (R19). Only a submission before its gate can be canceled:
    /// stages hand off without asking, so nothing else would stop it from going live.
    public var cancelRefusal: Refusal? {
        switch Phase(self) {
        case .idle: return .neverPublished
        case .finished: return .notRunning
        case .running(let step), .awaitingApproval(let step), .awaitingSignOff(let step), .blocked(let step):
            guard let signOff else { return .cancelWithoutSignOff }
            if hasGoneLive(signOff, at: step) { return .cancelTooLate }
            if state == .waitingForPublisherReview { return nil }
            switch process?.profile.cancel ?? .atSignOff {
            case .atSignOff: return .cancelOnlyAtSignOff
            case .untilSignOff: return nil
            }
        }
    }

    public var canCancel: Bool { cancelRefusal == nil }

    /// Why the offer cannot be removed from the marketplace now; nil if it can. A submission after its gate would put
    /// it back.
    public var stopSellingRefusal: Refusal? {
        if submissions == 0 { return .neverPublished }
        guard isLive else { return .notLive }
        guard let step = Phase(self).step else { return nil }
        guard let signOff else { return .stopWhileGoingLive }
        return hasGoneLive(signOff, at: step) ? .stopWhileGoingLive : nil
    }

    /// Why a submission that is not at its gate cannot go live.
    public func goLiveRefusal(at step: Int) -> Refusal {
        guard let signOff else { return .noSignOff }
        return hasGoneLive(signOff, at: step) ? .alreadyGoingLive : .notAtSignOff(step: steps[step].stage)
    }

    /// Whether the publisher has already approved: the submission is after its gate, or an operator stopped it there.
    private func hasGoneLive(_ signOff: Int, at step: Int) -> Bool {
        step > signOff || (step == signOff && steps[step].state == .waitingForApproval)
    }
}
