// Rows of `offers.status` as the coordinator writes and reads them: what an event has not changed is copied from the row
// before (`WrittenStatus`), and what was read or written once is not read again.

import Offers

/// A status and the record that says it.
typealias StatusRow = WrittenStatus

extension StatusRow {
    /// Reads a row; throws `Fault` where it is none, since only the coordinator writes rows.
    convenience init(reading row: [UInt8]) throws {
        do { try self.init(row: row) } catch { throw StatusCodec.unreadable("\(error)") }
    }

    /// Writes a row. `cause` is the id of the event behind it, `before` the row that it takes the place of.
    convenience init(_ status: OfferStatus, cause: String, after before: StatusRow? = nil) {
        self.init(
            status, cause: cause, source: Coordinator.source, deadline: StatusCodec.pending(status), after: before)
    }

    /// The record.
    var message: Message { Message(topic: .status, key: key, structured: bytes) }
}
