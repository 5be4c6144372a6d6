// A command of offerctl as a value: its words and what it does, in Commands/. The parser, the help, the manual page,
// the completions and the reference document are generated from the list.

/// A command of offerctl.
struct CommandSpec: Sendable {
    /// Who a command is for; also the order of the help.
    enum Group: String, CaseIterable, Sendable {
        case publishers = "For publishers"
        case operators = "For operators"
        case views = "To see what happens"
        case setUp = "To set up"
    }

    /// One word, or two for a command of a group such as `topics`.
    let name: String
    /// Another word for it.
    var alias: String?
    let group: Group
    var operands: [Operand] = []
    /// Options of this command only; see `OptionSpec.common` for the others.
    var options: [OptionSpec] = []
    /// One line for the list of commands.
    let summary: String
    /// The command's own help, apart from its options.
    let details: String
    /// What `-o json` prints: part of the contract with programs.
    var json: String?
    /// Runs the command. Throws `ToolError` and `BrokerError`.
    let run: @Sendable (Invocation) throws -> Void

    /// Every command, in the order of the help.
    static let all: [CommandSpec] = [
        .new, .lint, .checkImage, .publish, .preview, .goLive, .cancel, .stopSelling, .requestSupport,
        .approve, .reject, .resume, .pause, .pauses, .forget, .rebuild, .backup, .restore, .imagesPrune,
        .deadLettersList, .deadLettersShow, .deadLettersRedrive, .deadLettersEdit, .deadLettersDiscard,
        .status, .list, .history, .logs, .compare, .notifications, .lag,
        .topicsApply, .topicsDescribe, .doctor, .contextList, .contextSet, .contextUse, .completion, .manual,
        .contracts, .version, .help,
    ]

    /// By its name or alias.
    static func named(_ word: String) -> CommandSpec? { all.first { $0.name == word || $0.alias == word } }

    /// The second words of the commands of a group; empty for any other word.
    static func secondWords(of group: String) -> [String] {
        all.filter { $0.name.hasPrefix(group + " ") }.map { String($0.name.dropFirst(group.count + 1)) }
    }

    /// Name and operands, as in `go-live OFFER`.
    var synopsis: String { ([name] + operands.map(\.usage)).joined(separator: " ") }

    /// Operands and options, as they follow the name in a usage line.
    var usageWords: [String] { operands.map(\.usage) + options.map(\.usage) }

    /// The whole usage line.
    var usage: String { (["offerctl", name] + usageWords).joined(separator: " ") }

    var allOptions: [OptionSpec] { options + OptionSpec.common }
}

/// A word that follows a command.
struct Operand: Sendable {
    let name: String
    var isRequired = true
    var accepts = AcceptedValues.anything

    var usage: String { isRequired ? name : "[\(name)]" }

    static let file = Operand(name: "FILE", accepts: .files)
    static let offer = Operand(name: "OFFER", accepts: .offer)
    static let optionalOffer = Operand(name: "OFFER", isRequired: false, accepts: .offer)
}
