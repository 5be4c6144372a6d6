// The row of `offers.status` as bytes, both ways, and the one thing about it that is asked of every row: when its time
// is up. Nobody else in the coordinator knows how a row looks.

import Base
import FoundationEssentials
import Glibc
import Offers

/// Reads and writes rows of `offers.status`: CloudEvents whose data is the `OfferStatus`.
public enum StatusCodec {
    /// Attribute of a row: when its running step becomes overdue. Before the data, so that it is found without them.
    private static let deadline = "deadline"

    /// Reads a row; throws `Fault` where it is none, since only the coordinator writes rows.
    public static func status(of row: [UInt8]) throws -> OfferStatus {
        try StatusRow(reading: row).status
    }

    /// Writes a row; `cause` is the id of the event behind it.
    public static func message(_ status: OfferStatus, cause: String) -> Message {
        StatusRow(status, cause: cause).message
    }

    /// When the row's running step becomes overdue; nil where it has no such time or was said to be overdue. Looks at
    /// the envelope's bytes only: a restore asks this of a million rows.
    public static func deadline(of row: [UInt8]) -> Timestamp? {
        if let deadline = WrittenStatus.deadline(ofRow: row) { return deadline }
        return row.withUnsafeBytes { row in
            // No text of an attribute can hold these names with their quotes, which would be escaped there.
            let attributes = row.prefix(upTo: row.firstPlace(of: dataName) ?? row.count)
            let head = UnsafeRawBufferPointer(rebasing: attributes)
            guard let name = head.firstPlace(of: deadlineName) else { return nil }
            let text = head[(name + deadlineName.count)...].prefix(32).prefix { $0 != UInt8(ascii: "\"") }
            return Timestamp(String(decoding: text, as: UTF8.self))
        }
    }

    private static let deadlineName = Array("\"\(deadline)\":\"".utf8)
    /// The first member behind the attributes; see `Event.structured`.
    private static let dataName = Array("\"datacontenttype\":".utf8)

    static func pending(_ status: borrowing OfferStatus) -> Timestamp? {
        guard let step = Phase(status).step, !status.steps[step].overdue else { return nil }
        return status.steps[step].due
    }

    static func unreadable(_ why: String) -> Fault {
        Fault("unreadable-status", "a row of \(Topic.status) cannot be read: \(why). Restore it from \(Topic.history)")
    }
}

extension UnsafeRawBufferPointer {
    /// Where this quoted name first stands; nil where it does not.
    fileprivate func firstPlace(of name: [UInt8]) -> Int? {
        guard let baseAddress, let quote = name.first else { return nil }
        var place = 0
        while count - place >= name.count,
            let found = memchr(baseAddress + place, Int32(quote), count - place - name.count + 1)
        {
            if memcmp(found, name, name.count) == 0 { return UnsafeRawPointer(found) - baseAddress }
            place = UnsafeRawPointer(found) - baseAddress + 1
        }
        return nil
    }
}
