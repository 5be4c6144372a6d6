// A worker's view of `offers.controls`: read to its end before the first record is taken, then followed, so that a pause
// holds over restarts and reaches every worker of a stage without their group knowing.

import Base
import Events
import KafkaLog
import Log
import Offers

/// What is paused, as far as this worker has read.
final class ControlsSubscriber {
    /// How often it is looked at. A look that finds nothing costs a call of the client and no request.
    static let every = Duration.milliseconds(200)

    private(set) var controls = Controls()
    private var lastLook: Timestamp?
    private let journal: Logger?

    init(journal: Logger?) {
        self.journal = journal
    }

    /// Reads what has come; true where something changed. Throws what the log throws.
    func look(_ log: any EventLog, now: Timestamp) throws -> Bool {
        let isFirst = lastLook == nil
        if let lastLook, now - lastLook < Self.every, now >= lastLook { return false }
        lastLook = now
        let before = controls
        try log.follow(.controls) { record in
            do { try controls.take(key: record.key, value: record.value) } catch {
                // Left out and not obeyed: what stood before goes on standing.
                journal?.warning("unreadable control", ["record": "\(record.id)", "reason": "\(error)"])
            }
        }
        return isFirst || controls != before
    }
}
