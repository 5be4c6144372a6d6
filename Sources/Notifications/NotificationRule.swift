// Which transition makes which mail: the whole rule, in one switch. Publishers hear of what asks something of them or
// ends their wait; operators of what only they can move.

import Offers

/// Which transitions are mailed, and to whom.
public enum NotificationRule {
    /// The mails a transition makes, at most one for each audience.
    public static func notices(for transition: Transition) -> [Notification] {
        switch transition.kind {
        case .stepRejected: [.rejected]  // R8, R24: the submission has ended, its publisher must act.
        case .previewReady: [.previewReady]  // R15
        case .live: [.live]  // R20
        case .canceled: [.canceled]  // The end of a submission, so it is confirmed like the other two.
        case .stepOverdue: [.overdue, .stepOverdue]  // R27: both hear of it, once.
        case .stepBlocked: [.delayed, .stepBlocked]  // R24, R28: nothing the publisher could do; the operator must.
        case .supportRequested: [.supportOpened, .supportRequested]  // R26
        case .approvalAsked: [.approvalAsked]
        case .commandRefused: isOperators(transition.command) ? [.operatorRefused] : [.refused]  // R5, R19, R24
        // The rest is progress: nobody waits for it or has to act, and the status shows it to whoever looks.
        case .submitted, .goLiveAccepted, .approved: []  // Answered at once to whoever gave the command.
        case .stepStarted, .stepCompleted: []  // R8: success moves on by itself.
        case .stepResumed: []  // The publisher was told there is nothing to do, the operator did it.
        case .paused, .resumed: []  // The operator's own doing; should it take too long, the overdue mail names it.
        }
    }

    /// A publisher does not hear of what an operator tried and was refused.
    private static func isOperators(_ command: String?) -> Bool {
        command.flatMap(CommandKind.init(rawValue:))?.isOperators ?? false
    }
}
