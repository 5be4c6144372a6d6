// A row as it was written last, beside what it says. A step that is as it was is not written anew for the next row but
// copied from this one: of a submission's eight steps an event changes one or two.

import Offers

/// A status and the record that says it. Never changed, so it is shared by all who remember it.
final class StatusRow: Sendable {
    let status: OfferStatus
    let bytes: [UInt8]
    /// Where each step stands in the bytes; empty where they were not written here.
    private let steps: [Range<Int>]

    /// A row as it was read.
    init(_ status: OfferStatus, read bytes: [UInt8]) {
        self.status = status
        self.bytes = bytes
        steps = []
    }

    /// Writes a row. `cause` is the id of the event behind it, `before` the row that it takes the place of.
    init(_ status: OfferStatus, cause: String, after before: StatusRow? = nil) {
        var places: [Range<Int>] = []
        places.reserveCapacity(status.steps.count)
        bytes = Event.structured(
            id: cause + "/status", source: Coordinator.source, type: .statusChanged, subject: status.key.description,
            time: status.changed, capacity: 1024 + 384 * status.steps.count,
            attributes: { json in
                json.member(StatusCodec.deadline, StatusCodec.pending(status))
                json.member("traceparent", status.memory.trace)
            },
            data: { json in
                status.write(to: &json) { json in
                    for index in status.steps.indices {
                        let known = before.flatMap { $0.place(of: index, asIn: status) }
                        places.append(json.element(status.steps[index], standingAt: known, in: before?.bytes ?? []))
                    }
                }
            })
        self.status = status
        steps = places
    }

    /// The record, as it is written.
    var message: Message { Message(topic: .status, key: status.key.bytes, structured: bytes) }

    /// Where a step stands in the bytes, if it is there as it is in `status`.
    private func place(of step: Int, asIn status: borrowing OfferStatus) -> Range<Int>? {
        steps.indices.contains(step) && self.status.steps[step] == status.steps[step] ? steps[step] : nil
    }
}
