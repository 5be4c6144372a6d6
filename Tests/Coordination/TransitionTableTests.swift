// Every phase with every event, one line each: what the phase is afterwards and what follows, in order.

import Base
import Offers
import Testing

@testable import Coordination

@Suite struct TransitionTableTests {
    struct Pair: Sendable, CustomTestStringConvertible {
        var phase: String
        var event: String
        var after: String
        var effects: String
        var testDescription: String { "\(phase) × \(event)" }

        init(_ phase: String, _ event: String, _ after: String, _ effects: String) {
            self.phase = phase
            self.event = event
            self.after = after
            self.effects = effects
        }
    }

    static let phases = [
        "idle", "running 2", "approval 2", "sign-off 5", "blocked 2", "succeeded", "failed", "canceled",
    ]

    static let events = [
        "publish", "go live", "cancel", "stop selling", "support", "approve", "reject", "resume", "pause", "started",
        "progressed",
        "completed",
        "rejected", "faulted", "waiting", "overdue",
    ]

    static let table: [Pair] = [
        Pair("idle", "publish", "running 0", "submit submitted save"),
        Pair("idle", "go live", "idle", "command-refused"),
        Pair("idle", "cancel", "idle", "command-refused"),
        Pair("idle", "stop selling", "idle", "command-refused"),
        Pair("idle", "support", "idle", "ticket support-requested save"),
        Pair("idle", "approve", "idle", "command-refused"),
        Pair("idle", "reject", "idle", "command-refused"),
        Pair("idle", "resume", "idle", "command-refused"),
        Pair("idle", "pause", "idle", "command-refused"),
        Pair("idle", "started", "idle", ""),
        Pair("idle", "progressed", "idle", ""),
        Pair("idle", "completed", "idle", ""),
        Pair("idle", "rejected", "idle", ""),
        Pair("idle", "faulted", "idle", ""),
        Pair("idle", "waiting", "idle", ""),
        Pair("idle", "overdue", "idle", ""),

        Pair("running 2", "publish", "running 2", "command-refused save"),
        Pair("running 2", "go live", "running 2", "command-refused save"),
        Pair("running 2", "cancel", "running 2", "command-refused save"),
        Pair("running 2", "stop selling", "running 2", "command-refused save"),
        Pair("running 2", "support", "running 2", "ticket support-requested save"),
        Pair("running 2", "approve", "running 2", "command-refused save"),
        Pair("running 2", "reject", "running 2", "command-refused save"),
        Pair("running 2", "resume", "running 2", "command-refused save"),
        Pair("running 2", "pause", "running 2", "stop paused save"),
        Pair("running 2", "started", "running 2", "step-started save"),
        Pair("running 2", "progressed", "running 2", "save"),
        Pair("running 2", "completed", "running 3", "step-completed save"),
        Pair("running 2", "rejected", "failed", "step-rejected save"),
        Pair("running 2", "faulted", "blocked 2", "park step-blocked save"),
        Pair("running 2", "waiting", "approval 2", "park approval-asked save"),
        Pair("running 2", "overdue", "running 2", "step-overdue save"),

        Pair("approval 2", "publish", "approval 2", "command-refused save"),
        Pair("approval 2", "go live", "approval 2", "command-refused save"),
        Pair("approval 2", "cancel", "approval 2", "command-refused save"),
        Pair("approval 2", "stop selling", "approval 2", "command-refused save"),
        Pair("approval 2", "support", "approval 2", "ticket support-requested save"),
        Pair("approval 2", "approve", "running 3", "hand-off unpark approved step-completed save"),
        Pair("approval 2", "reject", "failed", "unpark step-rejected save"),
        Pair("approval 2", "resume", "approval 2", "command-refused save"),
        Pair("approval 2", "pause", "approval 2", "stop paused save"),
        Pair("approval 2", "started", "approval 2", ""),
        Pair("approval 2", "progressed", "approval 2", ""),
        Pair("approval 2", "completed", "approval 2", ""),
        Pair("approval 2", "rejected", "approval 2", ""),
        Pair("approval 2", "faulted", "approval 2", ""),
        Pair("approval 2", "waiting", "approval 2", ""),
        Pair("approval 2", "overdue", "approval 2", "step-overdue save"),

        Pair("sign-off 5", "publish", "sign-off 5", "command-refused save"),
        Pair("sign-off 5", "go live", "running 6", "approve go-live-accepted step-completed save"),
        Pair("sign-off 5", "cancel", "canceled", "withdraw canceled save"),
        Pair("sign-off 5", "stop selling", "sign-off 5", "command-refused save"),
        Pair("sign-off 5", "support", "sign-off 5", "ticket support-requested save"),
        Pair("sign-off 5", "approve", "sign-off 5", "command-refused save"),
        Pair("sign-off 5", "reject", "sign-off 5", "command-refused save"),
        Pair("sign-off 5", "resume", "sign-off 5", "command-refused save"),
        Pair("sign-off 5", "pause", "sign-off 5", "stop paused save"),
        Pair("sign-off 5", "started", "sign-off 5", ""),
        Pair("sign-off 5", "progressed", "sign-off 5", ""),
        Pair("sign-off 5", "completed", "sign-off 5", ""),
        Pair("sign-off 5", "rejected", "sign-off 5", ""),
        Pair("sign-off 5", "faulted", "sign-off 5", ""),
        Pair("sign-off 5", "waiting", "sign-off 5", ""),
        Pair("sign-off 5", "overdue", "sign-off 5", ""),

        Pair("blocked 2", "publish", "blocked 2", "command-refused save"),
        Pair("blocked 2", "go live", "blocked 2", "command-refused save"),
        Pair("blocked 2", "cancel", "blocked 2", "command-refused save"),
        Pair("blocked 2", "stop selling", "blocked 2", "command-refused save"),
        Pair("blocked 2", "support", "blocked 2", "ticket support-requested save"),
        Pair("blocked 2", "approve", "blocked 2", "command-refused save"),
        Pair("blocked 2", "reject", "failed", "unpark step-rejected save"),
        Pair("blocked 2", "resume", "running 2", "again unpark step-resumed save"),
        Pair("blocked 2", "pause", "blocked 2", "stop paused save"),
        Pair("blocked 2", "started", "blocked 2", ""),
        Pair("blocked 2", "progressed", "blocked 2", ""),
        Pair("blocked 2", "completed", "running 3", "unpark step-completed save"),
        Pair("blocked 2", "rejected", "failed", "unpark step-rejected save"),
        Pair("blocked 2", "faulted", "blocked 2", ""),
        Pair("blocked 2", "waiting", "approval 2", "park approval-asked save"),
        Pair("blocked 2", "overdue", "blocked 2", "step-overdue save"),

        Pair("succeeded", "publish", "running 0", "submit submitted save"),
        Pair("succeeded", "go live", "succeeded", "command-refused save"),
        Pair("succeeded", "cancel", "succeeded", "command-refused save"),
        Pair("succeeded", "stop selling", "succeeded", "delist selling-stopped save"),
        Pair("succeeded", "support", "succeeded", "ticket support-requested save"),
        Pair("succeeded", "approve", "succeeded", "command-refused save"),
        Pair("succeeded", "reject", "succeeded", "command-refused save"),
        Pair("succeeded", "resume", "succeeded", "command-refused save"),
        Pair("succeeded", "pause", "succeeded", "command-refused save"),
        Pair("succeeded", "started", "succeeded", ""),
        Pair("succeeded", "progressed", "succeeded", ""),
        Pair("succeeded", "completed", "succeeded", ""),
        Pair("succeeded", "rejected", "succeeded", ""),
        Pair("succeeded", "faulted", "succeeded", ""),
        Pair("succeeded", "waiting", "succeeded", "withdraw"),
        Pair("succeeded", "overdue", "succeeded", ""),

        Pair("failed", "publish", "running 0", "submit submitted save"),
        Pair("failed", "go live", "failed", "command-refused save"),
        Pair("failed", "cancel", "failed", "command-refused save"),
        Pair("failed", "stop selling", "failed", "command-refused save"),
        Pair("failed", "support", "failed", "ticket support-requested save"),
        Pair("failed", "approve", "failed", "command-refused save"),
        Pair("failed", "reject", "failed", "command-refused save"),
        Pair("failed", "resume", "failed", "command-refused save"),
        Pair("failed", "pause", "failed", "command-refused save"),
        Pair("failed", "started", "failed", ""),
        Pair("failed", "progressed", "failed", ""),
        Pair("failed", "completed", "failed", ""),
        Pair("failed", "rejected", "failed", ""),
        Pair("failed", "faulted", "failed", ""),
        Pair("failed", "waiting", "failed", "withdraw"),
        Pair("failed", "overdue", "failed", ""),

        Pair("canceled", "publish", "running 0", "submit submitted save"),
        Pair("canceled", "go live", "canceled", "command-refused save"),
        Pair("canceled", "cancel", "canceled", "command-refused save"),
        Pair("canceled", "stop selling", "canceled", "command-refused save"),
        Pair("canceled", "support", "canceled", "ticket support-requested save"),
        Pair("canceled", "approve", "canceled", "command-refused save"),
        Pair("canceled", "reject", "canceled", "command-refused save"),
        Pair("canceled", "resume", "canceled", "command-refused save"),
        Pair("canceled", "pause", "canceled", "command-refused save"),
        Pair("canceled", "started", "canceled", ""),
        Pair("canceled", "progressed", "canceled", ""),
        Pair("canceled", "completed", "canceled", ""),
        Pair("canceled", "rejected", "canceled", ""),
        Pair("canceled", "faulted", "canceled", ""),
        Pair("canceled", "waiting", "canceled", "withdraw"),
        Pair("canceled", "overdue", "canceled", ""),
    ]

