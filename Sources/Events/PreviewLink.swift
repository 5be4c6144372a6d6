// A link that shows a preview as one subscription sees it: a record of `offers.preview-links`, whose key is
// `publisher/offer/ID`. A tombstone revokes it.

import Base
import JSON
import Offers

/// A link, without the address that it belongs to.
public struct PreviewLink: Sendable, Equatable {
    public var envelope = Envelope()
    /// Unique among the links of all offers.
    public var id = ""
    /// The subscription that the holder sees the preview as.
    public var subscription = ""
    public var expires = Timestamp(milliseconds: 0)
    /// Who made it.
    public var by = Actor(.publisher)
    /// The secret that signs the link.
    public var secret = ""

    public init() {}

    public var key: [UInt8] { Self.key(envelope.subject, id: id) }

    public static func key(_ offer: OfferKey, id: String) -> [UInt8] { Array("\(offer)/\(id)".utf8) }

    public var message: Message { Message(topic: .previewLinks, key: key, structured: json) }
}

extension PreviewLink: JSONRecord {
    public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try envelope.members(&v, type: .previewLinked)
        try v.member("link", &id)
        try v.member("subscription", &subscription)
        try v.member("expires", &expires)
        try v.member("by", &by)
        try v.member("secret", &secret)
    }
}
