// THE state machine: how an offer gets from Publish to live, in one switch over phase and event. Pure: the same row and
// the same event always give the same row and the same effects. What each move does to the row stands in `Moves.swift`.

import Base
import Offers

/// Where an offer stands, and what follows when something happens to it.
public struct OfferProgress: Sendable, Equatable {
    /// The newest row; changed by `apply` and nothing else.
    public internal(set) var status: OfferStatus
    /// What follows from the event at hand, as far as it is decided; nothing between two events.
    private var effects: [Effect] = []

    public init(_ status: OfferStatus) {
        self.status = status
    }

    public var phase: Phase { Phase(status) }

    /// Takes an event and says what follows, in the order it is to be written. Nothing at all follows, and the row stays
    /// as it is, from a command seen before and from an outcome that is late or doubled.
    public mutating func apply(_ event: OfferEvent) -> [Effect] {
        let time: Timestamp
        if let report = event.report {
            time = report.time
            switch standing(of: report) {
            case .current: decide(event)
            case .late: break
            case .ofAnother: withdraw(event)
            case .ahead:
                catchUp(to: report)
                decide(event)
            }
        } else {
            if let order = event.order, !remember(order) { return [] }
            time = event.time
            decide(event)
        }
        defer { effects = [] }
        if effects.last?.place == .status {
            status.changed = time
            status.canCancel = cancelability
        }
        return effects
    }

    /// Adds what follows, at its place.
    mutating func emit(_ effect: consuming Effect) {
        if effects.isEmpty { effects.reserveCapacity(4) }
        effects.insert(inCrashOrder: effect)
    }

    private mutating func decide(_ event: OfferEvent) {
        switch (phase, event) {

        // Nothing has been published yet. Outcomes don't get this far: they are of no submission anybody has started.
        case (.idle, .publish(let order, let publication)): start(publication, order)
        case (.idle, .goLive(let order)), (.idle, .cancel(let order)), (.idle, .approve(let order, _)),
            (.idle, .reject(let order)), (.idle, .resume(let order, _)), (.idle, .pause(let order)):
            refuse(order, .neverPublished)
        case (.idle, .started), (.idle, .progressed), (.idle, .completed), (.idle, .rejected), (.idle, .faulted),
            (.idle, .waiting), (.idle, .overdue):
            break

        // A worker has the step.
        case (.underWay, .publish(let order, _)): refuse(order, alreadyRunning)
        case (.underWay(let step), .goLive(let order)): refuse(order, noGoLive(at: step))
        case (.underWay(let step), .cancel(let order)): cancel(order, at: step)
        case (.underWay, .approve(let order, _)): refuse(order, .nothingToApprove)
        case (.underWay, .reject(let order)): refuse(order, .nothingToReject)
        case (.underWay, .resume(let order, let parked)): goOn(parked, order)
        case (.underWay, .pause(let order)): pause(order)
        case (.underWay(let step), .started(let report)): begin(step, report)
        case (.underWay(let step), .progressed(let report, let progress)): show(progress, of: step, report)
        case (.underWay(let step), .completed(let report, let facts)): complete(step, facts, .of(report))
        case (.underWay(let step), .rejected(let report, let problems)): fail(step, problems, .of(report))
        case (.underWay(let step), .faulted(let report, _)) where report.isHeld: hold(step, report)
        case (.underWay(let step), .faulted(let report, let fault)): block(step, fault, report)
        case (.underWay(let step), .waiting(let report, let facts)): wait(step, facts, report)
        case (.underWay(let step), .overdue(let now, let stop)): markOverdue(step, now, stop)

        // The step is done and an operator has to approve. Its worker has nothing more to say.
        case (.awaitingApproval, .publish(let order, _)): refuse(order, alreadyRunning)
        case (.awaitingApproval(let step), .goLive(let order)): refuse(order, noGoLive(at: step))
        case (.awaitingApproval(let step), .cancel(let order)): cancel(order, at: step)
        case (.awaitingApproval(let step), .approve(let order, let parked)): approve(step, parked, order)
        case (.awaitingApproval(let step), .reject(let order)): reject(step, order)
        case (.awaitingApproval, .resume(let order, let parked)): goOn(parked, order)
        case (.awaitingApproval, .pause(let order)): pause(order)
        case (.awaitingApproval, .started), (.awaitingApproval, .progressed), (.awaitingApproval, .completed),
            (.awaitingApproval, .rejected), (.awaitingApproval, .faulted), (.awaitingApproval, .waiting):
            break
        case (.awaitingApproval(let step), .overdue(let now, let stop)): markOverdue(step, now, stop)

        // In preview: the publisher alone starts production (R19), however long it takes (R18).
        case (.awaitingSignOff, .publish(let order, _)): refuse(order, alreadyRunning)
        case (.awaitingSignOff(let step), .goLive(let order)): goLive(step, order)
        case (.awaitingSignOff(let step), .cancel(let order)): cancel(order, at: step)
        case (.awaitingSignOff, .approve(let order, _)): refuse(order, .nothingToApprove)
        case (.awaitingSignOff, .reject(let order)): refuse(order, .nothingToReject)
        case (.awaitingSignOff, .resume(let order, let parked)): goOn(parked, order)
        case (.awaitingSignOff, .pause(let order)): pause(order)
        case (.awaitingSignOff, .started), (.awaitingSignOff, .progressed), (.awaitingSignOff, .completed),
            (.awaitingSignOff, .rejected), (.awaitingSignOff, .faulted), (.awaitingSignOff, .waiting):
            break
        case (.awaitingSignOff(let step), .overdue(let now, let stop)): markOverdue(step, now, stop)

        // A fault of ours stopped the step. Should its worker have come to an answer after all (at-least-once, two
        // tries of one attempt), the answer counts: it has been handed on already.
        case (.blocked, .publish(let order, _)): refuse(order, alreadyRunning)
        case (.blocked(let step), .goLive(let order)): refuse(order, noGoLive(at: step))
        case (.blocked(let step), .cancel(let order)): cancel(order, at: step)
        case (.blocked, .approve(let order, _)): refuse(order, .nothingToApprove)
        case (.blocked(let step), .reject(let order)): reject(step, order)
        case (.blocked, .resume(let order, let parked)) where status.paused != nil: goOn(parked, order)
        case (.blocked(let step), .resume(let order, let parked)): resume(step, parked, order)
        case (.blocked, .pause(let order)): pause(order)
        case (.blocked, .started), (.blocked, .progressed), (.blocked, .faulted): break
        case (.blocked(let step), .completed(let report, let facts)): complete(step, facts, .of(report))
        case (.blocked(let step), .rejected(let report, let problems)): fail(step, problems, .of(report))
        case (.blocked(let step), .waiting(let report, let facts)): wait(step, facts, report)
        case (.blocked(let step), .overdue(let now, let stop)): markOverdue(step, now, stop)

        // Over. Publishing again begins at step 1 (R25). A canceled submission walks on to the gate, since stages hand
        // on without asking; there its preview is taken away.
        case (.ended, .publish(let order, let publication)): start(publication, order)
        case (.ended, .goLive(let order)), (.ended, .cancel(let order)), (.ended, .approve(let order, _)),
            (.ended, .reject(let order)), (.ended, .resume(let order, _)), (.ended, .pause(let order)):
            refuse(order, .notRunning)
        case (.ended, .waiting): withdraw(event)
        case (.ended, .started), (.ended, .progressed), (.ended, .completed), (.ended, .rejected), (.ended, .faulted),
            (.ended, .overdue):
            break

        // Help can be asked for at any time (R26).
        case (_, .requestSupport(let order)): openTicket(order)
        }
    }
}