    @Test(arguments: table) func `Each event in each phase leads where the table says`(_ pair: Pair) {
        var progress = Self.progress(in: pair.phase)
        let before = progress.status
        let effects = progress.apply(Self.event(pair.event, in: pair.phase))
        #expect(words(progress.phase) == pair.after)
        #expect(words(effects) == pair.effects)
        // A refusal of an offer that never was leaves no row: what the value keeps of it is forgotten.
        guard words(effects) != "command-refused" else { return }
        #expect((progress.status == before) == !effects.contains(.save), "a row changes exactly when it is written")
    }

    @Test func `The table holds every pair once`() {
        let pairs = Self.table.map { "\($0.phase) × \($0.event)" }
        let all = Self.phases.flatMap { phase in Self.events.map { "\(phase) × \($0)" } }
        #expect(pairs.sorted() == all.sorted())
    }

    static func progress(in phase: String) -> OfferProgress {
        var walk = Walk()
        guard phase != "idle" else { return walk.progress }
        walk.publish(publication(.success(vm2018(approvals: phase == "approval 2" ? [Place.certify] : []))))
        switch phase {
        case "running 2": walk.complete(upTo: Place.certify)
        case "approval 2":
            walk.complete(upTo: Place.certify)
            walk.say(.waiting(StepOutputs()), Place.certify)
        case "blocked 2":
            walk.complete(upTo: Place.certify)
            walk.say(.faulted(Fault("scanner-away", "the scanner is away")), Place.certify)
        case "failed":
            walk.complete(upTo: Place.package)
            walk.say(.rejected([]), Place.package)
        default:
            walk.reachSignOff()
            if phase == "canceled" { walk.command(.cancel) }
            if phase == "succeeded" {
                walk.command(.goLive)
                walk.complete(upTo: Place.live + 1)
            }
        }
        #expect(walk.phase == phase)
        return walk.progress
    }

