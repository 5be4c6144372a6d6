// What follows from a status row: the phase, who must act, what a publisher may do, and when a step is overdue.

import Base
import Localization
import Offers
import Testing

@Suite struct StatusRuleTests {
    private static let time = Timestamp(milliseconds: 1_795_251_600_000)

    /// Validation, certification, sign-off and go-live; the submission is at the step with this index.
    private func status(
        at current: Int, _ state: StepState = .inProgress, cancel: PublishingProfile.Cancel = .untilSignOff,
        stages: [Stage] = [.validatePrerequisites, .certify, .publisherSignOff, .goLive], longest: String? = "PT1H",
        skipped: Int? = nil
    ) -> OfferStatus {
        var status = OfferStatus(OfferKey(publisher: "contoso", offer: "web"), at: Self.time)
        status.submissions = 1
        status.state = .running
        status.currentStep = current
        let text = LocalizedText(en: "Staged", fr: "Prêt", ja: "準備完了")
        let steps = stages.map { stage in
            PublishingProfile.Step(
                stage: stage, name: text, longest: longest.map { .init(duration: $0, calendar: .elapsed) })
        }
        let profile = PublishingProfile(name: "p", title: text, cancel: cancel, reviewLabel: text, steps: steps)
        status.follow(PublishingProcess(profile)) { _ in .notStarted }
        for index in 0..<current { status.steps[index].state = .complete }
        status.steps[current].state = state
        if let skipped { status.steps[skipped].state = .skipped }
        return status
    }

    private func signOff() -> OfferStatus {
        var status = status(at: 2, .waitingForPublisherReview)
        status.state = .waitingForPublisherReview
        return status
    }

    private func ended(_ state: OfferState) -> OfferStatus {
        var status = status(at: 3, .complete)
        status.state = state
        return status
    }

    @Test func `The phase is read from the row`() {
        #expect(Phase(OfferStatus()) == .idle)
        #expect(Phase(status(at: 1)) == .running(step: 1))
        #expect(Phase(status(at: 1, .blocked)) == .blocked(step: 1))
        #expect(Phase(status(at: 1, .waitingForApproval)) == .awaitingApproval(step: 1))
        #expect(Phase(signOff()) == .awaitingSignOff(step: 2))
        #expect(Phase(ended(.succeeded)) == .finished(.succeeded))
        #expect(Phase(ended(.failed)) == .finished(.failed))
        #expect(Phase(ended(.canceled)) == .finished(.canceled))
        var beyond = status(at: 1)
        beyond.currentStep = 9
        #expect(Phase(beyond) == .idle, "an index that no step has")
    }

    @Test func `Who must act follows from the phase, and a pause comes first`() {
        #expect(OfferStatus().attention == .none)
        #expect(status(at: 1).attention == .none)
        #expect(status(at: 1, .blocked).attention == .operator)
        #expect(status(at: 1, .waitingForApproval).attention == .approval)
        #expect(signOff().attention == .publisher)
        #expect(ended(.failed).attention == .publisher)
        #expect(ended(.succeeded).attention == .none)
        var late = status(at: 1)
        late.steps[1].overdue = true
        #expect(late.attention == .overdue)
        late.paused = .init(since: Self.time)
        #expect(late.attention == .paused)
    }

    @Test func `A publisher may cancel until go live was asked, where the process allows it`() {
        #expect(OfferStatus().cancelRefusal == .neverPublished)
        for step in 0...1 {
            #expect(status(at: step).cancelRefusal == nil)
            #expect(status(at: step, cancel: .atSignOff).cancelRefusal == .cancelOnlyAtSignOff)
        }
        #expect(status(at: 1, .blocked).canCancel)
        #expect(signOff().cancelRefusal == nil)
        #expect(status(at: 2, .waitingForApproval).cancelRefusal == .cancelTooLate, "an operator has it at the gate")
        #expect(status(at: 3).cancelRefusal == .cancelTooLate)
        #expect(ended(.succeeded).cancelRefusal == .notRunning)
        #expect(ended(.canceled).cancelRefusal == .notRunning)
        #expect(status(at: 0, stages: [.certify, .goLive]).cancelRefusal == .cancelWithoutSignOff)
        #expect(!status(at: 0, stages: [.certify, .goLive]).canCancel)
    }

