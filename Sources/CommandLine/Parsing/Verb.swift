// The commands of offerctl, declared once: parser and help are both made from here.

/// A command, by the words people type.
enum Verb: String, CaseIterable, Sendable {
    case lint
    case publish
    case preview
    case goLive = "go-live"
    case cancel
    case requestSupport = "request-support"
    case approve
    case reject
    case resume
    case pause
    case rebuild
    case deadLettersList = "dead-letters list"
    case deadLettersShow = "dead-letters show"
    case deadLettersRedrive = "dead-letters redrive"
    case status
    case list
    case history
    case compare
    case notifications
    case lag
    case topicsApply = "topics apply"
    case topicsDescribe = "topics describe"
    case doctor
    case completion
    case manual
    case contracts
    case help

    /// By its name or another word for it.
    init?(word: String) {
        guard let verb = Verb(rawValue: word) ?? Verb.allCases.first(where: { $0.alias == word }) else { return nil }
        self = verb
    }

    /// A shorter word that means the same.
    var alias: String? { self == .requestSupport ? "support" : nil }

    /// For whom a command is; the order of the help.
    enum Group: String, CaseIterable {
        case publishers = "For publishers"
        case operators = "For operators"
        case views = "To see what happens"
        case setUp = "To set up"
    }

    var group: Group {
        switch self {
        case .lint, .publish, .preview, .goLive, .cancel, .requestSupport: .publishers
        case .approve, .reject, .resume, .pause, .rebuild, .deadLettersList, .deadLettersShow, .deadLettersRedrive:
            .operators
        case .status, .list, .history, .compare, .notifications, .lag: .views
        case .topicsApply, .topicsDescribe, .doctor, .completion, .manual, .contracts, .help: .setUp
        }
    }

    /// The words that stand behind the command, in brackets where one may be left out.
    var operands: [String] {
        switch self {
        case .lint, .publish: ["FILE"]
        case .goLive, .cancel, .requestSupport, .approve, .reject, .status, .history: ["OFFER"]
        case .preview, .resume, .pause, .rebuild: ["[OFFER]"]
        case .compare: ["FILE", "OFFER"]
        case .deadLettersShow: ["LETTER"]
        case .deadLettersRedrive: ["[LETTER]"]
        case .completion: ["SHELL"]
        case .contracts: ["DOCUMENT"]
        case .deadLettersList, .list, .notifications, .lag, .topicsApply, .topicsDescribe, .doctor, .manual: []
        case .help: ["[COMMAND]"]
        }
    }

    /// The same as one text; nil where there are none.
    var operand: String? { operands.isEmpty ? nil : operands.joined(separator: " ") }

    /// Options of this command alone.
    var options: [OptionSpec] {
        switch self {
        case .lint: [.policy, .fileRoots, .notify, .allowList]
        case .publish: [.profile, .notify, .allowList, .noWait]
        case .preview: [.subscription]
        case .goLive, .cancel, .approve: [.noWait]
        case .resume: [.stage, .line, .noWait]
        case .pause: [.stage, .line, .pauseText, .noWait]
        case .requestSupport: [.supportText, .noWait]
        case .reject: [.rejectText, .noWait]
        case .rebuild: [.profiles]
        case .deadLettersList: OptionSpec.letterFilters
        case .deadLettersRedrive: OptionSpec.letterFilters + [.all, .dryRun]
        case .status: [.watch]
        case .list: [.publisher, .state]
        case .compare: [.policy]
        case .notifications: [.follow, .offer]
        case .topicsApply: [.partitions, .replication]
        case .deadLettersShow, .history, .lag, .topicsDescribe, .doctor, .completion, .manual, .contracts, .help: []
        }
    }

    /// What stands behind the command in a usage line.
    var usage: String {
        (operands + options.map(\.usage)).joined(separator: " ")
    }

    var summary: String {
        switch self {
        case .lint: "Check an offer document, without a broker"
        case .publish: "Publish an offer document"
        case .preview: "Show previews as one subscription sees them"
        case .goLive: "Let a previewed offer go live"
        case .cancel: "Take a submission back"
        case .requestSupport: "Open a support request"
        case .approve: "Approve a step that waits for approval"
        case .reject: "Reject a step that waits for approval"
        case .resume: "Resume what is blocked or paused"
        case .pause: "Pause an offer, a stage or the whole line"
        case .rebuild: "Check each status against its history"
        case .deadLettersList: "Show what could not be used, and why"
        case .deadLettersShow: "Show one dead letter whole"
        case .deadLettersRedrive: "Send dead letters again to where they came from"
        case .status: "Show where one offer stands"
        case .list: "Show all offers"
        case .history: "Show what happened to an offer"
        case .compare: "Show what a draft changes of a live offer"
        case .notifications: "Show the mails"
        case .lag: "Show what each worker has still to do"
        case .topicsApply: "Create the topics that are missing"
        case .topicsDescribe: "Show the topics"
        case .doctor: "Look for what is wrong with the line"
        case .completion: "Print a shell's completion of these commands"
        case .manual: "Print the manual page"
        case .contracts: "Print a document about topics or commands"
        case .help: "Show this, or all about one command"
        }
    }
}