    static func event(_ name: String, in phase: String) -> OfferEvent {
        // What workers say is of the step of the phase; of a finished submission, of its gate.
        let step = phase.hasSuffix(" 2") ? Place.certify : Place.signOff
        let end = Timestamp(milliseconds: morning.milliseconds * 2)
        func says(_ outcome: Outcome) -> OfferEvent { OfferEvent(result(outcome, step)) }
        return switch name {
        case "publish": .publish(metadata(.publish), publication())
        case "go live": .goLive(metadata(.goLive))
        case "cancel": .cancel(metadata(.cancel))
        case "stop selling": .stopSelling(metadata(.stopSelling))
        case "support": .requestSupport(metadata(.requestSupport))
        case "approve": .approve(metadata(.approve), parked: scheduled(step))
        case "reject": .reject(metadata(.reject))
        case "resume": .resume(metadata(.resume), parked: scheduled(step))
        case "pause": .pause(metadata(.pause))
        case "started": says(.started)
        case "progressed": says(.progressed(Progress(percent: 40)))
        case "completed": says(.completed(StepOutputs()))
        case "rejected": says(.rejected([Problem(at: "", "not-json")]))
        case "faulted": says(.faulted(Fault("scanner-away", "the scanner is away")))
        case "waiting": says(.waiting(StepOutputs()))
        default: .overdue(at: end)
        }
    }
}
