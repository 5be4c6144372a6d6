// A row of `offers.status`: the newest status of an offer.

import Base
import JSON
import Offers

/// The record that holds an offer's status.
public struct StatusRecord: Sendable, Equatable {
    public var envelope: Envelope
    public var status: OfferStatus

    /// The row after an event. `cause` is the event's id.
    public init(_ status: consuming OfferStatus, cause: String, source: String) {
        envelope = Envelope(id: cause + "/status", source: source, subject: status.key, time: status.changed)
        self.status = status
    }

    public var message: Message { Message(topic: .status, key: status.key.bytes, structured: json) }

    /// When the running step of a row becomes overdue; nil if it has no time limit. Reads only the attributes, because
    /// a restore calls this for a million rows.
    public static func deadline(of row: [UInt8]) -> Timestamp? {
        do throws(JSONError) { return try RowHead(startOf: row).deadline } catch {
            // The next event of the offer reports that the row cannot be read.
            return nil
        }
    }

    /// Whether the submission of a row runs or waits. Reads only the state, for the same reason.
    public static func isOpen(_ row: [UInt8]) -> Bool {
        do throws(JSONError) {
            let state = try JSONReader.text(at: ["data", "state"], in: row)
            return state.flatMap(OfferState.init)?.isOpen ?? false
        } catch { return false }
    }
}

extension StatusRecord: JSONRecord {
    public init() { self.init(OfferStatus(), cause: "", source: "") }

    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try envelope.members(&v, type: .statusChanged)
        var deadline = status.deadline
        try v.member("deadline", &deadline)
        var trace = status.trace
        try v.member("traceparent", &trace)
        try v.group("data") { (v: inout V) throws(V.Failure) in try status.members(&v) }
        status.key = envelope.subject
        status.changed = envelope.time
        status.trace = trace
    }
}

/// The attributes of a row up to its deadline.
private struct RowHead: JSONRecord {
    var envelope = Envelope()
    var deadline: Timestamp?

    mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try envelope.members(&v, type: .statusChanged)
        try v.member("deadline", &deadline)
    }
}
