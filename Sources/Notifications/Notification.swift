// The subject of a mail. Each kind has its sentences in Localization, `mail.<kind>.…`.

/// The kinds of mail.
public enum Notification: String, Sendable, CaseIterable {
    case rejected
    case previewReady = "preview-ready"
    case live
    case canceled
    case sellingStopped = "selling-stopped"
    case overdue
    case delayed
    case refused
    case supportOpened = "support-opened"
    case stepBlocked = "step-blocked"
    case stepOverdue = "step-overdue"
    case supportRequested = "support-requested"
    case approvalAsked = "approval-asked"
    case operatorRefused = "operator-refused"

    /// Whom it is for.
    public enum Audience: String, Sendable {
        case publisher
        case `operator`
    }

    /// The readers of this kind.
    public var audience: Audience {
        switch self {
        case .rejected, .previewReady, .live, .canceled, .sellingStopped, .overdue, .delayed, .refused, .supportOpened:
            .publisher
        case .stepBlocked, .stepOverdue, .supportRequested, .approvalAsked, .operatorRefused: .operator
        }
    }
}
