// A worker's view of `offers.controls`: read to its end before the first record is taken, then followed, so that a pause
// survives restarts and reaches every worker of a stage outside of its group.

import Base
import Log
import Offers

/// What is paused, as far as this worker has read.
final class ControlsSubscriber {
    /// How often it looks. A look that finds nothing costs a call of the client and no request.
    static let every = Duration.milliseconds(200)

    private(set) var controls = Controls()
    private var lastLook: Timestamp?
    private let logger: Logger?

    init(logger: Logger?) {
        self.logger = logger
    }

    /// Reads what has come; true where something changed. Throws what the log throws.
    func update(from log: any EventLog, now: Timestamp) throws -> Bool {
        let isFirst = lastLook == nil
        if let lastLook, now - lastLook < Self.every, now >= lastLook { return false }
        lastLook = now
        let before = controls
        try log.follow(.controls) { record in
            do { try controls.take(key: record.key, value: record.value) } catch {
                // The previous control of its key stays in force.
                logger?.warning("unreadable control", ["record": "\(record.id)", "reason": "\(error)"])
            }
        }
        return isFirst || controls != before
    }
}
