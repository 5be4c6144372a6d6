// CloudEvents 1.0: what every record but a mail is. Context attributes in front, the data (an offer, an outcome, a
// status) as untouched bytes at the end. An event that was read stays the bytes it was read from; see `EventText`.

import Base

/// An event about one offer.
public struct Event: Sendable {
    /// The value of a CloudEvents extension attribute (CloudEvents 1.0.2, type system).
    public enum Value: Sendable, Equatable {
        case string(String)
        case integer(Int)
        case boolean(Bool)
    }

    /// An extension attribute; numbers and truth values as their JSON text.
    struct Attribute: Sendable {
        var name: EventText.Piece
        var value: EventText.Piece
        var isText: Bool
    }

    enum Body: Sendable {
        case none
        /// Where the data stand in the record.
        case inRecord(Range<Int>)
        case own([UInt8])
    }

    var text: EventText
    private(set) var idPiece: EventText.Piece
    private(set) var sourcePiece: EventText.Piece
    private(set) var typePiece: EventText.Piece
    private(set) var subjectPiece: EventText.Piece
    public var time: Timestamp
    /// In the order they came; those unknown to us are kept and passed on.
    private(set) var attributes: [Attribute]
    private(set) var body: Body

    public init(
        id: String, source: String, type: EventType, subject: String, time: Timestamp, data: [UInt8] = []
    ) {
        text = EventText()
        idPiece = text.add(id)
        sourcePiece = text.add(source)
        typePiece = text.add(type.rawValue)
        subjectPiece = text.add(subject)
        self.time = time
        attributes = []
        attributes.reserveCapacity(16)
        body = data.isEmpty ? .none : .own(data)
    }

    /// An event as it was found in a record.
    init(
        _ text: EventText, id: EventText.Piece, source: EventText.Piece, type: EventText.Piece,
        subject: EventText.Piece, time: Timestamp, attributes: [Attribute], body: Body
    ) {
        self.text = text
        idPiece = id
        sourcePiece = source
        typePiece = type
        subjectPiece = subject
        self.time = time
        self.attributes = attributes
        self.body = body
    }

    /// Made from submission, step, attempt and kind, so that a doubled event is known wherever it turns up.
    public var id: String {
        get { text.string(idPiece) }
        set { idPiece = text.add(newValue) }
    }

    /// Which program said it: `/offers/certify`.
    public var source: String {
        get { text.string(sourcePiece) }
        set { sourcePiece = text.add(newValue) }
    }

    public var type: EventType {
        get { text.with(typePiece) { EventType($0) } }
        set { typePiece = text.add(newValue.rawValue) }
    }

    /// `publisher/offer`, which is the record key as well.
    public var subject: String {
        get { text.string(subjectPiece) }
        set { subjectPiece = text.add(newValue) }
    }

    /// The subject as bytes: the record key.
    public var key: [UInt8] { text.bytes(subjectPiece) }

    /// JSON bytes; for a stage's event the offer exactly as its publisher sent it. Empty where there is no data.
    public var data: [UInt8] {
        get { withData { Array($0) } }
        set { body = newValue.isEmpty ? .none : .own(newValue) }
    }

    /// The data where they lie.
    func withData<Result>(_ read: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        switch body {
        case .none: try read(UnsafeBufferPointer(start: nil, count: 0))
        case .inRecord(let range):
            try text.record.withUnsafeBufferPointer { try read(UnsafeBufferPointer(rebasing: $0[range])) }
        case .own(let bytes): try bytes.withUnsafeBufferPointer(read)
        }
    }

    /// Writes the id anew, straight into the event's bytes.
    mutating func setID(_ write: (inout [UInt8]) -> Void) { idPiece = text.add(write) }
}

// MARK: Attributes

extension Event {
    /// The names of its extension attributes, in the order they came.
    public var attributeNames: [String] { attributes.map { text.string($0.name) } }

    func attribute(_ name: String) -> Attribute? {
        attributes.first { text.isEqual($0.name, name) }
    }

    /// An extension attribute as text; setting nil takes it away. A number or truth value is given as its JSON text.
    public subscript(name: String) -> String? {
        get { attribute(name).map { text.string($0.value) } }
        set { set(name, newValue.map(Value.string)) }
    }

    /// An extension attribute as a whole number; nil where it is missing or is none.
    public func integer(_ name: String) -> Int? {
        guard let attribute = attribute(name) else { return nil }
        return text.with(attribute.value) { $0.wholeNumber } ?? Int(text.string(attribute.value))
    }

    public mutating func set(_ name: String, _ value: Value?) {
        switch value {
        case .string(let text): set(name, self.text.add(text), isText: true)
        case .integer(let number): set(name, text.add { $0.append(decimal: number) }, isText: false)
        case .boolean(let flag): set(name, text.add(flag ? "true" : "false"), isText: false)
        case nil: attributes.removeAll { text.isEqual($0.name, name) }
        }
    }

    /// Sets an attribute to the text that `write` appends.
    mutating func set(_ name: String, text write: (inout [UInt8]) -> Void) {
        set(name, text.add(write), isText: true)
    }

    private mutating func set(_ name: String, _ piece: EventText.Piece, isText: Bool) {
        if let place = attributes.firstIndex(where: { text.isEqual($0.name, name) }) {
            attributes[place].value = piece
            attributes[place].isText = isText
        } else {
            attributes.append(Attribute(name: text.add(name), value: piece, isText: isText))
        }
    }
}

extension Event: Equatable {
    /// Equal in what they say, wherever it stands.
    public static func == (a: Event, b: Event) -> Bool {
        a.id == b.id && a.source == b.source && a.type == b.type && a.subject == b.subject && a.time == b.time
            && a.data == b.data && a.attributes.count == b.attributes.count
            && zip(a.attributes, b.attributes).allSatisfy {
                $0.isText == $1.isText && a.text.string($0.name) == b.text.string($1.name)
                    && a.text.string($0.value) == b.text.string($1.value)
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

    /// Those an offer meets on its way; reading one of them makes no new text.
    private static let frequent: [EventType] =
        [.stepScheduled] + Outcome.types + [.statusChanged, .transitionRecorded]

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        let known = Self.frequent.first { $0.rawValue.hasBytes(bytes) }
        self = known ?? EventType(rawValue: String(decoding: bytes, as: UTF8.self))
    }
}
