// What changes nothing, what is caught up with, what is overdue, and what refusals say.

import Base
import Events
import Localization
import Offers
import Testing

@testable import Coordination

@Suite struct FenceTests {
    @Test func `A command delivered twice has one effect`() {
        var walk = Walk()
        let publish = OfferEvent.publish(metadata(.publish, "same"), publication())
        #expect(words(walk.send(publish)) == "submit submitted save")
        let before = walk.progress
        #expect(walk.send(publish) == [])
        #expect(walk.progress == before)
    }

    @Test func `A repetition has the same id and the same source`() {
        var walk = Walk()
        walk.publish()
        func support(_ id: String, from source: String) -> OfferEvent {
            .requestSupport(
                CommandMetadata(
                    .requestSupport, id: id, from: source, by: Actor(.publisher), at: Timestamp(milliseconds: 0)))
        }
        #expect(walk.send(support("2", from: "/tool/run-1")) != [])
        #expect(walk.send(support("2", from: "/tool/run-2")) != [], "another event of that number")
        #expect(walk.send(support("2", from: "/tool/run-1")) == [])
    }

    @Test func `Work that another worker begins anew is seen in the row`() {
        var walk = Walk()
        walk.publish()
        walk.say(.started, Place.validate)
        walk.say(.progressed(Progress(percent: 40)), Place.validate)
        var again = result(.started, Place.validate)
        again.began = again.began + .seconds(60)
        #expect(words(walk.send(OfferEvent(again))) == "save")
        let step = walk.status.steps[Place.validate]
        #expect(step.restarts == 1 && step.progress == nil && step.began == again.began)
        again.began = again.began + .seconds(-30)
        #expect(walk.send(OfferEvent(again)) == [], "the report of the first worker, late")
    }

    @Test func `Of the commands the newest 32 are remembered`() {
        var walk = Walk()
        walk.publish()
        for number in 0..<40 { walk.send(.requestSupport(metadata(.requestSupport, "c\(number)"))) }
        #expect(walk.status.answer?.command == "c39")
        #expect(walk.status.commands == (8..<39).map { "c\($0)" })
        #expect(!walk.status.knows("c7"))
        #expect(walk.status.knows("c8") && walk.status.knows("c39"))
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
            #expect(walk.send(OfferEvent(result(outcome, late.step, submission: late.submission))) == [])
        }
        #expect(walk.progress == before)
    }

    @Test func `An outcome of a later step completes the steps before it`() {
        var walk = Walk()
        walk.publish()
        let effects = walk.say(.started, Place.preview)
        #expect(words(effects) == "step-completed step-completed step-started save")
        #expect(walk.phase == "running 3")
        #expect(walk.status.steps[Place.testDrive].state == .skipped)
    }

    @Test func `An outcome of a later attempt is heard where the resume was not yet written`() {
        var walk = Walk()
        walk.publish()
        walk.say(.faulted(Fault("away", "away")), Place.validate)
        #expect(words(walk.say(.started, Place.validate, attempt: 2)) == "unpark step-started save")
        #expect(walk.phase == "running 0")
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
        #expect(walk.history.last?.text == "P3D")
        #expect(walk.history.last?.by == .clock)
        #expect(walk.send(.overdue(at: due + .seconds(60))) == [])
        #expect(walk.status.state == .running)
        walk.say(.faulted(Fault("away", "away")), Place.certify)
        walk.command(.resume, at: due, parked: scheduled(Place.certify))
        #expect(walk.send(.overdue(at: due + .seconds(86_400 * 30))) == [], "not even after a resume")
    }

    @Test func `A preview waits for its publisher without a limit`() {
        var walk = Walk()
        walk.publish()
        walk.reachSignOff()
        #expect(walk.send(.overdue(at: morning + .seconds(86_400 * 3650))) == [])
    }

    @Test func `A refusal is in the row and in the history, with its values`() {
        func refusal(_ command: (inout Walk) -> Void) -> Remark? {
            var walk = Walk()
            walk.publish(publication(language: .french))
            command(&walk)
            #expect(walk.history.last?.kind == .commandRefused)
            #expect(walk.history.last?.refusal == walk.status.answer?.refusal)
            #expect(walk.history.last?.command == walk.status.answer?.kind)
            #expect(walk.history.last?.language == (walk.status.answer?.kind == .publish ? .english : .french))
            return walk.status.answer?.refusal
        }
        #expect(refusal { $0.command(.publish) } == Remark("already-running", ["submission": "acme/web/1"]))
        #expect(refusal { $0.command(.cancel) } == Remark("cancel-only-at-sign-off"))
        #expect(refusal { $0.command(.goLive) } == Remark("not-at-sign-off", ["step": "validate-prerequisites"]))
        #expect(refusal { $0.command(.approve) } == Remark("nothing-to-approve"))
        #expect(refusal { $0.command(.reject) } == Remark("nothing-to-reject"))
        #expect(refusal { $0.command(.resume) } == Remark("nothing-blocked"))
    }

    @Test func `A refused publish is answered in its own language, at its own addresses`() {
        var running = Walk()
        running.publish(publication(language: .french))
        running.publish(publication(language: .japanese))
        #expect(running.history.last?.refusal?.code == "already-running")
        #expect(running.history.last?.language == .japanese)
        #expect(running.status.language == .french)
        var walk = Walk()
        walk.publish(publication(.failure(.unknownProfile("vm-1999", known: ["vm-2018"])), language: .japanese))
        #expect(walk.phase == "idle")
        #expect(walk.history.last?.refusal == Refusal.unknownProfile("vm-1999", known: ["vm-2018"]).remark)
        #expect(walk.history.last?.language == .japanese)
        #expect(walk.history.last?.notify == ["owner@acme.example"])
        #expect(walk.history.last?.title == "Web server")
        #expect(walk.history.last?.sequence == 0)
        walk.publish()
        #expect(walk.history.last?.sequence == 1, "what was refused before the first submission is not counted")
        walk.say(.rejected([]), Place.validate)
        walk.publish(publication(.failure(.noProfile(for: .virtualMachine)), language: .japanese))
        #expect(walk.history.last?.language == .japanese)
        #expect(walk.status.language == .english, "the submission before keeps its own")
    }

    @Test func `Whether a cancel is possible follows from the row`() {
        var walk = Walk()
        walk.publish()
        #expect(walk.status.cancelRefusal == .cancelOnlyAtSignOff)
        walk.reachSignOff()
        #expect(walk.status.cancelRefusal == nil)
        walk.command(.goLive)
        #expect(walk.status.cancelRefusal == .cancelTooLate)
        walk.complete(upTo: Place.live + 1)
        #expect(walk.status.cancelRefusal == .notRunning)
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
