// What the coordinator must know of an offer document; everything else is the validation stage's matter.

import JSON
import Localization
import Offers

/// Identity and a few facts of an offer document. Strict about identity, lenient about the rest: a wrong title is a problem
/// for its publisher, not a dead letter.
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
        do throws(JSONError) {
            let head = try Head(json: document)
            guard OfferKey.isIdentifier(head.publisher), OfferKey.isIdentifier(head.offer) else {
                throw JSONError("publisher and offer must be 1–50 characters of a-z 0-9 -, not ending in -")
            }
            key = OfferKey(publisher: head.publisher, offer: head.offer)
            type = head.type
            title = head.listing.value?.title.value ?? ""
            emails = head.notifications.value?.emails.value ?? []
            language = Language(tag: head.notifications.value?.language.value)
            hasTestDrive = head.testDrive.value?.enabled.value ?? false
        } catch { throw EventError("\(error)") }
    }
}

/// The members that are asked for.
private struct Head: JSONRecord {
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

    var publisher = ""
    var offer = ""
    var type = OfferType.virtualMachine
    var listing = Lenient<Listing>()
    var notifications = Lenient<Notifications>()
    var testDrive = Lenient<TestDrive>()

    mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("publisher", &publisher)
        try v.member("offer", &offer)
        try v.member("type", &type)
        try v.member("listing", &listing, default: Lenient())
        try v.member("notifications", &notifications, default: Lenient())
        try v.member("testDrive", &testDrive, default: Lenient())
    }
}

/// A value that counts as absent where it is of another type.
struct Lenient<Value: JSONValue>: JSONValue, Equatable {
    var value: Value?

    init() {}

    static func == (a: Lenient, b: Lenient) -> Bool { a.value == nil && b.value == nil }

    func write(to json: inout JSONWriter) { value.write(to: &json) }

    init(from json: inout JSONReader) throws(JSONError) {
        let bytes = try RawJSON(from: &json).bytes
        do throws(JSONError) { value = try Value(json: bytes) } catch { value = nil }
    }

    static var schema: JSONNode { Value.schema }
}
