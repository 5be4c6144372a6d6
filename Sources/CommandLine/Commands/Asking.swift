// Sends a command and waits for what the coordinator says to it: the offer's row on offers.status carries the answer to
// the newest command. The end of the topic is marked before the command goes out, so the answer cannot be missed.

import Base
import Events
import Offers

extension Execution {
    /// A command of the offer's publisher, or of an operator where only one may give it.
    func command(_ kind: CommandKind, _ offer: OfferKey, text: String? = nil, document: [UInt8] = []) -> Command {
        var command = Command(kind, offer: offer, id: world.newID(), at: world.now(), document: document)
        command.event[Command.Name.sender] = kind.isOperators ? "operator" : offer.publisher
        command.event[Command.Name.text] = text
        return command
    }

    func publishCommand(_ path: String, _ choices: PublishChoices) throws -> Command {
        let file = try OfferFile(path: path)
        var command = command(.publish, file.summary.key, document: file.bytes)
        command.event[Command.Name.profile] = choices.profile
        command.event[Command.Name.notify] = choices.notify
        command.event[Command.Name.allowList] = try choices.allowList.map(allowList)
        return command
    }

    func allowList(_ given: AllowList) throws -> String {
        switch given {
        case .entries(let entries): entries
        case .file(let path): try AllowList.read(NamedFile.read(path, most: 65_536), path: path)
        }
    }

    /// Sends; waits for the answer if there is a wait. Throws what the coordinator refused, and its silence.
    func ask(_ command: Command, waiting patience: Duration?) throws {
        let desk = try desk()
        guard let patience else {
            try desk.send(command.message)
            return tell(CommandReport(command, .sent))
        }
        let end = try desk.end(.status, command.offer)
        try desk.send(command.message)
        var answered: CommandReport?
        _ = try desk.follow(.status, end, patience) { record in
            answered = CommandReport(command, answeredBy: record)
            return answered != nil
        }
        tell(answered ?? CommandReport(command, .unanswered))
        guard let answered else {
            throw PipelineError.unanswered(
                command.kind, command.offer, id: command.event.id, seconds: Int(patience.milliseconds / 1000))
        }
        if answered.result == .refused {
            throw PipelineError.refused(command.kind, command.offer, reason: answered.reason ?? "no reason was given")
        }
    }

    /// For people only what went well: the rest is an error and told as one.
    private func tell(_ report: CommandReport) {
        if isJSON {
            out.write(JSONLine.of(report))
        } else if let line = report.line {
            out.write(line)
        }
    }
}

/// What became of a command; `--json` prints it.
struct CommandReport: Codable, Equatable {
    enum Result: String, Codable {
        case accepted, refused, unanswered, sent
    }

    /// The command's event id.
    var command: String
    var kind: String
    var offer: String
    var result: Result
    var submission: String?
    var reason: String?
    /// The reason for programs: stable, kebab-case.
    var code: String?

    init(_ command: Command, _ result: Result) {
        self.command = command.event.id
        kind = command.kind.rawValue
        offer = command.offer.description
        self.result = result
    }

    /// The answer, if the record is the row that gives it.
    init?(_ command: Command, answeredBy record: Record) {
        guard record.key == command.offer.bytes, let status = try? StatusRow(record).status,
            let answer = status.answer, answer.command == command.event.id
        else { return nil }
        self.init(command, answer.accepted ? .accepted : .refused)
        submission = status.submission
        reason = answer.reason
        code = answer.code
    }
}