    @Test func `A submission goes live from its gate and from nowhere else`() {
        #expect(status(at: 1).goLiveRefusal(at: 1) == .notAtSignOff(step: .certify))
        #expect(status(at: 2, .waitingForApproval).goLiveRefusal(at: 2) == .alreadyGoingLive)
        #expect(status(at: 3).goLiveRefusal(at: 3) == .alreadyGoingLive)
        #expect(status(at: 0, stages: [.certify, .goLive]).goLiveRefusal(at: 0) == .noSignOff)
        #expect(status(at: 1, skipped: 2).goLiveRefusal(at: 1) == .noSignOff)
    }

    @Test func `A step is due its longest time after it was scheduled, until that was said`() {
        var status = status(at: 1)
        #expect(status.deadline == nil)
        status.steps[1].scheduled = Self.time
        #expect(status.deadline == Self.time + .seconds(3600))
        status.steps[1].overdue = true
        #expect(status.deadline == nil)
        status.steps[1].overdue = false
        status.state = .failed
        #expect(status.deadline == nil)
        status.state = .running
        #expect(status.deadline != nil)
        var endless = self.status(at: 1, longest: nil)
        endless.steps[1].scheduled = Self.time
        #expect(endless.deadline == nil)
    }

    @Test func `A step that is reset is as before the submission began`() {
        let before = status(at: 0).steps[1]
        var step = before
        step.state = .complete
        step.attempt = 3
        step.scheduled = Self.time
        step.began = Self.time
        step.ended = Self.time
        step.overdue = true
        step.progress = Progress(percent: 7)
        step.notes = [Remark("note")]
        step.problems = [Problem(at: "", "bad")]
        step.fault = Fault("away", "away")
        step.reset()
        #expect(step == before)
    }

    @Test func `The state's own name is shown only while the offer waits for its publisher`() {
        var status = signOff()
        #expect(status.label(in: .english) == "Staged")
        #expect(status.label(in: .french) == "Prêt")
        #expect(status.profile == "p")
        status.state = .running
        #expect(status.label(in: .english) == nil)
        #expect(status.submission == "contoso/web/1")
        #expect(OfferStatus().submission == nil)
    }

    @Test func `A history entry names its step among those that the submission visits`() {
        var status = status(at: 3, skipped: 1)
        status.transitions = 4
        let entry = Transition(.live, of: status, by: .clock, cause: "c", at: Self.time)
        #expect(entry.step == .init(index: 3, stage: .goLive, number: 3, count: 3))
        #expect(entry.sequence == 4)
        #expect(entry.process == status.processReference)
        #expect(entry.submission == "contoso/web/1")
        let first = Transition(.commandRefused, of: OfferStatus(), by: .clock, cause: "c", at: Self.time)
        #expect(first.step == nil)
        #expect(first.submission == nil)
    }

    @Test func `Every refusal has a code of its own, in kebab case`() {
        let refusals: [Refusal] = [
            .alreadyRunning(submission: "a"), .unknownProfile("a", known: ["b", "c"]), .noProfile(for: .virtualMachine),
            .noStepApplies(profile: "a"), .offerTooLarge(bytes: 2, most: 1), .neverPublished, .notRunning,
            .notAtSignOff(step: .certify), .noSignOff, .alreadyGoingLive, .cancelOnlyAtSignOff, .cancelTooLate,
            .cancelWithoutSignOff, .nothingToApprove, .nothingToReject, .nothingBlocked, .alreadyPaused,
            .parkedEventMissing,
        ]
        #expect(Set(refusals.map(\.remark.code)).count == refusals.count)
        #expect(refusals.allSatisfy { $0.remark.code.wholeMatch(of: /[a-z]+(-[a-z]+)+/) != nil })
        #expect(Refusal.unknownProfile("a", known: ["b", "c"]).remark.values == ["name": "a", "known": "b, c"])
        #expect(Refusal.offerTooLarge(bytes: 2, most: 1).remark.values == ["bytes": "2", "most": "1"])
        let long = Refusal.unknownProfile(String(repeating: "x", count: 10_000), known: [])
        #expect(long.remark.values["name"]?.count == 60, "a publisher's word is bounded")
    }
}
