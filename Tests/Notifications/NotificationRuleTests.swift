import Testing

@testable import Notifications
@testable import Offers

@Suite struct NotificationRuleTests {
    /// Said once more by hand, so that a mistake in the rule is seen.
    static let expected: [Transition.Kind: [Notification]] = [
        .submitted: [], .stepStarted: [], .stepCompleted: [], .stepRejected: [.rejected],
        .stepBlocked: [.delayed, .stepBlocked], .stepOverdue: [.overdue, .stepOverdue], .stepResumed: [], .paused: [],
        .resumed: [],
        .approvalAsked: [.approvalAsked], .approved: [], .previewReady: [.previewReady], .goLiveAccepted: [],
        .live: [.live], .canceled: [.canceled], .sellingStopped: [.sellingStopped], .commandRefused: [.refused],
        .supportRequested: [.supportOpened, .supportRequested],
    ]

    @Test(arguments: Transition.Kind.allCases)
    func `Each kind of transition makes the mails of the rule and no other`(kind: Transition.Kind) throws {
        let transition = Sample.transition(kind) {
            $0.command = .publish
            $0.notify = ["ana@contoso.example"]
        }
        let messages = try Sample.messages(transition)
        #expect(NotificationRule.notifications(for: transition) == Self.expected[kind])
        #expect(messages.map { $0.header("ce_notification") } == Self.expected[kind]?.map(\.rawValue))
    }

    @Test(arguments: CommandKind.allCases)
    func `Who gave a command hears that it was refused`(command: CommandKind) {
        let transition = Sample.transition(.commandRefused) { $0.command = command }
        #expect(
            NotificationRule.notifications(for: transition) == (command.isOperators ? [.operatorRefused] : [.refused]))
    }

    @Test(arguments: Transition.Kind.allCases)
    func `No transition makes two mails for the same audience`(kind: Transition.Kind) {
        let audiences = NotificationRule.notifications(for: Sample.transition(kind)).map(\.audience)
        #expect(Set(audiences).count == audiences.count)
    }
}
