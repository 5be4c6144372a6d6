// Who and what: `publisher/offer` is the record key of every topic, `publisher/offer/n` the n-th attempt to publish it.

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
        let text = String(text)
        guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        let publisher = text[..<slash]
        let offer = text[text.utf8.index(after: slash)...]
        guard Self.isIdentifier(publisher), Self.isIdentifier(offer) else { return nil }
        self.init(publisher: String(publisher), offer: String(offer))
    }

    public var description: String { "\(publisher)/\(offer)" }

    /// The bytes of the record key.
    public var bytes: [UInt8] { Array(description.utf8) }

    /// 1–50 characters of `a-z 0-9 -`, not ending in `-` (the marketplace's rule for publisher, offer and plan ids).
    public static func isIdentifier(_ text: some StringProtocol) -> Bool {
        let last = text.utf8.suffix(1).first
        guard (1...50).contains(text.utf8.count), last != UInt8(ascii: "-") else { return false }
        return text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        }
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
        let text = String(text)
        guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")), let offer = OfferKey(text[..<slash]),
            let number = Int(text[text.utf8.index(after: slash)...]), number > 0
        else { return nil }
        self.init(offer: offer, number: number)
    }

    public var description: String { "\(offer)/\(number)" }

    /// The id of an event of this submission: the same on every try, so a doubled event is known wherever it turns up.
    public func eventID(step: Int, stage: Stage, attempt: Int, kind: String) -> String {
        "\(self)/\(step)-\(stage)/\(attempt)/\(kind)"
    }
}
