// An offer's pause as the state machine sees it: what is said to the workers, what is kept, and what continues afterwards.

import Base
import Events
import Offers
import Testing

@testable import Coordination

@Suite struct PauseTests {
    private func parked(attempt: Int = 1) -> ScheduledStep { scheduled(Place.certify, attempt: attempt) }

    private func atCertify() -> Walk {
        var walk = Walk()
        walk.publish()
        walk.complete(upTo: Place.certify)
        return walk
    }

    @Test func `What runs while an offer is paused is recorded, and the step that its worker returned is kept`() throws
    {
        var walk = atCertify()
        #expect(words(walk.command(.pause)) == "stop paused save")
        #expect(words(walk.say(.completed(StepOutputs()), Place.certify)) == "step-completed save")
        #expect(words(walk.say(.faulted(.paused), Place.preview)) == "park save")
        #expect(walk.status.steps[Place.preview].state == .inProgress)
        #expect(walk.status.paused?.isHeld == true)
        let effects = walk.command(.resume, parked: scheduled(Place.preview))
        #expect(words(effects) == "again unpark lift resumed save")
        #expect(walk.status.paused == nil)
        #expect(walk.status.steps[Place.preview].attempt == 2)
        #expect(walk.say(.faulted(.paused), Place.preview) == [], "what was returned is of an earlier attempt now")
    }

    @Test func `A step returned after the offer was resumed is scheduled again at once`() {
        var walk = atCertify()
        walk.command(.pause)
        #expect(words(walk.command(.resume)) == "lift resumed save")
        #expect(words(walk.say(.faulted(.paused), Place.certify)) == "again save")
        #expect(walk.status.steps[Place.certify].attempt == 2)
    }

    @Test func `One resume lifts the pause and the block`() {
        var walk = atCertify()
        walk.command(.pause)
        walk.say(.faulted(Fault("scanner-away", "the scanner is away")), Place.certify)
        #expect(walk.phase == "blocked \(Place.certify)")
        #expect(words(walk.command(.resume)) == "command-refused save", "without what was kept it cannot continue")
        #expect(walk.status.paused != nil)
        #expect(words(walk.command(.resume, parked: parked())) == "again lift unpark step-resumed save")
        #expect(walk.phase == "running \(Place.certify)")
    }

    @Test func `An offer that is paused is refused a second pause, and an end takes the pause away`() {
        var walk = Walk()
        walk.publish(publication(.success(vm2018(cancel: .untilSignOff))))
        walk.command(.pause)
        #expect(words(walk.command(.pause)) == "command-refused save")
        #expect(walk.status.answer?.code == "already-paused")
        walk.say(.faulted(.paused), Place.validate)
        #expect(words(walk.command(.cancel)) == "unpark lift canceled save")
        #expect(walk.status.paused == nil)
    }

    @Test func `What becomes overdue while paused says so once, and why it waits`() {
        var walk = Walk()
        walk.publish()
        walk.command(.pause)
        let late = morning + .seconds(900)
        #expect(words(walk.send(.overdue(at: late))) == "step-overdue save")
        let since = ["since": "2026-11-21T09:00:00.000Z"]
        #expect(walk.history.last?.notes == [Remark("paused", since.merging(["reason": ""]) { $1 })])
        #expect(walk.send(.overdue(at: late + .seconds(60))) == [])

        var other = Walk()
        other.publish()
        other.send(
            .overdue(at: late, stopped: Controls.Pause(since: morning, reason: "disk", notice: "The scanner moves.")))
        #expect(
            other.history.last?.notes == [Remark("paused", since.merging(["reason": "The scanner moves."]) { $1 })])
    }

    @Test func `A pause goes to the workers under the offer's key, and its end as a tombstone`() throws {
        var walk = Walk()
        walk.publish()
        func messages(_ cause: String, _ effects: [Effect]) -> [Message] {
            EffectMessages(status: walk.status, cause: cause, time: morning, command: nil).messages(effects)
        }
        let stop = messages("c", walk.command(.pause))
        var controls = Controls()
        for message in stop where message.topic == .controls {
            try controls.take(key: message.key, value: message.value)
        }
        #expect(controls.offers[offer.description]?.since == morning)
        let lift = messages("d", walk.command(.resume))
        for message in lift where message.topic == .controls {
            try controls.take(key: message.key, value: message.value)
        }
        #expect(controls == Controls())
    }
}
