// The result of a command about an offer: read from the coordinator's answer, printed for people or as JSON.

import Base
import BrokerClient
import Events
import Localization
import Offers

/// The result of a command; `--json` prints it.
struct CommandReport: Codable, Equatable {
    static let json = """
        One object: command (its id), kind, offer, result (accepted, refused, unanswered
        or sent) and, where known, submission (its number),
        reason and code (the reason's, stable).
        """

    static let ofMany = """
        \(json)
        Of many offers: such an object a line; without --yes offer, title, needs, stage,
        reason, attempts and since.
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

    /// A coordinator's answer.
    struct Answer {
        /// Id of the command.
        var command: String
        var offer: OfferKey
        var submission: Int?
        var refusal: Remark?
        var process: String?

        /// Distinguishes it from answers to other commands: the id alone is the sender's choice.
        var id: String { "\(command) \(offer)" }

        /// Nil if the record is not an answer: neither an offer's row nor the history entry of a refusal.
        init?(_ record: TopicRecord) {
            if record.topic == Topic.status.name {
                guard let status = try? StatusRow(record).status, let answer = status.answer else { return nil }
                (command, offer, refusal) = (answer.command, status.key, answer.refusal)
                (submission, process) = (status.submissionID?.number, status.processReference)
            } else {
                guard let entry = try? HistoryRow(record).transition, entry.kind == .commandRefused else { return nil }
                (command, offer, refusal) = (entry.cause, entry.key, entry.refusal)
                (submission, process) = (entry.submissionID?.number, entry.process)
            }
        }
    }

    mutating func take(
        _ answer: Answer, in language: Language, _ process: (String?) throws -> PublishingProcess?
    ) throws {
        submission = answer.submission
        result = answer.refusal == nil ? .accepted : .refused
        reason = try answer.refusal.map { $0.refusalText(in: language, process: try process(answer.process)) }
        code = answer.refusal?.code
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
