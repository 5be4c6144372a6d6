// Declares the topics once: creation, checks at start, documents and access lists are derived from `Topic.all`.

import Base
import Offers

/// A Kafka topic of the pipeline: its name and how the broker keeps its records.
public struct Topic: Hashable, Sendable, CustomStringConvertible {
    /// How the broker removes old records (`cleanup.policy`).
    public enum Cleanup: Hashable, Sendable {
        /// Kept for so many days.
        case delete(days: Int)
        /// Keeps the newest record of each key.
        case compact

        /// For people: `90 days`.
        public static func text(ofDays days: Int) -> String { days == 1 ? "1 day" : "\(days) days" }
    }

    public let name: String
    public let cleanup: Cleanup
    /// For people, in one phrase: what its records are.
    public let holds: String
    public var description: String { name }

    public init(name: String, cleanup: Cleanup, holds: String) {
        self.name = name
        self.cleanup = cleanup
        self.holds = holds
    }

    /// A topic of this installation.
    private init(ours name: String, cleanup: Cleanup, holds: String) {
        self.init(name: "\(Installation.prefix).\(name)", cleanup: cleanup, holds: holds)
    }

    /// Compares only names: no two topics share one.
    public static func == (a: Topic, b: Topic) -> Bool { a.name == b.name }

    public func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// All keyed topics have the same number of partitions, so that an offer has the same partition in each.
    public static let defaultPartitions = 8

    public static let commands = Topic(
        ours: "commands", cleanup: .delete(days: 90), holds: "commands of publishers and operators")
    public static let outcomes = Topic(
        ours: "outcomes", cleanup: .delete(days: 90), holds: "workers' reports about steps")
    public static let status = Topic(
        ours: "status", cleanup: .compact, holds: "the newest status of each offer")
    public static let history = Topic(
        ours: "history", cleanup: .delete(days: 400), holds: "accepted transitions, in order: the audit log")
    public static let awaitingSignOff = Topic(
        ours: "awaiting-sign-off", cleanup: .compact, holds: "submissions that wait for their publisher")
    public static let blocked = Topic(
        ours: "blocked", cleanup: .compact, holds: "submissions that a fault on our side has stopped")
    public static let preview = Topic(
        ours: "preview", cleanup: .compact, holds: "listings in preview, and who may see them")
    public static let catalog = Topic(
        ours: "catalog", cleanup: .compact, holds: "live listings")
    public static let drafts = Topic(
        ours: "drafts", cleanup: .compact, holds: "offer documents that were saved through the gateway")
    public static let previewLinks = Topic(
        ours: "preview-links", cleanup: .compact,
        holds: "links that show a preview as one subscription sees it")
    public static let sessions = Topic(
        ours: "sessions", cleanup: .delete(days: 1), holds: "sessions of people who have signed in to the pages")
    public static let audit = Topic(
        ours: "audit", cleanup: .delete(days: 400),
        holds: "what operators did outside any offer's history: pauses of stages, dead letters")
    public static let controls = Topic(
        ours: "controls", cleanup: .compact,
        holds: "what is paused: offers, stages, the pipeline; and records that were in flight when a worker crashed")
    public static let processes = Topic(
        ours: "processes", cleanup: .compact,
        holds: "the publishing processes that submissions follow, by name and revision")
    public static let positions = Topic(
        ours: "positions", cleanup: .compact,
        holds: "positions of the notifier and the mailer; unlike committed offsets, they do not expire")
    public static let notifications = Topic(
        ours: "notifications", cleanup: .delete(days: 90), holds: "mails, as RFC 5322 messages")
    public static let supportTickets = Topic(
        ours: "support-tickets", cleanup: .delete(days: 400), holds: "support requests")
    public static let deadLetters = Topic(
        ours: "dead-letters", cleanup: .delete(days: 90), holds: "records that no worker could use, and why")

    /// The topic where submissions wait for this stage.
    public static func stage(_ stage: Stage) -> Topic { stages[stage] ?? Topic(of: stage) }

    private static let stages = Dictionary(uniqueKeysWithValues: Stage.all.map { ($0, Topic(of: $0)) })

    private init(of stage: Stage) {
        self.init(
            ours: "stage.\(stage)", cleanup: .delete(days: 90), holds: "submissions whose next step is \(stage)")
    }

    /// Every topic of the pipeline, in the order in which an offer meets them.
    public static let all: [Topic] =
        [.commands] + Stage.all.map { .stage($0) } + [
            .outcomes, .status, .history, .awaitingSignOff, .blocked, .preview, .catalog, .drafts, .previewLinks,
            .sessions,
            .controls, .audit, .processes, .positions, .notifications, .supportTickets, .deadLetters,
        ]

    /// Whether other programs write to it.
    var isPublic: Bool { self == .commands }

    /// Broker settings for CreateTopics, by Kafka's names. Records of other programs get the broker's time: a record
    /// with a time in seconds, or without one, would be old enough to be deleted at once.
    public var configuration: [String: String] {
        var settings: [String: String]
        switch cleanup {
        case .delete(let days):
            settings = ["cleanup.policy": "delete", "retention.ms": String(Int64(days) * 86_400_000)]
        case .compact:
            settings = ["cleanup.policy": "compact"]
        }
        if isPublic { settings["message.timestamp.type"] = "LogAppendTime" }
        return settings
    }
}
