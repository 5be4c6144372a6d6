// Whatever comes in whatever order, some things always hold. From a seed, so that a failure can be walked through again.

import Base
import Events
import Offers
import TestSupport
import Testing

@testable import Coordination

@Suite struct InvariantTests {
    @Test(arguments: 1...40) func `Any sequence of events keeps an offer whole`(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var walk = Walk()
        for turn in 0..<400 {
            let before = walk.progress
            let event = Self.event(turn, walk.status, &random)
            let effects = walk.send(event)
            Self.check(effects, before.status, walk.status)
            if turn % 25 == 0 { try Self.checkRow(walk.status) }
            if event.command != nil {
                #expect(walk.progress.apply(event) == [], "the same command again has no effect")
            }
        }
        let numbered = walk.history.filter { $0.sequence > 0 }
        #expect(numbered.map(\.sequence) == Array(1...numbered.count), "history has no gap")
        Self.checkPath(walk.history)
        #expect(walk.history.contains { $0.kind == .submitted })
    }

    @Test func `The sequences meet every kind of transition`() {
        var met: Set<Transition.Kind> = []
        for seed in UInt64(1)...20 {
            var random = SeededGenerator(seed: seed)
            var walk = Walk()
            for turn in 0..<400 { walk.send(Self.event(turn, walk.status, &random)) }
            met.formUnion(walk.history.map(\.kind))
        }
        #expect(met == Set(Transition.Kind.allCases))
    }

    /// Mostly what would come next, so that offers get far; often enough what should not come at all.
    private static func event(_ turn: Int, _ status: OfferStatus, _ random: inout SeededGenerator) -> OfferEvent {
        let time = morning + .seconds(turn * 600)
        let likely = Int.random(in: 0..<10, using: &random) < 7
        let here = status.currentStep ?? 0
        let step = likely ? here : Int.random(in: 0..<8, using: &random)
        let attempt = likely ? max(1, status.steps.isEmpty ? 1 : status.steps[here].attempt) : 1
        let submission = max(1, status.submissions - (likely ? 0 : Int.random(in: 0..<2, using: &random)))
        let parked = scheduled(step, attempt: attempt, submission: submission)
        func says(_ outcome: Outcome) -> OfferEvent {
            OfferEvent(result(outcome, step, attempt: attempt, submission: submission, at: time))
        }
        let id = "c\(turn)"
        switch Int.random(in: 0..<20, using: &random) {
        case 0, 1:
            let approvals: Set<Int> = turn % 3 == 0 ? [Place.certify, Place.signOff] : []
            let profile = vm2018(cancel: turn % 2 == 0 ? .atSignOff : .untilSignOff, approvals: approvals)
            return .publish(metadata(.publish, id, at: time), publication(.success(profile), testDrive: turn % 5 == 0))
        case 2, 3: return .goLive(metadata(.goLive, id, at: time))
        case 4: return likely ? .started(result(.started, step)) : .cancel(metadata(.cancel, id, at: time))
        case 5:
            return turn % 3 == 0
                ? .stopSelling(metadata(.stopSelling, id, at: time))
                : .requestSupport(metadata(.requestSupport, id, at: time))
        case 6: return .approve(metadata(.approve, id, at: time), parked: parked)
        case 7: return likely ? says(.started) : .reject(metadata(.reject, id, at: time))
        case 8: return .resume(metadata(.resume, id, at: time), parked: parked)
        case 9: return turn % 4 == 0 ? .pause(metadata(.pause, id, at: time)) : .overdue(at: time)
        case 10: return says(.started)
        case 11: return says(.progressed(Progress(percent: turn % 100)))
        case 12: return likely ? says(.completed(StepOutputs())) : says(.rejected([]))
        case 13: return says(.faulted(likely ? Fault("away", "away") : .paused))
        case 14, 15: return says(.waiting(StepOutputs(["previewlink": "https://p.example"])))
        default: return says(.completed(StepOutputs(["certifieddigest": "d\(turn % 3)"])))
        }
    }

    private static func check(_ effects: [Effect], _ before: OfferStatus, _ after: OfferStatus) {
        // A refusal of an offer that never was leaves no row: what the value keeps of it is forgotten.
        guard words(effects) != "command-refused" else {
            #expect(before.submissions == 0 && before.transitions == 0)
            return
        }
        #expect((before == after) == !effects.contains(.save), "a row changes exactly when it is written")
        #expect(effects == effects.reduce(into: []) { $0.insert(inCrashOrder: $1) })
        let submitted = effects.count { if case .submit = $0 { true } else { false } }
        #expect(after.submissions == before.submissions + submitted)
        #expect(after.commands.count <= 32)
        let records = effects.count { if case .record = $0 { true } else { false } }
        #expect(after.transitions == before.transitions + records)
        checkSteps(after)
    }

    private static func checkRow(_ status: OfferStatus) throws {
        let record = StatusRecord(status, cause: "c", source: "/offers/test")
        #expect(try StatusRecord(json: record.json) == record, "a row is read as it was written")
        #expect(StatusRecord.deadline(of: record.json) == status.deadline)
    }

    /// Behind the current step all is done, before it nothing has begun, and one step is running at most.
    private static func checkSteps(_ status: OfferStatus) {
        guard let current = status.currentStep else {
            #expect(status.steps.isEmpty)
            return
        }
        if status.state == .canceled {
            #expect(current == 0)
            #expect(status.steps.allSatisfy { $0.state == .notStarted || $0.state == .skipped })
            return
        }
        let done: Set<StepState> = [.complete, .skipped]
        #expect(status.steps[..<current].allSatisfy { done.contains($0.state) })
        #expect(status.steps[(current + 1)...].allSatisfy { $0.state == .notStarted || $0.state == .skipped })
        let legal: Set<StepState> =
            switch status.state {
            case .running: [.inProgress, .waitingForApproval, .blocked]
            case .waitingForPublisherReview: [.waitingForPublisherReview]
            case .succeeded: [.complete]
            case .failed: [.rejected]
            case .neverPublished, .notStarted, .canceled: []
            }
        #expect(legal.contains(status.steps[current].state))
    }

    /// What may follow what. Refusals, support requests and overdue steps may come anywhere and are left out.
    private static func checkPath(_ history: [Transition]) {
        let work: Set<Transition.Kind> = [
            .stepStarted, .stepCompleted, .stepRejected, .stepBlocked, .approvalAsked, .previewReady, .canceled,
        ]
        let follows: [Transition.Kind: Set<Transition.Kind>] = [
            .submitted: work,
            .stepStarted: work.subtracting([.stepStarted]),
            .stepCompleted: work.union([.live]),
            .stepRejected: [.submitted],
            .stepBlocked: work.subtracting([.stepBlocked]).union([.stepResumed]),
            .stepResumed: work,
            .approvalAsked: [.approved, .stepRejected, .canceled, .stepCompleted],
            .approved: [.stepCompleted],
            .previewReady: [.goLiveAccepted, .canceled, .stepCompleted],
            .goLiveAccepted: [.stepCompleted, .approvalAsked],
            .live: [.submitted],
            .canceled: [.submitted],
        ]
        let asides: Set<Transition.Kind> = [
            .commandRefused, .supportRequested, .stepOverdue, .paused, .resumed, .sellingStopped,
        ]
        let path = history.filter { !asides.contains($0.kind) }
        #expect(path.first?.kind == .submitted)
        for (one, next) in zip(path, path.dropFirst()) {
            #expect(follows[one.kind]?.contains(next.kind) == true, "\(one.kind) is followed by \(next.kind)")
            if next.kind != .submitted { #expect(one.submission == next.submission) }
        }
    }
}
