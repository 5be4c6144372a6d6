// A worker's view of the topics that it follows beside its own: read to their end before the first record is taken, then
// followed, so that a pause holds over restarts and reaches every worker of a stage without their group knowing.

import Base
import Events
import Log
import Offers

/// What a worker follows, as far as it has read.
final class Subscriber {
    /// How often it is looked at. A look that finds nothing costs a call of the client and no request.
    static let every = Duration.milliseconds(200)

    private(set) var followed = Followed()
    private let topics: [Topic]
    private var lastLook: Timestamp?
    private let journal: Logger?

    init(_ topics: [Topic], journal: Logger?) {
        self.topics = topics
        self.journal = journal
    }

    /// Reads what has come; true where something changed. Throws what the log throws.
    func look(_ log: any EventLog, now: Timestamp) throws -> Bool {
        let isFirst = lastLook == nil
        if let lastLook, now - lastLook < Self.every, now >= lastLook { return false }
        lastLook = now
        var count = 0
        try log.follow(topics) { record in
            count += 1
            guard let topic = topics.first(where: { $0.name == record.topic }) else { return }
            do { try followed.take(topic, key: record.key, value: record.value) } catch {
                // Left out and not obeyed: what was known stays.
                journal?.warning(
                    "record of a followed topic cannot be read", ["record": "\(record.id)", "reason": "\(error)"])
            }
        }
        return isFirst || count > 0
    }
}
