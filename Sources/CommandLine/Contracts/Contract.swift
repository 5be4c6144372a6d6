// Which messages are on which topic, declared once: AsyncAPI document and reference page are both made from here.

import Events
import Offers

/// A kind of record on a topic.
struct Contract: Equatable {
    /// How a record is written.
    enum Form: String {
        /// CloudEvents 1.0 in structured mode; JSON documents in other forms where people write them.
        case event = "application/cloudevents+json"
        /// CloudEvents in binary mode: attributes in headers, a mail as value.
        case mail = "message/rfc822"
        /// The record as it was.
        case foreign = "application/octet-stream"
    }

    var name: String
    var topic: Topic
    /// CloudEvents types that the records have; none for a dead letter, which is anything.
    var types: [EventType]
    /// File in `schemas/` that the whole record holds to, without `.schema.json`.
    var schema: String?
    /// File that the event's data holds to, where the schema of the record does not say.
    var data: String?
    /// File that the record's headers hold to.
    var headers: String?
    var form = Form.event
    /// Whether a key without a value is written, too, and what it says.
    var tombstone: String?
    var says: String
    /// Sample in `schemas/samples/`, without `.json`.
    var sample: String?
    /// What the record's key looks like, where it is no offer's.
    var key: String?

    /// Every kind of record of every topic.
    static let all: [Contract] = commands + stages + decisions + tables + outputs

    static func of(_ topic: Topic) -> [Contract] { all.filter { $0.topic == topic } }

    private static let commands = [
        Contract(
            name: "command", topic: .commands, types: CommandKind.allCases.map(EventType.command), schema: "command",
            says: "What a publisher or operator asks; a bare offer document is a publish command.",
            sample: "command-go-live")
    ]

    private static let stages = Stage.all.map { stage in
        Contract(
            name: "scheduled-\(stage)", topic: .stage(stage), types: [.stepScheduled], schema: "step-event",
            says: "A submission that is to do \(stage); data is the offer document as its publisher sent it.",
            sample: "step-scheduled")
    }

    private static let decisions = [
        Contract(
            name: "sign-off-decision", topic: .stage(.publisherSignOff), types: [.signOffApproved, .signOffWithdrawn],
            schema: "event", says: "The coordinator lets a waiting submission through, or takes it away."),
        Contract(
            name: "outcome", topic: .outcomes, types: outcomes, schema: "outcome-event",
            says: "What a worker says of a step.", sample: "outcome-completed"),
    ]

    private static let outcomes = ["started", "progressed", "completed", "rejected", "faulted", "waiting"]
        .map { EventType(rawValue: "offers.step.\($0).v1") }

    private static let tables = [
        Contract(
            name: "status", topic: .status, types: [.statusChanged], schema: "event", data: "status",
            says: "The newest status of an offer.", sample: "status"),
        Contract(
            name: "transition", topic: .history, types: [.transitionRecorded], schema: "event", data: "transition",
            says: "One accepted transition of an offer, or a command that was refused.", sample: "transition"),
        Contract(
            name: "waiting-submission", topic: .awaitingSignOff, types: [.stepScheduled], schema: "step-event",
            tombstone: "nothing of this offer waits any more", says: "A submission that waits for its publisher.",
            sample: "step-scheduled"),
        Contract(
            name: "blocked-submission", topic: .blocked, types: [.stepScheduled], schema: "step-event",
            tombstone: "nothing of this offer is stopped any more",
            says: "A submission whose step waits for an operator.", sample: "step-scheduled"),
        Contract(
            name: "preview", topic: .preview, types: [.previewListed], schema: "event", data: "preview",
            tombstone: "the preview is over", says: "A listing in preview, and who may see it.", sample: "preview"),
        Contract(
            name: "catalogue-entry", topic: .catalogue, types: [.listingPublished], schema: "event", data: "catalogue",
            says: "A listing that is live.", sample: "catalogue"),
        Contract(
            name: "draft", topic: .drafts, types: [.draftSaved, .draftSubmitted], schema: "event", data: "draft",
            tombstone: "the document is let go of",
            says: "A document as its publisher put it; under a submission's id, the one that it was made of.",
            sample: "draft"),
        Contract(
            name: "control", topic: .controls, types: [.controlPaused, .recordSuspected], schema: "control",
            tombstone: "the pause or suspicion is over",
            says: "A pause of the line, of a stage or of an offer; or how many workers ended over a record.",
            sample: "control", key: "^(line|stage:[a-z0-9-]+|suspect:.+|[a-z0-9-]+/[a-z0-9-]+)$"),
    ]

    /// The notifier's own constant says the same; a test holds the two equal.
    static let notificationType = EventType(rawValue: "offers.notification.created.v1")

    private static let outputs = [
        Contract(
            name: "notification", topic: .notifications, types: [notificationType], headers: "notification-headers",
            form: .mail, says: "A whole RFC 5322 message, deliverable by sendmail -t; attributes in headers.",
            sample: "notification-headers"),
        Contract(
            name: "ticket", topic: .supportTickets, types: [.ticketOpened], schema: "event", data: "ticket",
            says: "A support request with the offer's status.", sample: "ticket"),
        Contract(
            name: "dead-letter", topic: .deadLetters, types: [], headers: "dead-letter-headers", form: .foreign,
            says: "A record that no worker could use, key, value and headers as they were, and why.",
            sample: "dead-letter-headers"),
    ]
}
