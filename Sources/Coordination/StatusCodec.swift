// The row of `offers.status` as bytes, both ways, and the one thing about it that is asked of every row: when its time
// is up. Nobody else in the coordinator knows how a row looks.

import Offers

/// Reads and writes rows of `offers.status`: CloudEvents whose data is the `OfferStatus`.
public enum StatusCodec {
    /// Attribute of a row: when its running step becomes overdue. Before the data, so that it is found without them.
    static let deadline = "deadline"

    /// Reads a row; throws `Fault` where it is none, since only the coordinator writes rows.
    public static func status(of row: [UInt8]) throws -> OfferStatus {
        do {
            return try OfferStatus(json: Event(structured: row).data)
        } catch { throw unreadable("\(error)") }
    }

    /// Writes a row; `cause` is the id of the event behind it.
    public static func message(_ status: OfferStatus, cause: String) -> Message {
        var event = Event(
            id: "\(cause)/status", source: Coordinator.source, type: .statusChanged, subject: status.key.description,
            time: status.changed)
        event[deadline] = pending(status)?.description
        event[RoutingSlip.Name.traceParent] = status.memory.trace
        event.data = status.json
        return Message(topic: .status, event: event)
    }

    /// When the row's running step becomes overdue; nil where it has no such time or was said to be overdue. Looks at
    /// the envelope's bytes only: a restore asks this of a million rows.
    public static func deadline(of row: [UInt8]) -> Timestamp? {
        row.withUnsafeBytes { row in
            var rest = row[...]
            while let quote = rest.firstIndex(of: UInt8(ascii: "\"")) {
                rest = rest[(quote + 1)...]
                if rest.starts(with: dataName) { return nil }
                guard rest.starts(with: deadlineName) else { continue }
                let text = rest.dropFirst(deadlineName.count).prefix(32).prefix { $0 != UInt8(ascii: "\"") }
                return Timestamp(String(decoding: text, as: UTF8.self))
            }
            return nil
        }
    }

    private static let deadlineName = Array("\(deadline)\":\"".utf8)
    /// The first member behind the attributes; see `Event.structured`.
    private static let dataName = Array("datacontenttype\":".utf8)

    private static func pending(_ status: OfferStatus) -> Timestamp? {
        guard let step = Phase(status).step, !status.steps[step].overdue else { return nil }
        return status.steps[step].due
    }

    private static func unreadable(_ why: String) -> Fault {
        Fault("unreadable-status", "a row of \(Topic.status) cannot be read: \(why). Restore it from \(Topic.history)")
    }
}
