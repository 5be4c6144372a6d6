// A row as it was written last, beside what it says. A step that is as it was is not written anew for the next row but
// copied from this one: of a submission's eight steps an event changes one or two.

import Offers

/// A status and the record that says it. Never changed, so it is shared by all who have to do with it.
final class StatusRow: Sendable {
    let status: OfferStatus
    /// The record's key and value.
    let key: [UInt8]
    let bytes: [UInt8]
    /// Where each step stands in the bytes; empty where they were not written here.
    private let steps: [Range<Int>]

    /// A row as it was read.
    init(_ status: OfferStatus, read bytes: [UInt8]) {
        self.status = status
        self.bytes = bytes
        key = status.key.bytes
        steps = []
    }

    /// Writes a row. `cause` is the id of the event behind it, `before` the row that it takes the place of.
    init(_ status: OfferStatus, cause: String, after before: StatusRow? = nil) {
        let key = status.key.bytes
        var places: [Range<Int>] = []
        places.reserveCapacity(status.steps.count)
        bytes = Event.structured(
            id: cause, "/status", source: Coordinator.source, type: .statusChanged,
            subject: String(decoding: key, as: UTF8.self), time: status.changed,
            capacity: 1024 + 384 * status.steps.count,
            attributes: { json in
                json.member(StatusCodec.deadline, StatusCodec.pending(status))
                json.member("traceparent", status.memory.trace)
            },
            data: { json in
                status.write(to: &json) { json in
                    for index in status.steps.indices {
                        let known = before?.place(of: index, asIn: status.steps)
                        places.append(json.element(status.steps[index], standingAt: known, in: before?.bytes ?? []))
                    }
                }
            })
        self.status = status
        self.key = key
        steps = places
    }

    /// The record.
    var message: Message { Message(topic: .status, key: key, structured: bytes) }

    /// Where a step stands in the bytes, if it is the same there.
    private func place(of step: Int, asIn others: [StepStatus]) -> Range<Int>? {
        steps.indices.contains(step) && others.isSame(at: step, in: status.steps) ? steps[step] : nil
    }
}
