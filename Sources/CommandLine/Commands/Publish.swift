// `offerctl publish`: reads the offer document, builds the command record, sends it, waits for the coordinator's answer and
// prints it. The other commands about an offer share everything from the record on.

import Base
import BrokerClient
import Events
import Localization
import Offers

extension CommandSpec {
    static let publish = CommandSpec(
        name: "publish", group: .publishers, operands: [.file], options: [.profile, .notify, .allowList, .noWait],
        summary: "Publish an offer document",
        details: """
            Sends the offer document in FILE (- is standard input) as a publish command. The
            publishing process is the offer type's own, or the profile that you name. An
            offer has one running submission at a time; a second one is refused with the
            reason.
            """,
        json: CommandReport.json
    ) { invocation in
        let allowList = try invocation.arguments.allowList(.allowList)
        let file = try OfferFile(path: invocation.arguments.operands[0])
        var command = invocation.command(.publish, file.summary.key, document: file.bytes)
        command.event[Command.Name.profile] = invocation.arguments[.profile]
        command.event[Command.Name.notify] = invocation.arguments[.notify]?.filter { !$0.isWhitespace }
        command.event[Command.Name.allowList] = allowList
        try invocation.ask(command)
    }
}

extension OptionSpec {
    fileprivate static let profile = OptionSpec(
        name: "--profile", value: "NAME", accepts: .text(most: 100),
        help: "Publishing process, instead of the offer type's own")
}

extension Invocation {
    /// A command from the offer's publisher, or from the operator where only an operator may give it.
    func command(_ kind: CommandKind, _ offer: OfferKey, text: String? = nil, document: [UInt8] = []) -> Command {
        var command = Command(kind, offer: offer, id: world.newID(), at: world.now(), document: document)
        command.event[Command.Name.sender] = kind.isOperators ? "operator" : offer.publisher
        command.event[Command.Name.principal] = principal
        command.event[Command.Name.text] = text
        return command
    }

    /// Sends a command, waits for the coordinator's answer unless --no-wait is given, and prints it. The answer is in
    /// the offer's row on offers.status; an offer that was never published has none, and only the history has its refusals.
    /// Throws a refusal, and that no answer came in time.
    func ask(_ command: Command) throws {
        let broker = try broker()
        var report = CommandReport(command, .sent)
        if arguments.has(.noWait) {
            try broker.send(command.message)
        } else {
            // Where the topics end before the command is sent: so the answer cannot be missed.
            let ends = try [Topic.status, .history].map { ($0, try broker.end($0, command.offer)) }
            try broker.send(command.message)
            report.result = .unanswered
            _ = try broker.followAll(Dictionary(uniqueKeysWithValues: ends), connection.timeout) { records in
                try records.contains { try report.takeAnswer($0, in: language, process) }
            }
        }
        // For people, a refusal and silence are errors.
        let isError = report.result == .refused || report.result == .unanswered
        show([report], orText: isError ? "" : report.text + "\n")
        if isError { throw ToolError(report.result == .refused ? .refused : .unanswered, report.text) }
    }
}
