// What came of a command about an offer: read from the coordinator's answer, printed for people or as JSON.

import Base
import BrokerClient
import Events
import Localization
import Offers

/// What came of a command; `--json` prints it.
struct CommandReport: Codable, Equatable {
    static let json = """
        One object: command (its id), kind, offer, result (accepted, refused, unanswered
        or sent) and, where known, submission (its number),
        reason and code (the reason's, stable).
        """

    enum Result: String, Codable {
        case accepted, refused, unanswered, sent
    }

    /// The command's event id.
    var command: String
    var kind: String
    var offer: String
    var result: Result
    /// Its number.
    var submission: Int?
    var reason: String?
    /// The reason for programs: stable, kebab-case.
    var code: String?

    init(_ command: Command, _ result: Result) {
        self.command = command.event.id
        kind = command.kind.rawValue
        offer = command.offer.description
        self.result = result
    }

    /// Takes the answer, if the record is the row or the history entry that holds it, and returns whether it is.
    mutating func takeAnswer(
        _ record: TopicRecord, in language: Language, _ process: (String?) throws -> PublishingProcess?
    ) throws -> Bool {
        let refusal: Remark?
        let reference: String?
        if let status = try? StatusRow(record).status, let answer = status.answer, answer.command == command {
            (submission, refusal) = (status.submissionID?.number, answer.refusal)
            reference = status.processReference
        } else if let entry = try? HistoryRow(record).transition, entry.cause == command, entry.kind == .commandRefused
        {
            (submission, refusal, reference) = (entry.submissionID?.number, entry.refusal, entry.process)
        } else {
            return false
        }
        result = refusal == nil ? .accepted : .refused
        reason = try refusal.map { $0.refusalText(in: language, process: try process(reference)) }
        code = refusal?.code
        return true
    }

    /// For people.
    var text: String {
        let about = "\(offer): \(kind)"
        return switch result {
        case .accepted: "\(about) accepted" + (submission.map { " (submission \(offer)/\($0))" } ?? "")
        case .sent: "\(about) sent (command \(command))"
        case .refused: "\(about) refused: \(reason ?? "no reason was given")"
        case .unanswered:
            """
            \(about) was sent and is kept, but no coordinator answered in time. Do not send it again: check that \
            offer-coordinator runs, then "offerctl status \(offer)" (\(command))
            """
        }
    }
}
