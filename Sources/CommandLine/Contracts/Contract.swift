// Declares once which messages are on which topic. The AsyncAPI document and the reference page are generated from this
// list.

import Events
import Offers

/// A kind of record on a topic.
struct Contract: Equatable {
    /// How a record is written.
    enum Form: String {
        /// CloudEvents 1.0 in structured mode; people may send commands in other forms.
        case event = "application/cloudevents+json"
        /// A JSON document without an envelope and without headers.
        case document = "application/json"
        /// CloudEvents in binary mode: attributes in headers, a mail as value.
        case mail = "message/rfc822"
        /// The record as it was.
        case foreign = "application/octet-stream"
    }

    /// A key that is not an offer's.
    struct Key: Equatable {
        var meaning: String
        var pattern: String
    }

    var name: String
    var topic: Topic
    /// The CloudEvents types of the records; empty if they are not our events.
    var types: [EventType]
    /// The file in `schemas/` that describes the whole record, without `.schema.json`.
    var schema: String?
    /// The file that describes the event's data, if `schema` is `anyEvent`.
    var data: String?
    /// The file that describes the record's headers.
    var headers: String?
    var form = Form.event
    /// What a key without a value means, if such records are written.
    var tombstone: String?
    var says: String
    /// Sample in `schemas/samples/`, without `.json`.
    var sample: String?
    var key: Key?

    /// The schema of an event with unknown type and data.
    static let anyEvent = "event"

    /// Every kind of record of every topic.
    static let all: [Contract] = commands + stages + decisions + tables + outputs

    static func of(_ topic: Topic) -> [Contract] { all.filter { $0.topic == topic } }

    private static let commands = [
        Contract(
            name: "command", topic: .commands, types: CommandKind.allCases.map(EventType.command), schema: "command",
            says: "What a publisher or an operator asks. A bare offer document is a publish command.",
            sample: "command-go-live")
    ]

    private static let stages = Stage.all.map { stage in
        Contract(
            name: "scheduled-\(stage)", topic: .stage(stage), types: [.stepScheduled], schema: "scheduled-step",
            says: "A submission that is to do \(stage).", sample: "scheduled-step")
    }

    private static let decisions = [
        Contract(
            name: "sign-off-decision", topic: .stage(.publisherSignOff), types: [.signOffApproved, .signOffWithdrawn],
            schema: anyEvent, says: "The coordinator lets a waiting submission continue, or withdraws it."),
        Contract(
            name: "step-result", topic: .outcomes, types: EventType.outcomes, schema: "step-result",
            says: "What a worker reports of a step.", sample: "step-result-completed"),
    ]

