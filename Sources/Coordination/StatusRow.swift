// A row as it was written last, beside what it says: what an event has not changed is copied from there for the next row
// (`WrittenStatus`), and what was read or written once is not read again.

import Offers

/// A status and the record that says it. Never changed, so it is shared by all who have to do with it.
final class StatusRow: Sendable {
    let written: WrittenStatus
    /// The record's key.
    let key: [UInt8]

    var status: OfferStatus { written.status }
    /// The record's value.
    var bytes: [UInt8] { written.bytes }

    /// Reads a row; throws `Fault` where it is none, since only the coordinator writes rows.
    init(reading row: [UInt8]) throws {
        do { written = try WrittenStatus(row: row) } catch { throw StatusCodec.unreadable("\(error)") }
        key = written.status.key.bytes
    }

    /// Writes a row. `cause` is the id of the event behind it, `before` the row that it takes the place of.
    init(_ status: OfferStatus, cause: String, after before: StatusRow? = nil) {
        written = WrittenStatus(
            status, cause: cause, source: Coordinator.source, deadline: StatusCodec.pending(status),
            after: before?.written)
        key = before?.key ?? status.key.bytes
    }

    /// The record.
    var message: Message { Message(topic: .status, key: key, structured: bytes) }
}
