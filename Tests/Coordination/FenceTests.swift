// What changes nothing, what is caught up with, what is overdue, and how refusals read.

import Base
import Localization
import Offers
import Testing

@testable import Coordination

@Suite struct FenceTests {
    @Test func `A command delivered twice has one effect`() {
        var walk = Walk()
        let publish = OfferEvent.publish(order(.publish, "same"), publication())
        #expect(words(walk.send(publish)) == "submit submitted save")
        let before = walk.progress
        #expect(walk.send(publish) == [])
        #expect(walk.progress == before)
    }

    @Test func `Of the commands the newest 32 are remembered`() {
        var walk = Walk()
        for number in 0..<40 { walk.send(.requestSupport(order(.requestSupport, "c\(number)"))) }
        #expect(walk.status.memory.commands == (8..<40).map { "c\($0)" })
    }

    @Test func `An outcome delivered twice changes nothing`() {
        for outcome in [Outcome.started, .progressed(Progress(percent: 5)), .completed(StepOutputs()), .rejected([])] {
            var walk = Walk()
            walk.publish()
            walk.say(outcome, Place.validate)
            let before = walk.progress
            #expect(walk.say(outcome, Place.validate) == [])
            #expect(walk.progress == before)
        }
    }

    /// The second submission of the offer is at step 3.
    @Test(arguments: [
        (step: 0, submission: 2), (step: 2, submission: 2), (step: 1, submission: 2), (step: 3, submission: 1),
        (step: 7, submission: 1), (step: 3, submission: 3),
    ])
    func `An outcome of an earlier step or another submission changes nothing`(_ late: (step: Int, submission: Int)) {
        var walk = Walk()
        walk.publish()
        walk.say(.rejected([]), Place.validate)
        walk.publish()
        walk.complete(upTo: Place.preview)
        let before = walk.progress
        for outcome in [Outcome.started, .completed(StepOutputs()), .rejected([]), .faulted(Fault("away", "away"))] {
            #expect(walk.send(OfferEvent(report(outcome, late.step, submission: late.submission))) == [])
        }
        #expect(walk.progress == before)
    }

    @Test func `An outcome of a later step completes the steps before it`() {
        var walk = Walk()
        walk.publish()
        let effects = walk.say(.started, Place.preview)
        #expect(words(effects) == "step-completed step-completed step-started save")
        #expect(walk.phase == "under way 3")
        #expect(walk.status.steps[Place.testDrive].state == .skipped)
    }

    @Test func `An outcome of a later attempt is heard where the resume was not yet written`() {
        var walk = Walk()
        walk.publish()
        walk.say(.faulted(Fault("away", "away")), Place.validate)
        #expect(words(walk.say(.started, Place.validate, attempt: 2)) == "unpark step-started save")
        #expect(walk.phase == "under way 0")
        #expect(walk.status.steps[0].attempt == 2)
    }

    @Test func `A step is overdue once, by working days where its process counts them`() throws {
        var walk = Walk()
        walk.publish()
        walk.complete(upTo: Place.certify)
        // Three working days from Saturday begin on Monday and end with Wednesday.
        let due = try #require(walk.status.steps[Place.certify].due)
        #expect(due == Timestamp("2026-11-26T00:00:00Z"))
        #expect(walk.send(.overdue(at: due + .milliseconds(-1))) == [])
        #expect(words(walk.send(.overdue(at: due))) == "step-overdue save")
        #expect(walk.history.last?.reason == "P3D")
        #expect(walk.history.last?.by == "clock")
        #expect(walk.send(.overdue(at: due + .seconds(60))) == [])
        #expect(walk.status.state == .running)
        walk.say(.faulted(Fault("away", "away")), Place.certify)
        walk.command(.resume, at: due, parked: slip(Place.certify))
        #expect(walk.send(.overdue(at: due + .seconds(86_400 * 30))) == [], "not even after a resume")
    }

    @Test func `A preview waits for its publisher without a limit`() {
        var walk = Walk()
        walk.publish()
        walk.reachSignOff()
        #expect(walk.send(.overdue(at: morning + .seconds(86_400 * 3650))) == [])
    }

