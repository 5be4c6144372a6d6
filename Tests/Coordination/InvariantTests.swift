// Whatever comes in whatever order, some things always hold. From a seed, so that a failure can be walked through again.

import Base
import Offers
import Testing

@testable import Coordination

@Suite struct InvariantTests {
    /// SplitMix64 (Steele, Lea, Flood 2014): the same seed, the same numbers, on every machine.
    struct Seeded: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    @Test(arguments: 1...40) func `Any sequence of events keeps an offer whole`(_ seed: UInt64) throws {
        var random = Seeded(state: seed)
        var walk = Walk()
        for turn in 0..<400 {
            let before = walk.progress
            let event = Self.event(turn, walk.status, &random)
            let effects = walk.send(event)
            Self.check(effects, before.status, walk.status)
            if turn % 25 == 0 { try Self.checkRow(walk.status) }
            if event.order != nil {
                #expect(walk.progress.apply(event) == [], "the same command again has no effect")
            }
        }
        #expect(walk.history.map(\.sequence) == Array(1...walk.history.count), "history has no gap")
        Self.checkPath(walk.history)
        #expect(walk.history.contains { $0.kind == .submitted })
    }

    @Test(arguments: 1...3) func `A row written after another is the row written by itself`(_ seed: UInt64) {
        var random = Seeded(state: seed)
        var walk = Walk()
        var before: StatusRow?
        for turn in 0..<400 {
            walk.send(Self.event(turn, walk.status, &random))
            let row = StatusRow(walk.status, cause: "c\(turn)", after: before)
            #expect(row.bytes == StatusRow(walk.status, cause: "c\(turn)").bytes)
            #expect(row.deadline == .some(StatusCodec.deadline(of: row.bytes)))
            before = row
        }
    }

    @Test func `The sequences meet every kind of transition`() {
        var met: Set<Transition.Kind> = []
        for seed in UInt64(1)...20 {
            var random = Seeded(state: seed)
            var walk = Walk()
            for turn in 0..<400 { walk.send(Self.event(turn, walk.status, &random)) }
            met.formUnion(walk.history.map(\.kind))
        }
        #expect(met == Set(Transition.Kind.allCases))
    }

    /// Mostly what would come next, so that offers get far; often enough what should not come at all.
    private static func event(_ turn: Int, _ status: OfferStatus, _ random: inout Seeded) -> OfferEvent {
        let time = morning + .seconds(turn * 600)
        let likely = Int.random(in: 0..<10, using: &random) < 7
        let here = status.currentStep ?? 0
        let step = likely ? here : Int.random(in: 0..<8, using: &random)
        let attempt = likely ? max(1, status.steps.isEmpty ? 1 : status.steps[here].attempt) : 1
        let submission = max(1, status.memory.submissions - (likely ? 0 : Int.random(in: 0..<2, using: &random)))
        let parked = slip(step, attempt: attempt, submission: submission)
        func says(_ outcome: Outcome) -> OfferEvent {
            OfferEvent(report(outcome, step, attempt: attempt, submission: submission, at: time))
        }
        let id = "c\(turn)"
        switch Int.random(in: 0..<20, using: &random) {
        case 0, 1:
            let approvals: Set<Int> = turn % 3 == 0 ? [Place.certify, Place.signOff] : []
            let profile = vm2018(cancel: turn % 2 == 0 ? .atSignOff : .untilSignOff, approvals: approvals)
            return .publish(order(.publish, id, at: time), publication(.success(profile), testDrive: turn % 5 == 0))
        case 2, 3: return .goLive(order(.goLive, id, at: time))
        case 4: return likely ? .started(report(.started, step)) : .cancel(order(.cancel, id, at: time))
        case 5: return .requestSupport(order(.requestSupport, id, at: time))
        case 6: return .approve(order(.approve, id, at: time), parked: parked)
        case 7: return likely ? says(.started) : .reject(order(.reject, id, at: time))
        case 8: return .resume(order(.resume, id, at: time), parked: parked)
        case 9: return turn % 4 == 0 ? .pause(order(.pause, id, at: time)) : .overdue(at: time)
        case 10: return says(.started)
        case 11: return says(.progressed(Progress(percent: turn % 100)))
        case 12: return likely ? says(.completed(StepOutputs())) : says(.rejected([]))
        case 13: return says(.faulted(likely ? Fault("away", "away") : .paused))
        case 14, 15: return says(.waiting(StepOutputs(["previewlink": "https://p.example"])))
        default: return says(.completed(StepOutputs(["certifieddigest": "d\(turn % 3)"])))
        }
    }

    private static func check(_ effects: [Effect], _ before: OfferStatus, _ after: OfferStatus) {
        #expect((before == after) == !effects.contains(.save), "a row changes exactly when it is written")
        #expect(effects == effects.reduce(into: []) { $0.insert(inCrashOrder: $1) })
        let submitted = effects.count { if case .submit = $0 { true } else { false } }
        #expect(after.memory.submissions == before.memory.submissions + submitted)
        #expect(after.memory.commands.count <= 32)
        let records = effects.count { if case .record = $0 { true } else { false } }
        #expect(after.memory.transitions == before.memory.transitions + records)
        checkSteps(after)
    }

    private static func checkRow(_ status: OfferStatus) throws {
        let row = try #require(StatusCodec.message(status, cause: "c").value)
        #expect(try StatusCodec.status(of: row) == status, "a row is read as it was written")
    }

    /// Behind the current step all is done, before it nothing has begun, and one step is under way at most.
    private static func checkSteps(_ status: OfferStatus) {
        guard let current = status.currentStep else {
            #expect(status.steps.isEmpty)
            return
        }
        if status.state == .canceled {
            #expect(current == 0)
            #expect(status.steps.allSatisfy { $0.state == .notStarted })
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
        let asides: Set<Transition.Kind> = [.commandRefused, .supportRequested, .stepOverdue, .paused, .resumed]
        let path = history.filter { !asides.contains($0.kind) }
        #expect(path.first?.kind == .submitted)
        for (one, next) in zip(path, path.dropFirst()) {
            #expect(follows[one.kind]?.contains(next.kind) == true, "\(one.kind) is followed by \(next.kind)")
            if next.kind != .submitted { #expect(one.submission == next.submission) }
        }
    }
}
