// CloudEvents 1.0: what every record but a mail is. Context attributes in front, the data (an offer, an outcome, a
// status) as untouched bytes at the end.

/// An event about one offer.
public struct Event: Sendable, Equatable {
    /// The value of a CloudEvents extension attribute (CloudEvents 1.0.2, type system).
    public enum Value: Sendable, Equatable {
        case string(String)
        case integer(Int)
        case boolean(Bool)
    }

    /// An extension attribute: a name of 1 to 20 characters `a-z 0-9` and its value.
    public struct Attribute: Sendable, Equatable {
        public var name: String
        public var value: Value
    }

    /// Made from submission, step, attempt and kind, so that a doubled event is known wherever it turns up.
    public var id: String
    /// Which program said it: `/offers/certify`.
    public var source: String
    public var type: EventType
    /// `publisher/offer`, which is the record key as well.
    public var subject: String
    public var time: Timestamp
    /// Extension attributes in the order they came; those unknown to us are kept and passed on.
    public var attributes: [Attribute]
    /// JSON bytes; for a stage's event the offer exactly as its publisher sent it. Empty where there is no data.
    public var data: [UInt8]

    public init(
        id: String, source: String, type: EventType, subject: String, time: Timestamp, attributes: [Attribute] = [],
        data: [UInt8] = []
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time
        self.attributes = attributes
        self.data = data
    }

    /// An extension attribute as text; setting nil takes it away. A number or truth value is given as its JSON text.
    public subscript(name: String) -> String? {
        get {
            switch attributes.first(where: { $0.name == name })?.value {
            case .string(let text): text
            case .integer(let number): String(number)
            case .boolean(let flag): String(flag)
            case nil: nil
            }
        }
        set { set(name, newValue.map(Value.string)) }
    }

    /// An extension attribute as a whole number; nil where it is missing or is none.
    public func integer(_ name: String) -> Int? {
        switch attributes.first(where: { $0.name == name })?.value {
        case .integer(let number): number
        case .string(let text): Int(text)
        case .boolean, nil: nil
        }
    }

    public mutating func set(_ name: String, _ value: Value?) {
        let place = attributes.firstIndex { $0.name == name }
        switch (place, value) {
        case (let place?, let value?): attributes[place].value = value
        case (let place?, nil): attributes.remove(at: place)
        case (nil, let value?): attributes.append(Attribute(name: name, value: value))
        case (nil, nil): break
        }
    }
}

/// What kind of event: `offers.<noun>.<verb>.v<major>`. Readers refuse a major version they do not know.
public struct EventType: Hashable, Sendable, RawRepresentable, CustomStringConvertible {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public var description: String { rawValue }

    public static let stepScheduled = EventType(rawValue: "offers.step.scheduled.v1")
    public static let signOffApproved = EventType(rawValue: "offers.sign-off.approved.v1")
    public static let signOffWithdrawn = EventType(rawValue: "offers.sign-off.withdrawn.v1")
    public static let statusChanged = EventType(rawValue: "offers.status.changed.v1")
    public static let transitionRecorded = EventType(rawValue: "offers.transition.recorded.v1")
    public static let previewListed = EventType(rawValue: "offers.preview.listed.v1")
    public static let listingPublished = EventType(rawValue: "offers.listing.published.v1")
    public static let draftSaved = EventType(rawValue: "offers.draft.saved.v1")
    public static let draftSubmitted = EventType(rawValue: "offers.draft.submitted.v1")
    public static let controlPaused = EventType(rawValue: "offers.control.paused.v1")
    public static let recordSuspected = EventType(rawValue: "offers.control.suspected.v1")
    public static let ticketOpened = EventType(rawValue: "offers.ticket.opened.v1")
}
