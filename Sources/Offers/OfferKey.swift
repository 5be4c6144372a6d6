// Who and what: `publisher/offer` is the record key of every topic, `publisher/offer/n` the n-th attempt to publish it.

import Base

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
        var text = String(text)
        guard let key = text.withUTF8({ OfferKey(utf8: $0) }) else { return nil }
        self = key
    }

    init?(utf8 text: UnsafeBufferPointer<UInt8>) {
        guard let slash = Self.slash(text) else { return nil }
        publisher = String(decoding: text[..<slash], as: UTF8.self)
        offer = String(decoding: text[(slash + 1)...], as: UTF8.self)
    }

    /// Where the slash of a key stands; nil where the text is none.
    static func slash(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let slash = text.firstIndex(of: UInt8(ascii: "/")), isIdentifier(text[..<slash]),
            isIdentifier(text[(slash + 1)...])
        else { return nil }
        return slash
    }

    public var description: String { String(decoding: bytes, as: UTF8.self) }

    /// The bytes of the record key.
    public var bytes: [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(publisher.utf8.count + 1 + offer.utf8.count)
        append(to: &text)
        return text
    }

    func append(to text: inout [UInt8]) {
        text.append(text: publisher)
        text.append(UInt8(ascii: "/"))
        text.append(text: offer)
    }

    /// 1–50 characters of `a-z 0-9 -`, not ending in `-` (the marketplace's rule for publisher, offer and plan ids).
    public static func isIdentifier(_ text: some StringProtocol) -> Bool {
        var text = String(text)
        return text.withUTF8 { isIdentifier($0[...]) }
    }

    private static func isIdentifier(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard (1...50).contains(text.count), text.last != UInt8(ascii: "-") else { return false }
        return text.allSatisfy { byte in
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
        var text = String(text)
        guard let id = text.withUTF8({ SubmissionID(utf8: $0) }) else { return nil }
        self = id
    }

    init?(utf8 text: UnsafeBufferPointer<UInt8>) {
        guard let slash = text.lastIndex(of: UInt8(ascii: "/")),
            let offer = OfferKey(utf8: UnsafeBufferPointer(rebasing: text[..<slash])),
            let number = UnsafeBufferPointer(rebasing: text[(slash + 1)...]).wholeNumber, number > 0,
            text[slash + 1] != UInt8(ascii: "0")
        else { return nil }
        self.init(offer: offer, number: number)
    }

    /// Whether `text` is a submission of the offer `key`.
    static func isSubmission(_ text: UnsafeBufferPointer<UInt8>, of key: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count > key.count + 1, text[key.count] == UInt8(ascii: "/"),
            UnsafeBufferPointer(rebasing: text[..<key.count]).isEqual(key), OfferKey.slash(key) != nil
        else { return false }
        let number = UnsafeBufferPointer(rebasing: text[(key.count + 1)...])
        return number.wholeNumber != nil && number[0] != UInt8(ascii: "0")
    }

    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(128)
        append(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the text. Byte by byte: texts that are put together cost five times as much, and every event has ids.
    func append(to text: inout [UInt8]) {
        offer.append(to: &text)
        text.append(UInt8(ascii: "/"))
        text.append(decimal: number)
    }

    /// The id of an event of this submission: the same on every try, so a doubled event is known wherever it turns up.
    public func eventID(step: Int, stage: Stage, attempt: Int, kind: String) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(192)
        appendEventID(step: step, stage: stage, attempt: attempt, kind: kind, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    func appendEventID(step: Int, stage: Stage, attempt: Int, kind: String, to text: inout [UInt8]) {
        append(to: &text)
        text.append(UInt8(ascii: "/"))
        text.append(decimal: step)
        text.append(UInt8(ascii: "-"))
        text.append(text: stage.rawValue)
        text.append(UInt8(ascii: "/"))
        text.append(decimal: attempt)
        text.append(UInt8(ascii: "/"))
        text.append(text: kind)
    }
}