    private static let tables = [
        Contract(
            name: "status", topic: .status, types: [.statusChanged], schema: "status-record",
            tombstone: "A key without a value: an operator removed the offer.", says: "The newest status of an offer.",
            sample: "status-record"),
        Contract(
            name: "history-entry", topic: .history, types: [.transitionRecorded], schema: "history-entry",
            says: "One accepted transition of an offer, or a command that was refused.", sample: "history-entry"),
        Contract(
            name: "waiting-submission", topic: .awaitingSignOff, types: [.stepScheduled], schema: "scheduled-step",
            tombstone: "A key without a value: no submission of the offer waits.",
            says: "A submission that waits for its publisher.", sample: "scheduled-step"),
        Contract(
            name: "blocked-submission", topic: .blocked, types: [.stepScheduled], schema: "scheduled-step",
            tombstone: "A key without a value: no step of the offer waits for an operator.",
            says: "A submission whose step waits for an operator.", sample: "scheduled-step"),
        Contract(
            name: "preview", topic: .preview, types: [.previewListed], schema: anyEvent, data: "preview",
            tombstone: "A key without a value: the offer has no preview.",
            says: "A listing in preview, and who may see it.", sample: "preview"),
        Contract(
            name: "catalog-entry", topic: .catalog, types: [.listingPublished], schema: anyEvent, data: "catalog",
            says: "A listing that is live.", sample: "catalog"),
        Contract(
            name: "draft", topic: .drafts, types: [.draftSaved, .draftSubmitted], schema: anyEvent, data: "draft",
            tombstone: "A key without a value: the document is not kept any longer.",
            says:
                "A document as its publisher sent it; under a submission's id, the one that the submission was made of.",
            sample: "draft",
            key: Key(
                meaning: "publisher/offer, or publisher/offer/submission",
                pattern: "^[a-z0-9-]{0,49}[a-z0-9]/[a-z0-9-]{0,49}[a-z0-9](/[1-9][0-9]*)?$")),
        Contract(
            name: "preview-link", topic: .previewLinks, types: [.previewLinked], schema: "preview-link",
            tombstone: "A key without a value: the link was revoked.",
            says: "A link that shows a preview to the holder of one subscription until it expires.",
            sample: "preview-link",
            key: Key(
                meaning: "publisher/offer/link", pattern: "^[a-z0-9-]{0,49}[a-z0-9]/[a-z0-9-]{0,49}[a-z0-9]/[0-9a-f]+$")
        ),
        Contract(
            name: "session", topic: .sessions, types: [], schema: "session", form: .document,
            tombstone: "A key without a value: the session has ended.",
            says: "A session of the pages, with who has it and until when.", sample: "session",
            key: Key(meaning: "SHA-256 of the session's cookie", pattern: "^[0-9a-f]{64}$")),
        Contract(
            name: "audit-entry", topic: .audit, types: [.operatorActed], schema: "audit-entry",
            says: "What an operator did with a stage, the pipeline or a dead letter.", sample: "audit-entry",
            key: Key(
                meaning: "what was acted on", pattern: "^(pipeline|stage:[a-z0-9-]+|dead-letter:[0-9]+/[0-9]+)$")),
        Contract(
            name: "control", topic: .controls, types: [.controlPaused, .recordQuarantined], schema: "control",
            tombstone: "A key without a value: the pause is over, or the record was handled.",
            says:
                "A pause of the pipeline, of a stage or of an offer; or how often a worker crashed while it handled a record.",
            sample: "control",
            key: Key(
                meaning: "what the control is about",
                pattern: "^(pipeline|stage:[a-z0-9-]+|quarantine:.+|[a-z0-9-]+/[a-z0-9-]+)$")),
        Contract(
            name: "process", topic: .processes, types: [], schema: "process", form: .document,
            says: "One revision of a publishing process. Revisions are never changed or removed.", sample: "process",
            key: Key(meaning: "name@revision", pattern: "^[a-z0-9-]+@[0-9a-f]{8}$")),
        Contract(
            name: "position", topic: .positions, types: [], schema: "position", form: .document,
            says: "How far a group has come in a partition: a copy of its committed offset.", sample: "position",
            key: Key(meaning: "group/topic/partition", pattern: "^[^/]+/[^/]+/[0-9]+$")),
    ]

    /// The notifier has its own constant; a test compares the two.
    static let notificationType = EventType(rawValue: "offers.notification.created.v1")

    private static let outputs = [
        Contract(
            name: "notification", topic: .notifications, types: [notificationType], headers: "notification-headers",
            form: .mail, says: "A whole RFC 5322 message, which sendmail -t can deliver. The attributes are headers.",
            sample: "notification-headers"),
        Contract(
            name: "ticket", topic: .supportTickets, types: [.ticketOpened], schema: anyEvent, data: "ticket",
            says: "A support request with the offer's status.", sample: "ticket"),
        Contract(
            name: "dead-letter", topic: .deadLetters, types: [], headers: "dead-letter-headers", form: .foreign,
            says: "A record that no worker could use: its key, value and headers as they were, and the reason.",
            sample: "dead-letter-headers", key: Key(meaning: "the key as it was", pattern: ".*")),
    ]
}
