// THE state machine: how an offer gets from Publish to live, in one switch over phase and event. Pure: the same row and
// the same event always give the same row and the same effects. `Moves.swift` has what each move does to the row.

import Base
import Events
import Offers

/// The status of an offer, and what follows when something happens to it.
public struct OfferProgress: Sendable, Equatable {
    /// The newest row; only `apply` changes it.
    public internal(set) var status: OfferStatus
    /// The effects of the current event so far; empty between two events.
    var effects: [Effect] = []

    public init(_ status: OfferStatus) {
        self.status = status
    }

    /// Applies an event and returns its effects in the order in which they are to be written. A command seen before,
    /// and an outcome that is late or repeated, have no effects and do not change the row.
    public mutating func apply(_ event: OfferEvent) -> [Effect] {
        if let command = event.command, status.knows(command.identity) { return [] }
        let result = event.result
        switch result.map({ standing(of: $0) }) ?? .current {
        case .late: break
        case .ofAnother: withdraw(event)
        case .current, .ahead:
            if let result { catchUp(to: result) }
            decide(event)
        }
        defer { effects = [] }
        if effects.last?.rank == .status { status.changed = event.time }
        return effects
    }

    private mutating func decide(_ event: OfferEvent) {
        switch (phase, event) {
        // A submission begins at step 1, even after another one (R25). There is one at a time.
        case (.idle, .publish(let command, let publication)), (.finished, .publish(let command, let publication)):
            submit(publication, command)
        case (.running, .publish(let command, let publication)),
            (.awaitingApproval, .publish(let command, let publication)),
            (.awaitingSignOff, .publish(let command, let publication)),
            (.blocked, .publish(let command, let publication)):
            refuse(command, alreadyRunning, publication)

        // A worker has the step.
        case (.running(let step), .started(let result)): begin(step, result)
        case (.running(let step), .progressed(let result, let progress)): show(progress, of: step, result)
        case (.running(let step), .completed(let result, let outputs)): complete(step, outputs, .of(result))
        case (.running(let step), .rejected(let result, let problems)): fail(step, problems, .of(result))
        case (.running(let step), .faulted(let result, _)) where result.isHeld: hold(step, result)
        case (.running(let step), .faulted(let result, let fault)): block(step, fault, result)
        case (.running(let step), .waiting(let result, let outputs)): wait(step, outputs, result)

        // The step is done, and an operator must approve it.
        case (.awaitingApproval(let step), .approve(let command, let parked)): approve(step, parked, command)
        case (.awaitingApproval(let step), .reject(let command)): reject(step, command)

        // In preview: only the publisher starts production (R19), however long it takes (R18).
        case (.awaitingSignOff(let step), .goLive(let command)): goLive(step, command)

        // A fault on our side stopped the step. If its worker has reached an answer after all (at-least-once, two tries
        // of one attempt), the answer counts: it has already been handed off.
        case (.blocked(let step), .completed(let result, let outputs)): complete(step, outputs, .of(result))
        case (.blocked(let step), .rejected(let result, let problems)): fail(step, problems, .of(result))
        case (.blocked(let step), .waiting(let result, let outputs)): wait(step, outputs, result)
        case (.blocked(let step), .reject(let command)): reject(step, command)
        case (.blocked(let step), .resume(let command, let parked)) where status.paused == nil:
            resume(step, parked, command)

        // A canceled submission continues to the gate, because stages hand off without asking; its preview is removed
        // there.
        case (.finished, .waiting): withdraw(event)

        // These apply at any step before the end.
        case (.running(let step), .goLive(let command)), (.awaitingApproval(let step), .goLive(let command)),
            (.blocked(let step), .goLive(let command)):
            refuse(command, status.goLiveRefusal(at: step))
        case (.running, .approve(let command, _)), (.awaitingSignOff, .approve(let command, _)),
            (.blocked, .approve(let command, _)):
            refuse(command, .nothingToApprove)
        case (.running, .reject(let command)), (.awaitingSignOff, .reject(let command)):
            refuse(command, .nothingToReject)
        case (.running, .cancel(let command)), (.awaitingApproval, .cancel(let command)),
            (.awaitingSignOff, .cancel(let command)), (.blocked, .cancel(let command)):
            cancel(command)
        case (.running, .pause(let command)), (.awaitingApproval, .pause(let command)),
            (.awaitingSignOff, .pause(let command)), (.blocked, .pause(let command)):
            pause(command)
        case (.running, .resume(let command, let parked)), (.awaitingApproval, .resume(let command, let parked)),
            (.awaitingSignOff, .resume(let command, let parked)), (.blocked, .resume(let command, let parked)):
            liftStop(parked, command)
        case (.running(let step), .overdue(let now, let stop)),
            (.awaitingApproval(let step), .overdue(let now, let stop)),
            (.awaitingSignOff(let step), .overdue(let now, let stop)),
            (.blocked(let step), .overdue(let now, let stop)):
            markOverdue(step, now, stop)

        // Support can be requested at any time (R26).
        case (_, .requestSupport(let command)): openTicket(command)

        // Whether the offer is live does not depend on its newest submission, until that one is about to go live.
        case (_, .stopSelling(let command)): stopSelling(command)

        // Nothing to command.
        case (.idle, .goLive(let command)), (.idle, .cancel(let command)), (.idle, .approve(let command, _)),
            (.idle, .reject(let command)), (.idle, .resume(let command, _)), (.idle, .pause(let command)):
            refuse(command, .neverPublished)
        case (.finished, .goLive(let command)), (.finished, .cancel(let command)),
            (.finished, .approve(let command, _)),
            (.finished, .reject(let command)), (.finished, .resume(let command, _)), (.finished, .pause(let command)):
            refuse(command, .notRunning)

        // Other outcomes have no effect.
        case (_, .started), (_, .progressed), (_, .completed), (_, .rejected), (_, .faulted), (_, .waiting),
            (_, .overdue):
            break
        }
    }
}
