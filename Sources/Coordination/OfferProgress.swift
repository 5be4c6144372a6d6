// THE state machine: how an offer gets from Publish to live, in one switch over phase and event. Pure: the same row and
// the same event always give the same row and the same effects. What each move does to the row is in `Moves.swift`.

import Base
import Events
import Offers

/// Where an offer is, and what follows when something happens to it.
public struct OfferProgress: Sendable, Equatable {
    /// The newest row; changed by `apply` and nothing else.
    public internal(set) var status: OfferStatus
    /// What follows from the event at hand, as far as it is decided; nothing between two events.
    private var effects: [Effect] = []

    public init(_ status: OfferStatus) {
        self.status = status
    }

    public var phase: Phase { Phase(status) }

    /// Takes an event and says what follows, in the order in which it is to be written. Nothing at all follows, and the row stays
    /// as it is, from a command seen before and from an outcome that is late or doubled.
    public mutating func apply(_ event: OfferEvent) -> [Effect] {
        let time: Timestamp
        if let result = event.result {
            time = result.time
            switch standing(of: result) {
            case .current: decide(event)
            case .late: break
            case .ofAnother: withdraw(event)
            case .ahead:
                catchUp(to: result)
                decide(event)
            }
        } else {
            if let command = event.command, !remember(command) { return [] }
            time = event.time
            decide(event)
        }
        defer { effects = [] }
        if effects.last?.rank == .status { status.changed = time }
        return effects
    }

    /// Adds what follows, at its rank.
    mutating func emit(_ effect: consuming Effect) {
        if effects.isEmpty { effects.reserveCapacity(4) }
        effects.insert(inCrashOrder: effect)
    }

    private mutating func decide(_ event: OfferEvent) {
        switch (phase, event) {

        // Nothing has been published yet. Outcomes don't get this far: they are of no submission anybody has started.
        case (.idle, .publish(let command, let publication)): submit(publication, command)
        case (.idle, .goLive(let command)), (.idle, .cancel(let command)), (.idle, .approve(let command, _)),
            (.idle, .reject(let command)), (.idle, .resume(let command, _)), (.idle, .pause(let command)):
            refuse(command, .neverPublished)
        case (.idle, .started), (.idle, .progressed), (.idle, .completed), (.idle, .rejected), (.idle, .faulted),
            (.idle, .waiting), (.idle, .overdue):
            break

        // A worker has the step.
        case (.running, .publish(let command, _)): refuse(command, alreadyRunning)
        case (.running(let step), .goLive(let command)): refuse(command, status.goLiveRefusal(at: step))
        case (.running, .cancel(let command)): cancel(command)
        case (.running, .approve(let command, _)): refuse(command, .nothingToApprove)
        case (.running, .reject(let command)): refuse(command, .nothingToReject)
        case (.running, .resume(let command, let parked)): liftStop(parked, command)
        case (.running, .pause(let command)): pause(command)
        case (.running(let step), .started(let result)): begin(step, result)
        case (.running(let step), .progressed(let result, let progress)): show(progress, of: step, result)
        case (.running(let step), .completed(let result, let outputs)): complete(step, outputs, .of(result))
        case (.running(let step), .rejected(let result, let problems)): fail(step, problems, .of(result))
        case (.running(let step), .faulted(let result, _)) where result.isHeld: hold(step, result)
        case (.running(let step), .faulted(let result, let fault)): block(step, fault, result)
        case (.running(let step), .waiting(let result, let outputs)): wait(step, outputs, result)
        case (.running(let step), .overdue(let now, let stop)): markOverdue(step, now, stop)

        // The step is done and an operator has to approve. Its worker has nothing more to say.
        case (.awaitingApproval, .publish(let command, _)): refuse(command, alreadyRunning)
        case (.awaitingApproval(let step), .goLive(let command)): refuse(command, status.goLiveRefusal(at: step))
        case (.awaitingApproval, .cancel(let command)): cancel(command)
        case (.awaitingApproval(let step), .approve(let command, let parked)): approve(step, parked, command)
        case (.awaitingApproval(let step), .reject(let command)): reject(step, command)
        case (.awaitingApproval, .resume(let command, let parked)): liftStop(parked, command)
        case (.awaitingApproval, .pause(let command)): pause(command)
        case (.awaitingApproval, .started), (.awaitingApproval, .progressed), (.awaitingApproval, .completed),
            (.awaitingApproval, .rejected), (.awaitingApproval, .faulted), (.awaitingApproval, .waiting):
            break
        case (.awaitingApproval(let step), .overdue(let now, let stop)): markOverdue(step, now, stop)

        // In preview: the publisher alone starts production (R19), however long it takes (R18).
        case (.awaitingSignOff, .publish(let command, _)): refuse(command, alreadyRunning)
        case (.awaitingSignOff(let step), .goLive(let command)): goLive(step, command)
        case (.awaitingSignOff, .cancel(let command)): cancel(command)
        case (.awaitingSignOff, .approve(let command, _)): refuse(command, .nothingToApprove)
        case (.awaitingSignOff, .reject(let command)): refuse(command, .nothingToReject)
        case (.awaitingSignOff, .resume(let command, let parked)): liftStop(parked, command)
        case (.awaitingSignOff, .pause(let command)): pause(command)
        case (.awaitingSignOff, .started), (.awaitingSignOff, .progressed), (.awaitingSignOff, .completed),
            (.awaitingSignOff, .rejected), (.awaitingSignOff, .faulted), (.awaitingSignOff, .waiting):
            break
        case (.awaitingSignOff(let step), .overdue(let now, let stop)): markOverdue(step, now, stop)

        // A fault of ours stopped the step. Should its worker have come to an answer after all (at-least-once, two
        // tries of one attempt), the answer counts: it has been handed off already.
        case (.blocked, .publish(let command, _)): refuse(command, alreadyRunning)
        case (.blocked(let step), .goLive(let command)): refuse(command, status.goLiveRefusal(at: step))
        case (.blocked, .cancel(let command)): cancel(command)
        case (.blocked, .approve(let command, _)): refuse(command, .nothingToApprove)
        case (.blocked(let step), .reject(let command)): reject(step, command)
        case (.blocked, .resume(let command, let parked)) where status.paused != nil: liftStop(parked, command)
        case (.blocked(let step), .resume(let command, let parked)): resume(step, parked, command)
        case (.blocked, .pause(let command)): pause(command)
        case (.blocked, .started), (.blocked, .progressed), (.blocked, .faulted): break
        case (.blocked(let step), .completed(let result, let outputs)): complete(step, outputs, .of(result))
        case (.blocked(let step), .rejected(let result, let problems)): fail(step, problems, .of(result))
        case (.blocked(let step), .waiting(let result, let outputs)): wait(step, outputs, result)
        case (.blocked(let step), .overdue(let now, let stop)): markOverdue(step, now, stop)

        // Over. Publishing again begins at step 1 (R25). A canceled submission walks on to the gate, since stages hand
        // off without asking; there its preview is taken away.
        case (.finished, .publish(let command, let publication)): submit(publication, command)
        case (.finished, .goLive(let command)), (.finished, .cancel(let command)),
            (.finished, .approve(let command, _)),
            (.finished, .reject(let command)), (.finished, .resume(let command, _)), (.finished, .pause(let command)):
            refuse(command, .notRunning)
        case (.finished, .waiting): withdraw(event)
        case (.finished, .started), (.finished, .progressed), (.finished, .completed), (.finished, .rejected),
            (.finished, .faulted),
            (.finished, .overdue):
            break

        // Help can be asked for at any time (R26).
        case (_, .requestSupport(let command)): openTicket(command)
        }
    }
}