    @Test func `Refusals are worded in the submission's language`() {
        func reason(_ language: Language, _ command: (inout Walk) -> Void) -> String? {
            var walk = Walk()
            walk.publish(publication(language: language))
            command(&walk)
            #expect(walk.history.last?.kind == .commandRefused)
            #expect(walk.history.last?.reason == walk.status.answer?.reason)
            return walk.status.answer?.reason
        }
        #expect(
            reason(.english) { $0.command(.publish) }
                == "Submission acme/web/1 is still running. Publish again when it has ended.")
        #expect(
            reason(.english) { $0.command(.cancel) }
                == "This publishing process can be canceled only at sign-off. Cancel when the preview is ready.")
        #expect(
            reason(.english) { $0.command(.goLive) }
                == "The offer stands at \"Step validate-prerequisites\". Go live when its preview is ready for sign-off."
        )
        #expect(reason(.english) { $0.command(.approve) } == "No step of this offer waits for an approval.")
        #expect(
            reason(.english) { $0.command(.reject) }
                == "No step of this offer waits for an approval or is blocked, so there is nothing to reject.")
        #expect(
            reason(.english) { $0.command(.resume) }
                == "No step of this offer is blocked and the offer is not paused, so there is nothing to resume."
        )
        #expect(
            reason(.french) { $0.command(.cancel) }
                == "Ce processus ne peut être annulé qu'à la validation. Annulez quand l'aperçu sera prêt.")
        #expect(reason(.japanese) { $0.command(.cancel) } == "この公開プロセスはサインオフの時にだけ取り消せます。プレビューの準備ができてから取り消してください。")
    }

    @Test func `The remaining refusals say what stands in the way and what to do`() {
        let texts: [(Refusal, String)] = [
            (
                .unknownProfile("vm-1999", known: ["container-2018", "vm-2018"]),
                "There is no publishing process \"vm-1999\". Known are container-2018, vm-2018."
            ),
            (
                .noProfile(for: .solutionTemplate),
                "No publishing process takes offers of type solution-template by default. Name one in the command."
            ),
            (
                .noStepApplies(profile: "p"),
                "No step of publishing process p applies to this offer. Name another in the command."
            ),
            (.neverPublished, "This offer was never published. Publish it first."),
            (.notRunning, "No submission of this offer is running. Publish it first."),
            (.noSignOff, "This publishing process has no sign-off: the offer goes live by itself."),
            (.alreadyGoingLive, "Go live was accepted already; the offer is on its way to production."),
            (
                .cancelTooLate,
                "Go live was accepted, so the submission can no longer be canceled. Open a support request."
            ),
            (
                .cancelWithoutSignOff,
                "This publishing process has no sign-off, so it can't be canceled. Open a support request."
            ),
            (
                .parkedEventMissing,
                "What was kept of the stopped step is missing. Reject the submission; its publisher publishes again."
            ),
        ]
        for (refusal, text) in texts { #expect(refusal.text.en == text) }
    }

    @Test func `Whether a cancel is possible stands in the row, with the reason`() {
        var walk = Walk()
        walk.publish()
        #expect(walk.status.canCancel.reason == Refusal.cancelOnlyAtSignOff.text.en)
        walk.reachSignOff()
        #expect(walk.status.canCancel == .init(allowed: true))
        walk.command(.goLive)
        #expect(walk.status.canCancel.reason == Refusal.cancelTooLate.text.en)
        walk.complete(upTo: Place.live + 1)
        #expect(walk.status.canCancel.reason == Refusal.notRunning.text.en)
    }

    @Test func `A process without sign-off goes live by itself and cannot be canceled`() {
        let stages: [Stage] = [.validatePrerequisites, .goLive]
        var walk = Walk()
        walk.publish(publication(.success(vm2018(cancel: .untilSignOff, stages: stages))))
        walk.command(.cancel)
        #expect(walk.status.answer?.code == "cancel-without-sign-off")
        walk.command(.goLive)
        #expect(walk.status.answer?.code == "no-sign-off")
    }
}
