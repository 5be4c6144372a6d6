// What the coordinator needs to know about an offer document; the validation stage checks everything else.

import JSON
import Localization
import Offers

/// The identity and a few facts of an offer document. Strict about identity and lenient about everything else: a wrong
/// title is its publisher's problem, not a dead letter.
public struct OfferSummary: Sendable, CustomStringConvertible {
    public private(set) var key = OfferKey(publisher: "", offer: "")
    public private(set) var type = OfferType.virtualMachine
    public private(set) var title = ""
    public private(set) var emails: [String] = []
    public private(set) var language = Language.english
    public private(set) var hasTestDrive = false

    public var description: String { "\(key) (\(type.rawValue))" }

    /// Throws `EventError`.
    public init(_ document: [UInt8]) throws(EventError) {
        do throws(JSONError) { self = try OfferSummary(DocumentHead(json: document)) } catch {
            throw EventError("\(error)")
        }
    }

    init(_ head: DocumentHead) throws(JSONError) {
        guard let publisher = head.publisher.value, let offer = head.offer.value, let type = head.type.value else {
            throw JSONError(
                "publisher, offer and type are needed; types are \(OfferType.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        guard OfferKey.isIdentifier(publisher), OfferKey.isIdentifier(offer) else {
            throw JSONError("publisher and offer must be 1–50 characters of a-z 0-9 -, not ending in -")
        }
        key = OfferKey(publisher: publisher, offer: offer)
        self.type = type
        title = head.listing.value?.title.value ?? ""
        emails = head.notifications.value?.emails.value ?? []
        language = Language(tag: head.notifications.value?.language.value)
        hasTestDrive = head.testDrive.value?.enabled.value ?? false
    }
}

/// The members that are read of a document, and those that distinguish it from an event and a bare command.
struct DocumentHead: JSONRecord {
    struct Listing: JSONRecord {
        var title = Lenient<String>()

        mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
            try v.member("title", &title, default: Lenient())
        }
    }

    struct Notifications: JSONRecord {
        var emails = Lenient<[String]>()
        var language = Lenient<String>()

        mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
            try v.member("emails", &emails, default: Lenient())
            try v.member("language", &language, default: Lenient())
        }
    }

    struct TestDrive: JSONRecord {
        var enabled = Lenient<Bool>()

        mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
            try v.member("enabled", &enabled, default: Lenient())
        }
    }

    var specversion = Lenient<String>()
    var command = Lenient<String>()
    var text = Lenient<String>()
    var sender = Lenient<String>()
    var publisher = Lenient<String>()
    var offer = Lenient<String>()
    var type = Lenient<OfferType>()
    var listing = Lenient<Listing>()
    var notifications = Lenient<Notifications>()
    var testDrive = Lenient<TestDrive>()

    mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("specversion", &specversion, default: Lenient())
        try v.member("command", &command, default: Lenient())
        try v.member("text", &text, default: Lenient())
        try v.member("sender", &sender, default: Lenient())
        try v.member("publisher", &publisher, default: Lenient())
        try v.member("offer", &offer, default: Lenient())
        try v.member("type", &type, default: Lenient())
        try v.member("listing", &listing, default: Lenient())
        try v.member("notifications", &notifications, default: Lenient())
        try v.member("testDrive", &testDrive, default: Lenient())
    }
}

/// A value that counts as absent if it has another type.
struct Lenient<Value: JSONValue>: JSONValue, Equatable {
    var value: Value?

    init() {}

    static func == (a: Lenient, b: Lenient) -> Bool { a.value == nil && b.value == nil }

    func write(to json: inout JSONWriter) { value.write(to: &json) }

    init(from json: inout JSONReader) throws(JSONError) {
        let start = json.position
        do throws(JSONError) { value = try Value(from: &json) } catch {
            json.position = start
            _ = try json.skip()
        }
    }

    static var schema: JSONNode { Value.schema }
}
