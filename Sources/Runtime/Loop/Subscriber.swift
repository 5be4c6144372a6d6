// A worker's view of the topics that it follows besides its own: read to their end before the first record is taken, then
// followed, so that a pause survives restarts and reaches every worker of a stage outside of its group.

import Base
import Events
import Log

/// What a worker follows, as far as it has read.
final class Subscriber {
    /// How often it looks. A look that finds nothing costs a call of the client and no request.
    static let every = Duration.milliseconds(200)

    private(set) var followed = Followed()
    private let topics: [Topic]
    private var lastLook: Timestamp?
    private let logger: Logger?

    init(_ topics: [Topic], logger: Logger?) {
        self.topics = topics
        self.logger = logger
    }

    /// Reads what has come; true if something changed. Throws what the log throws.
    func update(from log: any EventLog, now: Timestamp) throws -> Bool {
        let isFirst = lastLook == nil
        if let lastLook, now - lastLook < Self.every, now >= lastLook { return false }
        lastLook = now
        var count = 0
        try log.follow(topics) { record in
            count += 1
            guard let topic = topics.first(where: { $0.name == record.topic }) else { return }
            let time = Timestamp(milliseconds: record.timestamp)
            do { try followed.take(topic, key: record.key, value: record.value, at: time) } catch {
                // The previous record of its key stays in force.
                logger?.log(
                    .unreadableRecord, ["record": "\(record.id)", "reason": "\(error)"])
            }
        }
        return isFirst || count > 0
    }
}
