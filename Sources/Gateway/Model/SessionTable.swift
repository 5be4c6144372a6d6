// The sessions in offers.sessions. Removes ended rows when there are 10,000.

import Base
import BrokerClient
import Events
import Synchronization

/// Rows by the SHA-256 of their cookie. Any thread.
final class SessionTable: Sendable {
    /// At this number of rows, ended ones are removed.
    private static let most = 10_000
    private let rows = Mutex<[String: SessionRecord]>([:])

    func take(_ record: TopicRecord) throws {
        guard let key = record.key else { return }
        let row = try record.value.map { try SessionRecord(json: $0) }
        rows.withLock { $0[String(decoding: key, as: UTF8.self)] = row }
    }

    subscript(session: String) -> SessionRecord? { rows.withLock { $0[session] } }

    /// Those that are open.
    func open(at now: Timestamp) -> [SessionRecord] {
        rows.withLock { rows in
            if rows.count >= Self.most { rows = rows.filter { $0.value.ends > now } }
            return rows.values.filter { $0.ends > now }
        }
    }
}
