// `offerctl publish`: reads the offer document, sends the command, waits for the coordinator's answer and prints it.
// The other commands about an offer share everything except the document.

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
            submission follows the publishing profile of the offer type, or the profile that you name.
            An offer has one running submission at a time: the coordinator refuses a second one and
            gives the reason.
            """,
        json: CommandReport.json
    ) { invocation in
        let allowList = try invocation.arguments.allowList(.allowList)
        let file = try OfferFile(path: invocation.arguments.operands[0])
        var command = invocation.command(.publish, file.summary.key, document: file.bytes)
        command.event[Command.Name.profile] = invocation.arguments[.profile]
        command.event[Command.Name.notify] = invocation.arguments[.notify].map {
            Mailbox.split($0).joined(separator: ",")
        }
        command.event[Command.Name.allowList] = allowList
        try invocation.ask([command])
    }
}

extension OptionSpec {
    fileprivate static let profile = OptionSpec(
        name: "--profile", value: "NAME", accepts: .text(most: 100),
        help: "Publishing profile, instead of the offer type's")
}

extension Invocation {
    /// A command from the offer's publisher, or from the operator if only operators may send it.
    func command(_ kind: CommandKind, _ offer: OfferKey, text: String? = nil, document: [UInt8] = []) -> Command {
        var command = Command(kind, offer: offer, id: world.newID(), at: world.now(), document: document)
        command.event[Command.Name.sender] = kind.isOperators ? "operator" : offer.publisher
        command.event[Command.Name.principal] = principal
        command.event[Command.Name.text] = text
        return command
    }

    /// Sends commands, waits for the coordinator's answers unless --no-wait is given, and prints them. The answer is in
    /// the offer's row on offers.status; an offer that was never published has no row, and its refusal is only in the
    /// history. Waits for all answers together, no longer than for one. Throws refusals, and time-outs.
    func ask(_ commands: [Command]) throws {
        let broker = try broker()
        var commands = commands
        if !arguments.has(.noWait) {
            for index in commands.indices { commands[index].event[Command.Name.awaited] = "true" }
        }
        var reports = commands.map { CommandReport($0, .sent) }
        if arguments.has(.noWait) {
            for command in commands { try broker.send(command.message) }
        } else {
            // The ends of the topics before the first command is sent, so that no answer is missed.
            let offer = commands.count == 1 ? commands[0].offer : nil
            let ends = try [Topic.status, .history].map { ($0, try broker.end($0, offer)) }
            for index in commands.indices {
                try broker.send(commands[index].message)
                reports[index].result = .unanswered
            }
            var open = Dictionary(
                uniqueKeysWithValues: reports.indices.map { ("\(reports[$0].command) \(reports[$0].offer)", $0) })
            _ = try broker.followAll(Dictionary(uniqueKeysWithValues: ends), connection.timeout) { records in
                for answer in records.compactMap(CommandReport.Answer.init) {
                    guard let index = open.removeValue(forKey: answer.id) else { continue }
                    try reports[index].take(answer, in: language, process)
                }
                return open.isEmpty
            }
        }
        // For people, a refusal or a missing answer is an error.
        let failed = reports.filter { $0.result == .refused || $0.result == .unanswered }
        for report in reports {
            let isFailed = failed.contains(report)
            show([report], orText: isFailed ? "" : report.text + "\n")
            if isFailed, commands.count > 1 { out.warn(report.text) }
        }
        guard let first = failed.first else { return }
        let code: ExitCode = failed.contains { $0.result == .refused } ? .refused : .unanswered
        throw ToolError(
            code,
            commands.count == 1
                ? first.text : "\(failed.count) of \(commands.count) commands were refused or not answered")
    }
}
