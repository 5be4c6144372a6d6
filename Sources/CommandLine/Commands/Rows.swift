// Reads the documents of the topics that offerctl shows. What somebody else wrote there is told and passed over: one
// strange record must not hide all the others.

import Events
import Foundation
import Offers

/// A row of offers.status.
struct StatusRow {
    let status: OfferStatus
    /// As it stands in the topic, for `--json`.
    let document: [UInt8]

    init(_ record: Record) throws {
        let event = try CloudEvent(record)
        status = try decode(OfferStatus.self, event.data)
        document = event.data
    }
}

/// A line of offers.history.
struct HistoryRow {
    let transition: Transition
    let document: [UInt8]
    /// The event's id: a doubled event is shown once.
    let id: String

    init(_ record: Record) throws {
        let event = try CloudEvent(record)
        transition = try decode(Transition.self, event.data)
        document = event.data
        id = event.id
    }
}

extension Event {
    fileprivate init(_ record: Record) throws {
        try self.init(headers: record.headers, value: record.value ?? [])
    }
}

private func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) throws -> Value {
    do { return try JSONDecoder().decode(type, from: Data(bytes)) } catch { throw EventError(explain(error)) }
}

/// The newest ids seen, to show a doubled event once; bounded, as doubles come soon after each other or not at all.
struct SeenIDs {
    private static let most = 10_000
    private var order: [String] = []
    private var ids: Set<String> = []
    private var oldest = 0

    /// Whether it is new; remembers it.
    mutating func take(_ id: String) -> Bool {
        guard ids.insert(id).inserted else { return false }
        if order.count < Self.most {
            order.append(id)
        } else {
            ids.remove(order[oldest])
            order[oldest] = id
            oldest = (oldest + 1) % Self.most
        }
        return true
    }
}
