// The moment of a backup: the position of each group, and the end of each topic.

import BrokerClient
import Deployment
import Events
import Offers

/// A consistent moment of a running pipeline. Kafka cannot stop all topics at once, so the order of reading matters.
///
/// First come the committed offsets of the groups: the cause of whatever happens afterwards is unread at this moment,
/// and a restored pipeline processes it again, with the same ids. Then come the ends of the topics, those with effects
/// before those with their causes: so no effect is in the backup without its cause. The rows of offers come before
/// their history. Entries and mails of this moment that a row does not count are left out: they are written again, and
/// might get other numbers.
struct Snapshot {
    let positions: [PositionRecord]
    let ends: [Topic: Position]
    /// The start of the moment in the topics whose records are numbered.
    private let begin: [Topic: Position]
    /// The number of history entries that each row counts.
    private var counted: [[UInt8]: Int] = [:]

    /// State and logs first; then work, from mails back to commands.
    static let order: [Topic] = {
        let atWork =
            Service.mailer.inputs + Service.notifier.inputs + [.outcomes] + Stage.all.reversed().map { .stage($0) }
            + [.commands]
        return Topic.all.filter { !atWork.contains($0) } + atWork
    }()

    init(of broker: BrokerClient) throws {
        begin = try [.history: broker.end(.history, nil), .notifications: broker.end(.notifications, nil)]
        positions = try Service.all.filter(\.joinsGroup).flatMap { try broker.commits($0.group, $0.inputs) }
        var ends: [Topic: Position] = [:]
        for topic in Self.order { ends[topic] = try broker.end(topic, nil) }
        self.ends = ends
    }

    /// The records of a topic at the moment of the snapshot. Read compacted topics soon: replaced records may be
    /// removed.
    mutating func records(of topic: Topic, _ broker: BrokerClient, _ each: (TopicRecord) throws -> Void) throws {
        let ends = ends[topic] ?? [:]
        _ = try broker.read(topic, nil, .beginning) { record in
            guard record.offset < ends[record.partition] ?? 0 else { return }
            if topic == .status, let key = record.key {
                counted[key] = (try? StatusRow(record))?.status.transitions
            }
            let isOfTheMoment = record.offset >= begin[topic]?[record.partition] ?? .max
            if !isOfTheMoment || isCounted(record) { try each(record) }
        }
    }

    /// Whether the offer's row knows the entry, or the entry that the mail is about.
    private func isCounted(_ record: TopicRecord) -> Bool {
        let number =
            record.topic == Topic.history.name
            ? (try? HistoryRow(record))?.transition.sequence
            : record.headers.last { $0.name == "ce_id" }.flatMap {
                Self.number(String(decoding: $0.value, as: UTF8.self))
            }
        guard let number, let key = record.key else { return true }
        return number <= counted[key] ?? 0
    }

    /// From the id of a mail, `PUBLISHER/OFFER/transition-NUMBER/WHOM`.
    private static func number(_ id: String) -> Int? {
        id.split(separator: "/").lazy.compactMap { part in
            part.hasPrefix("transition-") ? Int(part.dropFirst("transition-".count)) : nil
        }.first
    }
}
