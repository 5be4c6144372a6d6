// A session of the pages, on a topic of the gateways: it survives a restart, and every gateway knows it.

import Base
import JSON
import Offers

/// A record of `offers.sessions`. Its key is the SHA-256 of the browser's cookie, so a reader of the topic cannot use the
/// session. A tombstone ends it.
public struct SessionRecord: JSONRecord, Sendable, Equatable {
    /// SHA-256 of the cookie, in hex.
    public var session = ""
    /// Who signed in: a publisher's person or an operator.
    public var holder = Actor(.publisher)
    /// The publisher whose offers are within reach; nil for an operator.
    public var publisher: String?
    /// SHA-256 of the token that the session began with, as the tokens file has it. The session ends when the file gives that
    /// token to somebody else or to nobody.
    public var token: String?
    /// The identity provider at which the holder signed in, in place of a token. The session ends when gateways trust another.
    public var issuer: String?
    public var ends = Timestamp(milliseconds: 0)

    public init() {}

    public init(
        session: String, holder: Actor, publisher: String?, token: String? = nil, issuer: String? = nil, ends: Timestamp
    ) {
        self.session = session
        self.holder = holder
        self.publisher = publisher
        self.token = token
        self.issuer = issuer
        self.ends = ends
    }

    public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("session", &session)
        try v.member("holder", &holder)
        try v.member("publisher", &publisher)
        try v.member("token", &token)
        try v.member("issuer", &issuer)
        try v.member("ends", &ends)
    }

    public var message: Message { Message(topic: .sessions, key: Array(session.utf8), value: json) }

    /// Ends a session.
    public static func end(_ session: String) -> Message {
        Message(topic: .sessions, key: Array(session.utf8), value: nil)
    }
}
