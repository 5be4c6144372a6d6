// The commands of offerctl, declared once: parser and help are both made from here.

/// A command, by the words people type.
enum Verb: String, CaseIterable, Sendable {
    case publish
    case goLive = "go-live"
    case cancel
    case requestSupport = "request-support"
    case approve
    case reject
    case resume
    case status
    case list
    case history
    case notifications
    case topicsApply = "topics apply"
    case topicsDescribe = "topics describe"
    case help

    /// For whom a command is; the order of the help.
    enum Group: String, CaseIterable {
        case publishers = "For publishers"
        case operators = "For operators"
        case views = "To see what happens"
        case setUp = "To set up"
    }

    var group: Group {
        switch self {
        case .publish, .goLive, .cancel, .requestSupport: .publishers
        case .approve, .reject, .resume: .operators
        case .status, .list, .history, .notifications: .views
        case .topicsApply, .topicsDescribe, .help: .setUp
        }
    }

    /// The one word that stands behind the command, if it takes one.
    var operand: String? {
        switch self {
        case .publish: "FILE"
        case .goLive, .cancel, .requestSupport, .approve, .reject, .resume, .status, .history: "OFFER"
        case .list, .notifications, .topicsApply, .topicsDescribe: nil
        case .help: "[COMMAND]"
        }
    }

    /// Options of this command alone.
    var options: [OptionSpec] {
        switch self {
        case .publish: [.profile, .notify, .allowList, .noWait]
        case .goLive, .cancel, .approve, .resume: [.noWait]
        case .requestSupport: [.supportText, .noWait]
        case .reject: [.rejectText, .noWait]
        case .list: [.publisher, .state]
        case .notifications: [.follow, .offer]
        case .topicsApply: [.partitions, .replication]
        case .status, .history, .topicsDescribe, .help: []
        }
    }

    /// What stands behind the command in a usage line.
    var usage: String {
        ([operand].compactMap { $0 } + options.map(\.usage)).joined(separator: " ")
    }

    var summary: String {
        switch self {
        case .publish: "Publish an offer document"
        case .goLive: "Let a previewed offer go live"
        case .cancel: "Take a submission back"
        case .requestSupport: "Open a support request"
        case .approve: "Approve a step that waits for approval"
        case .reject: "Reject a step that waits for approval"
        case .resume: "Resume a blocked step"
        case .status: "Show where one offer stands"
        case .list: "Show all offers"
        case .history: "Show what happened to an offer"
        case .notifications: "Show the mails"
        case .topicsApply: "Create the topics that are missing"
        case .topicsDescribe: "Show the topics"
        case .help: "Show this, or all about one command"
        }
    }

    /// What the help says of the command beside its options.
    var details: String {
        switch self {
        case .publish:
            """
            Sends the offer document in FILE (- is standard input) as a publish command. The
            publishing process is the offer type's own, or the profile named. One submission
            of an offer runs at a time; a second is refused with the reason.
            """
        case .goLive:
            "Answers the publisher's sign-off: production starts, and the offer goes live."
        case .cancel:
            """
            Takes back the submission under way. Possible when the profile says so, as a rule
            only at the sign-off; "offerctl status" says whether, and why not.
            """
        case .requestSupport:
            "Opens a ticket with the offer's status, history and reports."
        case .approve: "Lets a step go on that waits for an operator's approval."
        case .reject:
            """
            Ends a submission whose step waits for an operator's approval. The publisher is
            sent TEXT.
            """
        case .resume: "Starts a blocked step again, once the fault of ours behind it is put right."
        case .status:
            """
            Shows the newest submission of an offer: its steps, where it stands, times (UTC),
            progress, problems with their place in the document and what to do.
            """
        case .list: "Shows the newest status of every offer, by publisher and offer."
        case .history: "Shows every transition of an offer in order: when (UTC), what, by whom."
        case .notifications: "Shows the mails that were written, oldest first."
        case .topicsApply:
            """
            Creates every topic of the line that is missing, with its settings. Topics that
            stand are left as they are; where one has another number of partitions, nothing
            is done: that would be a migration.
            """
        case .topicsDescribe: "Shows every topic: partitions, how long records are kept, what they hold."
        case .help: "Shows all commands, or one with its options."
        }
    }

    /// What `--json` prints for the command: part of the contract with programs.
    var json: String? {
        switch self {
        case .publish, .goLive, .cancel, .requestSupport, .approve, .reject, .resume:
            """
            One object: command (its id), kind, offer, result (accepted, refused, unanswered
            or sent) and, where known, submission, reason and code (the reason's, stable).
            """
        case .status: "The status document as it stands on offers.status."
        case .list: "The status documents, one a line."
        case .history: "The transitions as they stand on offers.history, one a line."
        case .notifications:
            """
            One object a line: id, offer, time, attributes (the record's ce_ headers), headers
            (the mail's, decoded), text (its plain text) and raw (the mail as it is).
            """
        case .topicsApply:
            "One object a line: topic, result (created, exists or refused), reason if refused."
        case .topicsDescribe:
            """
            One object a line: topic, partitions (0 if missing), cleanup (compact or delete),
            days (how long records are kept, for delete) and holds.
            """
        case .help: nil
        }
    }
}
