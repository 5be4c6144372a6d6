// An offer's way as its publisher sees it: through all steps, back, stopped, resumed, and once more.

import Base
import Events
import Offers
import Testing

@testable import Coordination

@Suite struct WalkTests {
    @Test func `A virtual machine with a test drive visits all eight steps and is live`() {
        var walk = Walk()
        walk.publish(publication(testDrive: true))
        #expect(walk.status.steps.allSatisfy { $0.state != .skipped })
        walk.reachSignOff()
        #expect(walk.status.state == .waitingForPublisherReview)
        #expect(walk.status.label(in: .english) == "Available in preview")
        #expect(walk.status.previewLinks == ["https://preview.example/web"])
        walk.command(.goLive)
        walk.say(.completed(StepOutputs()), Place.production)
        let last = walk.say(
            .completed(StepOutputs(["livelink": "https://shop.example/web", "liveterms": "byol/1"])), Place.live)
        #expect(words(last) == "withdraw step-completed live save")
        #expect(walk.status.state == .succeeded)
        #expect(walk.status.liveLinks == ["https://shop.example/web"])
        #expect(walk.status.previewLinks == [])
        #expect(walk.status.live?.terms == "byol/1")
        #expect(walk.status.currentStep == Place.live)
        #expect(
            walk.history.map(\.kind) == [
                .submitted, .stepCompleted, .stepCompleted, .stepCompleted, .stepCompleted, .stepCompleted,
                .previewReady, .goLiveAccepted, .stepCompleted, .stepCompleted, .stepCompleted, .live,
            ])
        #expect(walk.history.map(\.sequence) == Array(1...12))
    }

    @Test func `Without a test drive the step is skipped and never waited for`() {
        var walk = Walk()
        walk.publish()
        #expect(walk.status.steps[Place.testDrive].state == .skipped)
        walk.say(.completed(StepOutputs()), Place.validate)
        #expect(walk.phase == "running 2")
        #expect(walk.history.last?.step?.count == 7)
    }

    @Test func `A step that is done shows its last picture, not that of the last report on the way`() {
        var walk = Walk()
        walk.publish()
        walk.complete(upTo: Place.preview)
        let copying = [Progress.Region(name: "west", percent: 96, state: "copying", bytesDone: 96, bytesTotal: 100)]
        let verified = [Progress.Region(name: "west", percent: 100, state: "verified", bytesDone: 100, bytesTotal: 100)]
        walk.say(.progressed(Progress(percent: 96, regions: copying)), Place.preview)
        walk.say(.completed(StepOutputs(progress: Progress(percent: 100, regions: verified))), Place.preview)
        #expect(walk.status.steps[Place.preview].progress == Progress(percent: 100, regions: verified))
        // A report that was overtaken changes nothing any more.
        walk.say(.progressed(Progress(percent: 97, regions: copying)), Place.preview)
        #expect(walk.status.steps[Place.preview].progress == Progress(percent: 100, regions: verified))
        walk.say(.progressed(Progress(percent: 50)), Place.package)
        walk.say(.completed(StepOutputs()), Place.package)
        #expect(walk.status.steps[Place.package].progress == Progress(percent: 100))
    }

    @Test func `A step's times, progress and notes are in the status`() {
        var walk = Walk()
        walk.publish()
        walk.complete(upTo: Place.preview)
        let began = morning + .seconds(60)
        let ended = morning + .seconds(90)
        walk.say(.started, Place.preview, at: began)
        #expect(walk.status.steps[Place.preview].scheduled == morning)
        #expect(walk.status.steps[Place.preview].due == morning + .seconds(4 * 86_400))
        let regions = [Progress.Region(name: "westeurope", percent: 50, state: "copying")]
        walk.say(.progressed(Progress(percent: 50, regions: regions)), Place.preview, at: began)
        walk.say(.completed(StepOutputs(notes: [Remark("images-already-there")])), Place.preview, at: ended)
        let step = walk.status.steps[Place.preview]
        #expect(step.scheduled == nil && step.due == nil, "its clock has stopped")
        #expect(step.began == began)
        #expect(step.ended == ended)
        #expect(step.progress?.regions == regions)
        #expect(step.notes == [Remark("images-already-there")])
        #expect(walk.status.steps[Place.package].scheduled == ended)
    }

    @Test func `After a rejection the problems are at the step and publishing again begins at step 1`() {
        var walk = Walk()
        walk.publish()
        walk.complete(upTo: Place.certify)
        let problem = Problem(at: "/plans/0", "vhd-no-footer", ["value": "512"])
        walk.say(.rejected([problem]), Place.certify)
        #expect(walk.status.state == .failed)
        #expect(walk.status.steps[Place.certify].problems == [problem])
        #expect(walk.history.last?.problems == [problem])
        walk.publish()
        #expect(walk.phase == "running 0")
        #expect(walk.status.submission == "acme/web/2")
        #expect(walk.status.steps[Place.certify].problems == [])
    }

    @Test func `A submission that fails behind its preview takes the preview away`() {
        var walk = Walk()
        walk.publish()
        walk.reachSignOff()
        walk.command(.goLive)
        #expect(words(walk.say(.rejected([]), Place.production)) == "withdraw step-rejected save")
        #expect(walk.status.previewLinks == [])
    }

    @Test func `A cancel at sign-off sets the status back to step 1`() {
        var walk = Walk()
        walk.publish()
        walk.reachSignOff()
        #expect(walk.status.canCancel)
        let effects = walk.command(.cancel)
        #expect(effects.contains(.withdrawSignOff(SubmissionID(offer: offer, number: 1), cause: "command-2")))
        #expect(walk.status.state == .canceled)
        #expect(walk.status.label(in: .english) == nil)
        #expect(walk.status.currentStep == 0)
        #expect(walk.status.steps.allSatisfy { $0.scheduled == nil && $0.notes == [] })
        // What it does not take stays skipped: the list keeps its length.
        let states = walk.status.steps.map(\.state)
        #expect(states.enumerated().allSatisfy { $1 == ($0 == Place.testDrive ? .skipped : .notStarted) }, "\(states)")
        #expect(walk.status.previewLinks == [])
        #expect(walk.history.last?.step?.index == Place.signOff)
        walk.publish()
        #expect(walk.phase == "running 0")
    }

    @Test func `Where the process allows it a cancel works until go live is asked`() {
        for step in [Place.validate, Place.certify, Place.package, Place.signOff] {
            var walk = Walk()
            walk.publish(publication(.success(vm2018(cancel: .untilSignOff))))
            walk.complete(upTo: step)
            #expect(walk.status.canCancel)
            #expect(words(walk.command(.cancel)) == "canceled save")
            // It walks on to the gate, where its preview is taken away; the row hears nothing of it.
            #expect(words(walk.say(.completed(StepOutputs()), step)) == "")
            #expect(words(walk.say(.waiting(StepOutputs()), Place.signOff)) == "withdraw")
        }
        var late = Walk()
        late.publish(publication(.success(vm2018(cancel: .untilSignOff))))
        late.reachSignOff()
        late.command(.goLive)
        #expect(words(late.command(.cancel)) == "command-refused save")
        #expect(late.status.answer?.code == "cancel-too-late")
    }

    @Test func `A canceled submission that reaches the gate behind its successor's start is withdrawn`() {
        var walk = Walk()
        walk.publish(publication(.success(vm2018(cancel: .untilSignOff))))
        walk.command(.cancel)
        walk.publish()
        let before = walk.status
        let waiting = OfferEvent(result(.waiting(StepOutputs()), Place.signOff, submission: 1))
        let first = SubmissionID(offer: offer, number: 1)
        #expect(
            walk.send(waiting) == [.withdrawSignOff(first, cause: "acme/web/1/5-publisher-sign-off/1/waiting")])
        #expect(walk.status == before)
    }

    @Test func `A blocked step is resumed as its next attempt, with a clock of its own`() {
        var walk = Walk()
        walk.publish()
        let blocked = result(.faulted(Fault("scanner-away", "the scanner is away")), Place.validate)
        #expect(walk.send(OfferEvent(blocked)).contains(.park(scheduled(Place.validate))))
        #expect(walk.status.steps[0].state == .blocked)
        #expect(walk.status.steps[0].fault == Fault("scanner-away", "the scanner is away"))
        let later = morning + .seconds(3600)
        let effects = walk.command(.resume, at: later, parked: scheduled(Place.validate))
        #expect(effects.contains(.again(scheduled(Place.validate))))
        #expect(walk.status.steps[0].attempt == 2)
        #expect(walk.status.steps[0].fault == nil)
        #expect(walk.status.steps[0].due == later + .seconds(900))
        #expect(words(walk.say(.completed(StepOutputs()), Place.validate, attempt: 1)) == "")
        walk.say(.completed(StepOutputs()), Place.validate, attempt: 2)
        #expect(walk.phase == "running 2")
    }

    @Test func `A resume or an approval needs what was kept of that very step`() {
        for parked in [nil, scheduled(Place.certify), scheduled(Place.validate, submission: 2)] {
            var walk = Walk()
            walk.publish()
            walk.say(.faulted(Fault("scanner-away", "the scanner is away")), Place.validate)
            walk.command(.resume, parked: parked)
            #expect(walk.status.answer?.code == "parked-event-missing")
            #expect(walk.phase == "blocked 0")
        }
    }

    @Test func `An approval hands off with all facts, and counts the certification only then`() {
        var walk = Walk()
        walk.publish(publication(.success(vm2018(approvals: [Place.certify]))))
        walk.complete(upTo: Place.certify)
        walk.say(.waiting(StepOutputs(["certifieddigest": "abc"])), Place.certify)
        #expect(walk.status.certified == nil)
        let effects = walk.command(.approve, parked: scheduled(Place.certify))
        #expect(effects.first == .handOff(scheduled(Place.certify), facts: ["certifieddigest": "abc"]))
        #expect(walk.status.certified?.digest == "abc")
    }

    @Test func `Where sign-off needs an approval the operator's word comes after the publisher's`() {
        var walk = Walk()
        walk.publish(publication(.success(vm2018(approvals: [Place.signOff]))))
        walk.reachSignOff()
        #expect(words(walk.command(.goLive)) == "go-live-accepted approval-asked save")
        #expect(walk.phase == "approval 5")
        #expect(!walk.status.canCancel)
        var refused = walk
        #expect(words(refused.command(.reject)) == "withdraw step-rejected save")
        #expect(words(walk.command(.approve)) == "approve approved step-completed save")
        #expect(walk.phase == "running 6")
    }

    @Test func `What certified last is remembered, with the submission that did it`() {
        var walk = Walk()
        walk.publish()
        walk.complete(upTo: Place.certify)
        walk.say(.completed(StepOutputs(["certifieddigest": "abc"])), Place.certify)
        walk.say(.rejected([]), Place.preview)
        walk.publish()
        #expect(walk.status.facts == [:])
        walk.complete(upTo: Place.certify)
        walk.say(
            .completed(StepOutputs(["certifieddigest": "abc"], notes: [Remark("certification-skipped")])), Place.certify
        )
        #expect(walk.status.certified?.digest == "abc")
        #expect(walk.status.certified?.submission == 1)
    }

    @Test func `A support request opens a ticket, and the history names it`() {
        var walk = Walk()
        walk.publish()
        let effects = walk.send(.requestSupport(metadata(.requestSupport, "help", text: "It hangs.")))
        #expect(effects.first == .openTicket(metadata(.requestSupport, "help", text: "It hangs.")))
        #expect(walk.history.last?.text == "It hangs.")
        #expect(walk.history.last?.ticket == "acme/web/ticket-2")
    }

    @Test func `Selling stops at once, its terms stay known, and the next submission sells again`() throws {
        var walk = Walk()
        walk.publish()
        walk.reachSignOff()
        walk.command(.goLive)
        #expect(walk.command(.stopSelling).contains(.delist) == false, "a first submission is not live yet")
        walk.complete(upTo: Place.live + 1)
        let terms = walk.status.live?.terms
        #expect(walk.command(.stopSelling).first == .delist)
        #expect(!walk.status.isLive && walk.status.liveLinks.isEmpty && walk.status.live?.terms == terms)
        #expect(walk.command(.stopSelling).contains(.delist) == false)
        #expect(walk.status.answer?.code == "not-live")
        walk.publish()
        walk.reachSignOff()
        walk.command(.goLive)
        walk.complete(upTo: Place.live + 1)
        #expect(walk.status.isLive)
        walk.publish()
        walk.reachSignOff()
        #expect(walk.command(.stopSelling).contains(.delist), "a preview does not keep what is live")
        walk.publish()
    }

    @Test func `What is on its way to production is not stopped behind its back`() throws {
        var walk = Walk()
        walk.publish()
        walk.reachSignOff()
        walk.command(.goLive)
        walk.complete(upTo: Place.live + 1)
        walk.publish()
        walk.reachSignOff()
        walk.command(.goLive)
        walk.command(.stopSelling)
        #expect(walk.status.answer?.code == "stop-while-going-live")
        #expect(walk.status.isLive)
    }
}
