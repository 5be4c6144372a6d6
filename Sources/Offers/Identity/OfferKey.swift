// Identities: `publisher/offer` is the record key of every topic, `publisher/offer/n` the n-th attempt to publish it.

import Base
import JSON

/// The identity of an offer; its text `publisherID/offerID` is the key of every record about it.
public struct OfferKey: Hashable, Sendable, CustomStringConvertible {
    /// `publisher/offer`.
    public let description: String

    public init(publisher: String, offer: String) {
        description = "\(publisher)/\(offer)"
    }

    /// Reads `publisher/offer`; nil unless both are identifiers by `OfferKey.isIdentifier`.
    @inlinable public init?(_ text: some StringProtocol) { self.init(text: String(text)) }

    @usableFromInline init?(text: String) {
        var text = text
        guard text.withUTF8(Self.isKey) else { return nil }
        description = text
    }

    public var publisher: String { String(Substring(description.utf8.prefix { $0 != Self.slash })) }
    public var offer: String { String(Substring(description.utf8.drop { $0 != Self.slash }.dropFirst())) }

    /// The bytes of the record key.
    public var bytes: [UInt8] { Array(description.utf8) }

    private static let slash = UInt8(ascii: "/")

    private static func isKey(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let slash = text.firstIndex(of: slash) else { return false }
        return isIdentifier(text[..<slash]) && isIdentifier(text[(slash + 1)...])
    }

    /// 1–50 characters of `a-z 0-9 -`, not ending in `-` (the marketplace's rule for publisher, offer and plan ids).
    public static func isIdentifier(_ text: some StringProtocol) -> Bool {
        var text = String(text)
        return text.withUTF8 { isIdentifier($0[...]) }
    }

    private static func isIdentifier(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        (1...50).contains(text.count) && text.last != UInt8(ascii: "-")
            && text.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}

extension OfferKey: JSONValue {
    public func write(to json: inout JSONWriter) { description.write(to: &json) }

    public init(from json: inout JSONReader) throws(JSONError) {
        let text = try String(from: &json)
        guard let key = OfferKey(text) else {
            throw JSONError("\"\(text.prefix(120))\" is not publisher/offer in a-z 0-9 -, 1–50 characters each")
        }
        self = key
    }

    public static var schema: JSONNode {
        ["type": "string", "pattern": "^[a-z0-9-]{0,49}[a-z0-9]/[a-z0-9-]{0,49}[a-z0-9]$"]
    }
}

/// The identity of one attempt to publish an offer: the offer and a number that counts from 1. Written
/// `publisher/offer/n`.
public struct SubmissionID: Hashable, Sendable, CustomStringConvertible {
    public let offer: OfferKey
    public let number: Int

    public init(offer: OfferKey, number: Int) {
        self.offer = offer
        self.number = number
    }

    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let offer = OfferKey("\(parts[0])/\(parts[1])"), let number = Int(parts[2]), number > 0,
            String(number) == parts[2]
        else { return nil }
        self.init(offer: offer, number: number)
    }

    public var description: String { String(joining: [offer.description, "/", String(number)]) }

    /// The id of an event of this submission: the same on every try, so that readers recognize a repeated event.
    public func eventID(step: Int, stage: Stage, attempt: Int, kind: String) -> String {
        String(
            joining: [
                offer.description, "/", String(number), "/", String(step), "-", stage.rawValue, "/", String(attempt),
                "/",
                kind,
            ])
    }
}
