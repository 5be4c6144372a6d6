// What the publishing line itself can answer instead of doing what was asked, worded here and nowhere else.

import Events
import Offers

/// A broker that is away, a coordinator that refuses or is silent, an offer or topic that is not there.
enum PipelineError: ToolError, Equatable {
    case refused(CommandKind, OfferKey, reason: String)
    case unanswered(CommandKind, OfferKey, id: String, seconds: Int)
    case unknownOffer(OfferKey)
    case noPreview(OfferKey)
    case notLive(OfferKey)
    case liveDocumentGone(OfferKey, submission: String)
    case unknownLetter(DeadLetterID)
    case lettersRefused(Int, of: Int)
    case rowsDiffer(Int, of: Int)
    case unwell(Int)
    /// In the words of the Kafka module, which names the address and what to check.
    case brokerAway(String)
    /// The client or the broker takes no record of that size.
    case tooLarge(bytes: Int, topic: Topic)
    case topicMissing(Topic)
    case topicsMissing(Int)
    case partitionsDiffer([Topic], wanted: Int, standing: Int?)
    case topicsRefused(Int)
    case topicsNotCreatable(missing: Int)

    var exitCode: ExitCode {
        switch self {
        case .refused, .unknownOffer, .noPreview, .notLive, .liveDocumentGone, .unknownLetter, .lettersRefused,
            .rowsDiffer, .unwell, .topicsMissing, .partitionsDiffer, .topicsRefused:
            .refused
        case .tooLarge: .badFile
        case .brokerAway, .topicMissing, .topicsNotCreatable: .brokerAway
        case .unanswered: .unanswered
        }
    }

    var description: String {
        switch self {
        case .refused(let kind, let offer, let reason):
            return "\(offer): \(kind.rawValue) refused: \(reason)"
        case .unanswered(let kind, let offer, let id, let seconds):
            return "\(offer): \(kind.rawValue) was sent and is kept, but no coordinator answered within \(seconds) s. "
                + "Do not send it again: see that offer-coordinator runs, then \"offerctl status \(offer)\" (\(id))"
        case .unknownOffer(let offer):
            return "\(offer): nothing is known of this offer; \"offerctl list\" shows all there are"
        case .noPreview(let offer):
            return "\(offer): this subscription sees no such preview; its publisher names who does in the allow-list"
        case .notLive(let offer):
            return "\(offer) is not live, so there is nothing to compare with; \"offerctl status \(offer)\" says more"
        case .liveDocumentGone(let offer, let submission):
            return "\(offer): the document of \(submission), which is live, is no longer kept on "
                + "\(Topic.stage(.goLive)) (90 days); compare with the publisher's own copy"
        case .unknownLetter(let letter):
            return "there is no dead letter \(letter); \"offerctl dead-letters list\" shows all there are"
        case .lettersRefused(let count, let all):
            return "\(count) of \(all) letters cannot be sent again; the remarks say why"
        case .rowsDiffer(let count, let all):
            return
                "\(count) of \(all) rows are not what the history makes of them; see docs/operations.md, \"A row is wrong\""
        case .unwell(let count):
            return "\(count == 1 ? "1 thing is" : "\(count) things are") wrong; do what is told and run this again"
        case .brokerAway(let words):
            return words
        case .tooLarge(let bytes, let topic):
            return
                "a record of \(bytes) bytes is too large for \(topic); nothing was sent. Make the offer document smaller: "
                + "name pictures by address, shorten descriptions"
        case .topicMissing(let topic):
            return "the broker has no topic \(topic); run \"offerctl topics apply\", or see that --broker is right "
                + "and that the user may describe it"
        case .topicsMissing(let count):
            return "\(count) of \(Topic.all.count) topics are missing; run \"offerctl topics apply\""
        case .partitionsDiffer(let topics, let wanted, let standing):
            let names = topics.prefix(3).map(\.name).joined(separator: ", ")
            let more = topics.count > 3 ? " and \(topics.count - 3) more" : ""
            let remedy = standing.map { "give --partitions \($0) to keep what stands, or migrate" } ?? "migrate"
            return
                "not of \(wanted) partitions: \(names)\(more). Nothing was changed: all topics need the same number, "
                + "and another number gives offers another place; \(remedy)"
        case .topicsRefused(let count):
            return
                "\(count) of \(Topic.all.count) topics were refused by the broker; "
                + "put right what it says and run this again"
        case .topicsNotCreatable(let missing):
            return "this broker creates no topics on request, and \(missing) of \(Topic.all.count) are missing; "
                + "the embedded one makes them when it starts: start offer-broker again"
        }
    }
}
