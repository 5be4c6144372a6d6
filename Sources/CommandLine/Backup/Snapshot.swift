// The moment of a backup: how far each group had come, and where each topic ended.

import BrokerClient
import Deployment
import Events
import Offers

/// A moment of a pipeline that may be at work. Kafka cannot stop all topics at once, so the order of looking matters.
///
/// First comes what the groups have committed. So the cause of whatever happens afterwards is unread in this moment, and a
/// restored pipeline works on it once more, under the same ids. Then come the ends of the topics, of those that hold
/// effects before those that hold their causes. So no effect is in the backup whose cause is not.
struct Snapshot {
    let positions: [PositionRecord]
    let ends: [Topic: Position]

    /// State and logs first; then what is at work, from mails back to commands.
    static let order: [Topic] = {
        let atWork =
            Service.mailer.inputs + Service.notifier.inputs + [.outcomes] + Stage.all.reversed().map { .stage($0) }
            + [.commands]
        return Topic.all.filter { !atWork.contains($0) } + atWork
    }()

    init(of broker: BrokerClient) throws {
        positions = try Service.all.filter(\.joinsGroup).flatMap { try broker.commits($0.group, $0.inputs) }
        var ends: [Topic: Position] = [:]
        for topic in Self.order { ends[topic] = try broker.end(topic, nil) }
        self.ends = ends
    }

    /// The records of a topic that were there. A topic that keeps the newest record of each key is best read soon: what is
    /// replaced later may be removed.
    func records(of topic: Topic, _ broker: BrokerClient, _ each: (TopicRecord) throws -> Void) throws {
        let ends = ends[topic] ?? [:]
        _ = try broker.read(topic, nil, .beginning) { record in
            if record.offset < ends[record.partition] ?? 0 { try each(record) }
        }
    }
}
