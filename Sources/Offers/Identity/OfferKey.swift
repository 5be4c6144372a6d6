// Who and what: `publisher/offer` is the record key of every topic, `publisher/offer/n` the n-th attempt to publish it.

import JSON

/// Identity of an offer; its text `publisherID/offerID` is the key of every record about it.
public struct OfferKey: Hashable, Sendable, CustomStringConvertible {
    public let publisher: String
    public let offer: String

    public init(publisher: String, offer: String) {
        self.publisher = publisher
        self.offer = offer
    }

    /// Reads `publisher/offer`; nil unless both are identifiers by `OfferKey.isIdentifier`.
    public init?(_ text: some StringProtocol) {
        guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        let (publisher, offer) = (text[..<slash], text[text.utf8.index(after: slash)...])
        guard Self.isIdentifier(publisher), Self.isIdentifier(offer) else { return nil }
        self.init(publisher: String(publisher), offer: String(offer))
    }

    public var description: String { "\(publisher)/\(offer)" }

    /// The bytes of the record key.
    public var bytes: [UInt8] { Array(description.utf8) }

    /// 1–50 characters of `a-z 0-9 -`, not ending in `-` (the marketplace's rule for publisher, offer and plan ids).
    public static func isIdentifier(_ text: some StringProtocol) -> Bool {
        var count = 0
        var last: UInt8 = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): break
            default: return false
            }
            count += 1
            last = byte
        }
        return (1...50).contains(count) && last != UInt8(ascii: "-")
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

/// Identity of one attempt to publish an offer: its offer and a number that counts from 1. Written `publisher/offer/n`.
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

    public var description: String { "\(offer.publisher)/\(offer.offer)/\(number)" }

    /// The id of an event of this submission: the same on every try, so a doubled event is known wherever it turns up.
    public func eventID(step: Int, stage: Stage, attempt: Int, kind: String) -> String {
        "\(offer.publisher)/\(offer.offer)/\(number)/\(step)-\(stage.rawValue)/\(attempt)/\(kind)"
    }
}
