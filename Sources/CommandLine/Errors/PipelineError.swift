// What the publishing pipeline can answer instead of doing what was asked, worded here and nowhere else.

import Base
import Offers

/// A coordinator that refuses or does not answer, an offer or topic that does not exist, a check that failed.
enum PipelineError: ToolError, Equatable {
    case refused(Command, reason: String)
    case unanswered(Command, after: Duration)
    case unknownOffer(OfferKey)
    case noPreview(OfferKey)
    case notLive(OfferKey)
    case liveDocumentGone(OfferKey, submission: String)
    case unknownLetter(DeadLetterID)
    case lettersRefused(Int, of: Int)
    case rowsDiffer(Int, of: Int)
    case unwell(Int)
    /// `forget` of an offer that is live or runs.
    case inUse(OfferKey, reason: String)
    /// `forget` without --yes.
    case unconfirmed(OfferKey)
    case topicsMissing(Int)
    case partitionsDiffer([Topic], wanted: Int, found: Int?)
    case topicsRefused(Int)

    var exitCode: ExitCode {
        if case .unanswered = self { .unanswered } else { .refused }
    }

    var description: String {
        switch self {
        case .refused(let command, let reason):
            return "\(command.offer): \(command.kind.rawValue) refused: \(reason)"
        case .unanswered(let command, let time):
            let offer = command.offer
            return "\(offer): \(command.kind.rawValue) was sent and is kept, but no coordinator answered within "
                + "\(time.components.seconds) s. Do not send it again: check that offer-coordinator runs, then "
                + "\"offerctl status \(offer)\" (\(command.event.id))"
        case .unknownOffer(let offer):
            return "\(offer): unknown offer; \"offerctl list\" shows all offers"
        case .noPreview(let offer):
            return
                "\(offer): this subscription cannot see such a preview; its publisher decides who can, in the allow-list"
        case .notLive(let offer):
            return "\(offer) is not live, so there is nothing to compare with; \"offerctl status \(offer)\" says more"
        case .liveDocumentGone(let offer, let submission):
            return "\(offer): the document of \(submission), which is live, is no longer kept on "
                + "\(Topic.stage(.goLive)) (90 days); compare with the publisher's own copy"
        case .unknownLetter(let letter):
            return "there is no dead letter \(letter); \"offerctl dead-letters list\" shows them all"
        case .lettersRefused(let count, let all):
            return "\(count) of \(all) letters cannot be sent again; the remarks say why"
        case .rowsDiffer(let count, let all):
            return
                "\(count) of \(all) rows differ from their history; see docs/operations.md, \"A row is wrong\""
        case .unwell(let count):
            return "\(count == 1 ? "1 thing is" : "\(count) things are") wrong; follow the remedies and run this again"
        case .inUse(let offer, let reason):
            return "\(offer): \(reason), so it is not removed; cancel it, or add --force if you are sure"
        case .unconfirmed(let offer):
            return "\(offer): nothing was removed; add --yes to remove these records"
        case .topicsMissing(let count):
            return "\(count) of \(Topic.all.count) topics are missing; run \"offerctl topics apply\""
        case .partitionsDiffer(let topics, let wanted, let found):
            let names = topics.prefix(3).map(\.name).joined(separator: ", ")
            let more = topics.count > 3 ? " and \(topics.count - 3) more" : ""
            let remedy = found.map { "give --partitions \($0) to keep what exists, or migrate" } ?? "migrate"
            return
                "not of \(wanted) partitions: \(names)\(more). Nothing was changed: all topics need the same number, "
                + "and another number moves offers to other partitions; \(remedy)"
        case .topicsRefused(let count):
            return
                "the broker refused \(count) of \(Topic.all.count) topics; fix what it says and run this again"
        }
    }
}
