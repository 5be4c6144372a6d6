// `offerctl dead-letters redrive` (R32). A record that was sent again has a header with its dead letter. So the target
// topic itself shows what was sent: a dead letter that such a header names is not sent twice.

import Base
import BrokerClient
import Offers

extension CommandSpec {
    static let deadLettersRedrive = CommandSpec(
        name: "dead-letters redrive", group: .operators, operands: [Operand(name: "DEAD-LETTER", isRequired: false)],
        options: DeadLetterFilter.options + [.all, .yes, .force, .why],
        summary: "Send dead letters back to their topics",
        details: """
            Sends dead letters back to the topic they came from, with the same key, value and
            headers. Name one DEAD-LETTER, or select several with filters or --all and add --yes.
            Each dead letter is sent only once: the record gets the header offers-redriven-from,
            which names the dead letter, and the command searches the topic for this header
            before it sends. The search begins one hour before the time of the dead letter. Do
            not run two of these commands at the same time: both may send. The command refuses a
            record if a newer submission of its offer has begun; add --force to send it anyway.
            """,
        json: """
            One object a line: deadLetter, topic, result (sent, sent-before, not-sent where
            --yes is missing, or refused) and, if refused, reason.
            """
    ) { invocation in
        let chosen = try invocation.chosenLetters()
        let facts = try invocation.broker().redriveFacts(chosen, isForced: invocation.arguments.has(.force))
        let isConfirmed = invocation.arguments.has(.yes) || !invocation.arguments.operands.isEmpty
        let act = invocation.act
        var reports: [RedriveReport] = []
        for letter in chosen {
            var report = RedriveReport(
                deadLetter: letter.id.description, topic: letter.topic, result: isConfirmed ? .sent : .notSent)
            do throws(RedriveRefusal) { try letter.mayBeSent(facts) } catch { report.refuse(error, letter) }
            if report.result == .sent { try invocation.broker().redrive(letter, facts, act) }
            // Printed at once, so that after a failure of the broker it is known what was sent.
            invocation.show([report], orText: "")
            reports.append(report)
        }
        if invocation.format.isForPeople { invocation.out.write(DeadLetterPage.text(reports, invocation.out.palette)) }
        let refused = reports.count { $0.result == .refused }
        if refused > 0 {
            throw ToolError(
                .refused, "\(refused) of \(reports.count) dead letters cannot be sent again; the remarks say why")
        }
        if reports.contains(where: { $0.result == .notSent }) {
            throw ToolError(.refused, "nothing was sent; add --yes to send what is listed")
        }
    }
}

extension OptionSpec {
    fileprivate static let all = OptionSpec(name: "--all", help: "Select all dead letters")
    fileprivate static let force = OptionSpec(
        name: "--force", help: "Send it although a newer submission has begun")
}

/// The result for one dead letter; `--json` prints it.
struct RedriveReport: Codable, Equatable {
    enum Result: String, Codable {
        case sent
        case sentBefore = "sent-before"
        case notSent = "not-sent"
        case refused
    }

    var deadLetter: String
    var topic: String
    var result: Result
    var reason: String?

    fileprivate mutating func refuse(_ refusal: RedriveRefusal, _ letter: DeadLetter) {
        switch refusal {
        case .sentBefore: result = .sentBefore
        case .superseded:
            (result, reason) = (.refused, "a newer submission of its offer has begun since; --force sends it")
        case .notOurTopic:
            (result, reason) = (.refused, "\"\(letter.topic)\" is not a topic of the pipeline")
        case .valueLeftOut:
            (result, reason) = (
                .refused, "its value was too large for this topic; the record is at \(letter.origin)"
            )
        }
    }
}

extension Invocation {
    /// Exactly one way to select: forgetting a word must not send everything.
    fileprivate func chosenLetters() throws -> [DeadLetter] {
        let filter = DeadLetterFilter(arguments, at: world.now())
        let id = try arguments.operands.first.map { try DeadLetterID(typed: $0) }
        switch [id != nil, filter != DeadLetterFilter(), arguments.has(.all)].count(where: { $0 }) {
        case 0:
            throw ToolError(
                .usage, "choose the dead letters: name one, give a filter such as --reason CODE, or add --all")
        case 1: break
        default:
            throw ToolError(.usage, "a DEAD-LETTER, filters and --all are three ways to choose; use only one of them")
        }
        let letters = try deadLetters { id == nil ? $0.fits(filter) : $0.id == id }
        if let id, letters.isEmpty { throw ToolError.unknownLetter(id) }
        return letters
    }
}
