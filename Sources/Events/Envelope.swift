// The context attributes at the start of all our own records (CloudEvents 1.0.2, JSON event format). The content type
// of the data is JSON, the default, and is not written.

import Base
import JSON
import Offers

/// Everything about a record except its data.
public struct Envelope: Sendable, Equatable {
    /// Derived from the record's subject, so that a repetition has the same id.
    public var id: String
    /// The program that wrote it: `/offers/certify`.
    public var source: String
    /// The offer, whose text is also the record key.
    public var subject: OfferKey
    public var time: Timestamp

    public init(id: String, source: String, subject: OfferKey, time: Timestamp) {
        self.id = id
        self.source = source
        self.subject = subject
        self.time = time
    }

    init() {
        self.init(
            id: "", source: "", subject: OfferKey(publisher: "", offer: ""), time: Timestamp(milliseconds: 0))
    }

    /// Visits the attributes of a record that always has this type.
    @inlinable mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V, type: EventType) throws(V.Failure) {
        try membersBeforeType(&v)
        try v.constant("type", type.rawValue)
        try membersBehindType(&v)
    }

    /// Visits the attributes of a record that has one of several types.
    @inlinable mutating func members<V: MemberVisitor & ~Copyable>(
        _ v: inout V, type: inout some JSONValue
    ) throws(V.Failure) {
        try membersBeforeType(&v)
        try v.member("type", &type)
        try membersBehindType(&v)
    }

    @inlinable mutating func membersBeforeType<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.constant("specversion", "1.0")
        try v.member("id", &id)
        try v.member("source", &source)
    }

    @inlinable mutating func membersBehindType<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("subject", &subject)
        try v.member("time", &time)
    }
}
