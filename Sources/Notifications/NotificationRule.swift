// Which transition sends which mail: the whole rule, in one switch. Publishers get a mail when they must act or when
// their wait ends, operators when only they can act.

import Offers

/// Which transitions send mails, and to whom.
public enum NotificationRule {
    /// The mails about a transition, at most one for each audience.
    public static func notifications(for transition: Transition) -> [Notification] {
        switch transition.kind {
        case .stepRejected: [.rejected]  // R8, R24: the submission has ended, its publisher must act.
        case .previewReady: [.previewReady]  // R15
        case .live: [.live]  // R20
        case .canceled: [.canceled]  // The end of a submission, so it is confirmed like the other two.
        case .sellingStopped: [.sellingStopped]  // Customers do not find the offer any more.
        case .stepOverdue: [.overdue, .stepOverdue]  // R27: one mail each.
        case .stepBlocked: [.delayed, .stepBlocked]  // R24, R28: only the operator can act.
        case .supportRequested: [.supportOpened, .supportRequested]  // R26
        case .approvalAsked: [.approvalAsked]
        // R5, R19, R24. A program that waited for the answer has it; without this, a sender could cause any number of
        // mails.
        case .commandRefused where transition.isAnswered: []
        case .commandRefused: isOperators(transition.command) ? [.operatorRefused] : [.refused]
        // The rest is progress: nobody waits for it or must act, and the status shows it.
        case .submitted, .goLiveAccepted, .approved: []  // The command is answered at once.
        case .stepStarted, .stepCompleted: []  // R8: success moves on by itself.
        case .stepResumed: []  // The publisher has nothing to do, and the operator did it.
        case .paused, .resumed: []  // Done by the operator; the overdue mail names a pause that takes too long.
        }
    }

    /// Publishers are not notified that an operator's command was refused.
    private static func isOperators(_ command: CommandKind?) -> Bool { command?.isOperators ?? false }
}
