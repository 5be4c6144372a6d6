// What the coordinator must know of an offer document, in one pass over its bytes: the places of the members that are
// asked for are noted on the way, whatever the order they come in, and texts are made of these alone.

import Glibc
import Localization

/// What the coordinator must know of an offer document; everything else is the validation stage's matter.
public struct OfferSummary: Sendable, CustomStringConvertible {
    public let key: OfferKey
    public let type: OfferType
    public let title: String
    public let emails: [String]
    public let language: Language
    public let hasTestDrive: Bool

    public var description: String { "\(key) (\(type.rawValue))" }

    /// Strict about identity, lenient about the rest: a wrong title is a problem for its publisher, not a dead letter.
    /// Throws `EventError`.
    public init(_ document: [UInt8]) throws {
        self = try document.withUnsafeBufferPointer { try OfferSummary($0) }
    }

    /// The same of a document that lies somewhere.
    init(_ document: UnsafeBufferPointer<UInt8>) throws {
        do {
            var scanner = JSONScanner(document)
            try self.init(CommandMembers(&scanner), endOf: &scanner)
        } catch let error as JSONError { throw EventError("\(error)") }
    }

    /// From the document's members, with `scanner` behind the last of them.
    init(_ members: CommandMembers, endOf scanner: inout JSONScanner) throws {
        let publisher: String = try members.value(members.publisher, "publisher")
        let offer: String = try members.value(members.offer, "offer")
        guard OfferKey.isIdentifier(publisher), OfferKey.isIdentifier(offer) else {
            throw EventError("publisher and offer must be 1–50 characters of a-z 0-9 -, not ending in -")
        }
        key = OfferKey(publisher: publisher, offer: offer)
        type = try members.value(members.type, "type")
        title = (try? members.optional(members.title)) ?? ""
        emails = (try? members.optional(members.emails)) ?? []
        language = Language(tag: try? members.optional(members.language))
        hasTestDrive = (try? members.optional(members.testDriveEnabled)) ?? false
        guard scanner.isAtEnd else { throw scanner.failure("more bytes after the document") }
    }
}

extension OfferType: WireValue {}

/// Where the members stand that are asked for of an offer document or a bare command; nil for one that is missing. What is
/// found and what is wrong is as with a `JSONObject` for each object: of two members with one name the last counts. Valid
/// as long as the bytes behind the scanner it was read from.
struct CommandMembers {
    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var specversion, command, text, sender: Int?
    private(set) var publisher, offer, type: Int?
    /// In `listing`, `notifications` and `testDrive`.
    private(set) var title, emails, language, testDriveEnabled: Int?

    /// Takes an object from the scanner.
    init(_ scanner: inout JSONScanner) throws {
        bytes = scanner.bytes
        try scanner.members { name, scanner in
            _ = scanner.peek()
            switch name.count {
            case 4:
                if scanner.holds("type", at: name) { type = scanner.position }
                if scanner.holds("text", at: name) { text = scanner.position }
            case 5: if scanner.holds("offer", at: name) { offer = scanner.position }
            case 6: if scanner.holds("sender", at: name) { sender = scanner.position }
            case 7:
                if scanner.holds("command", at: name) { command = scanner.position }
                if scanner.holds("listing", at: name) {
                    (title, _) = try scanner.inside("title", "")
                    return
                }
            case 9:
                if scanner.holds("publisher", at: name) { publisher = scanner.position }
                if scanner.holds("testDrive", at: name) {
                    (testDriveEnabled, _) = try scanner.inside("enabled", "")
                    return
                }
            case 11: if scanner.holds("specversion", at: name) { specversion = scanner.position }
            case 13:
                if scanner.holds("notifications", at: name) {
                    (emails, language) = try scanner.inside("emails", "language")
                    return
                }
            default: break
            }
            _ = try scanner.skip()
        }
    }

    /// A member that must be there; throws `JSONError` where it is missing or of another type.
    func value<Value: WireValue>(_ place: Int?, _ name: StaticString) throws -> Value {
        guard let value: Value = try optional(place) else {
            throw JSONError(reason: "/\(name) is missing", offset: nil)
        }
        return value
    }

    /// A member that may be missing or null.
    func optional<Value: WireValue>(_ place: Int?) throws -> Value? {
        guard let place else { return nil }
        var scanner = JSONScanner(bytes, at: place)
        if scanner.peek() == UInt8(ascii: "n") { return nil }
        return try Value(from: &scanner)
    }
}

extension JSONScanner {
    /// Takes a member's value of any kind and says where these two of its own members stand, if it is an object that can be
    /// read member by member. An empty name stands for none.
    fileprivate mutating func inside(_ first: StaticString, _ second: StaticString) throws -> (Int?, Int?) {
        let start = position
        var found: (Int?, Int?)
        do {
            try members { name, scanner in
                _ = scanner.peek()
                if scanner.holds(first, at: name) { found.0 = scanner.position }
                if scanner.holds(second, at: name) { found.1 = scanner.position }
                _ = try scanner.skip(within: 1)
            }
            return found
        } catch {
            // Stepping over it says whether it is wrong, or only none that can be read.
            position = start
            _ = try skip()
            return (nil, nil)
        }
    }

    /// Whether these bytes, as written, are the name.
    fileprivate func holds(_ name: StaticString, at place: Range<Int>) -> Bool {
        guard let base = bytes.baseAddress, place.count == name.utf8CodeUnitCount else { return false }
        return memcmp(base + place.lowerBound, name.utf8Start, place.count) == 0
    }
}
