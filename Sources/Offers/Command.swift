// What publishers and operators ask. Read from anybody: a CloudEvent, a bare offer document (which is a publish command,
// R1), or a bare `{"command": "go-live", "offer": "publisher/offer"}`, so that kcat alone can do the whole job.

import Base

/// What is asked.
public enum CommandKind: String, Sendable, CaseIterable {
    case publish
    case goLive = "go-live"
    case cancel
    case requestSupport = "request-support"
    case approve
    case reject
    case resume
    case pause

    public var type: EventType {
        switch self {
        case .publish: EventType(rawValue: "offers.command.publish.v1")
        case .goLive: EventType(rawValue: "offers.command.go-live.v1")
        case .cancel: EventType(rawValue: "offers.command.cancel.v1")
        case .requestSupport: EventType(rawValue: "offers.command.request-support.v1")
        case .approve: EventType(rawValue: "offers.command.approve.v1")
        case .reject: EventType(rawValue: "offers.command.reject.v1")
        case .resume: EventType(rawValue: "offers.command.resume.v1")
        case .pause: EventType(rawValue: "offers.command.pause.v1")
        }
    }

    private static let types = allCases.map { (kind: $0, text: $0.type.rawValue) }

    /// By an event's type; nil where it is no command's, or of another version.
    fileprivate init?(of event: Event) {
        guard let known = Self.types.first(where: { event.text.isEqual(event.typePiece, $0.text) }) else { return nil }
        self = known.kind
    }

    /// Commands that only an operator may give.
    public var isOperators: Bool {
        switch self {
        case .approve, .reject, .resume, .pause: true
        case .publish, .goLive, .cancel, .requestSupport: false
        }
    }
}

/// A command about one offer; `event` is its wire form.
public struct Command: Sendable, Equatable {
    public var kind: CommandKind
    public var offer: OfferKey
    public var event: Event

    /// Names of attributes that only commands have.
    public enum Name {
        /// Free text of a support request, an approval, a rejection or a pause.
        public static let text = "text"
        /// Who sends it: a publisher id, or `operator`. Where it is given it must fit the offer.
        public static let sender = "sender"
        /// A profile by name, instead of the offer type's own.
        public static let profile = ScheduledStep.Name.profile
        public static let notify = ScheduledStep.Name.notify
        public static let allowList = ScheduledStep.Name.allowList
    }

    /// Builds a command.
    public init(_ kind: CommandKind, offer: OfferKey, id: String, at time: Timestamp, document: [UInt8] = []) {
        self.kind = kind
        self.offer = offer
        event = Event(
            id: id, source: "/offers/client", type: kind.type, subject: offer.description, time: time, data: document)
    }

    /// The record on the commands topic.
    public var message: Message { Message(topic: .commands, event: event) }
}

extension Command {
    /// Reads a command event; throws `Poison` saying what a right one looks like.
    public init(_ event: Event) throws {
        guard let kind = CommandKind(of: event) else {
            let noun = "offers.command."
            let name =
                event.type.rawValue.hasPrefix(noun)
                ? event.type.rawValue.dropFirst(noun.count).split(separator: ".").first : nil
            if let name, CommandKind(rawValue: String(name)) != nil {
                throw Poison("unknown-version", "\(event.type) is a version this coordinator does not know; send v1")
            }
            let known = CommandKind.allCases.map(\.type.rawValue).joined(separator: ", ")
            throw Poison("unknown-type", "\"\(event.type)\" is no command; known are \(known)")
        }
        guard let offer = OfferKey(event.subject) else {
            throw Poison(
                "bad-subject", "subject \"\(event.subject.prefix(120))\" is not publisher/offer in a-z 0-9 -, 1–50 each"
            )
        }
        if let sender = event[Name.sender], sender != offer.publisher, sender != "operator" {
            throw Poison(
                "wrong-publisher", "\(sender.prefix(60)) may not command \(offer): it belongs to \(offer.publisher)")
        }
        if kind.isOperators, let sender = event[Name.sender], sender != "operator" {
            throw Poison("wrong-publisher", "only an operator may \(kind.rawValue), not \(sender.prefix(60))")
        }
        self.init(kind: kind, offer: offer, event: event)
    }

    private init(kind: CommandKind, offer: OfferKey, event: Event) {
        self.kind = kind
        self.offer = offer
        self.event = event
    }

    /// A record of the commands topic, read.
    public struct Read: Sendable {
        public var event: Event
        /// What the document says, where one was looked at.
        public var summary: OfferSummary?

        public init(event: Event, summary: OfferSummary? = nil) {
            self.event = event
            self.summary = summary
        }
    }

    /// Reads a record of the commands topic in any of the forms people send.
    public static func read(value: [UInt8], headers: [Message.Header], key: [UInt8]?, arrival: RecordMetadata) throws
        -> Event
    {
        try readWhole(value: value, headers: headers, key: key, arrival: arrival).event
    }

    /// The same, with what was learned of the document on the way.
    public static func readWhole(
        value: [UInt8], headers: [Message.Header], key: [UInt8]?, arrival: RecordMetadata
    ) throws -> Read {
        let isMarked = headers.contains { $0.name == "ce_specversion" || $0 == .structuredEvent }
        let members = Result { isMarked ? Members() : try Members(value) }
        let isEvent = isMarked || (try? members.get())?.isEvent == true
        var read: Read
        if isEvent {
            do { read = Read(event: try Event(headers: headers, value: value)) } catch {
                throw Poison("not-an-event", "\(error)")
            }
        } else {
            read = try bare(value, members, arrival: arrival)
        }
        var document: Result<OfferSummary, any Error>?
        if read.event.subjectPiece.count == 0 {
            document = read.event.summary
            if let about = try? document?.get() { read.event.subject = about.key.description }
        }
        if isEvent, read.event.dataCount > 0, read.event.type == CommandKind.publish.type {
            let about = try summary { try (document ?? read.event.summary).get() }
            guard about.key.description == read.event.subject else {
                throw Poison(
                    "wrong-publisher", "the document is \(about.key), but the command is about \(read.event.subject)")
            }
            read.summary = about
        }
        if let key, !read.event.isAbout(key: key), let keyed = OfferKey(String(decoding: key, as: UTF8.self)) {
            throw Poison(
                "wrong-publisher", "the record's key is \(keyed), but the command is about \(read.event.subject)")
        }
        return read
    }

    /// A bare document. Its id is made from where it was read, so that reading it twice is the same command.
    private static func bare(
        _ value: [UInt8], _ read: Result<Members, any Error>, arrival: RecordMetadata
    ) throws -> Read {
        let members: Members
        do { members = try read.get() } catch {
            throw Poison("not-an-event", "no JSON object: \(error). Send an offer document, or a CloudEvent")
        }
        let id = "\(arrival.topic)/\(arrival.partition)/\(arrival.offset)"
        guard let word = members.command else {
            let about = try summary { try members.document?.get() ?? OfferSummary(value) }
            let command = Command(.publish, offer: about.key, id: id, at: arrival.time, document: value)
            return Read(event: command.event, summary: about)
        }
        guard let kind = CommandKind(rawValue: word), kind != .publish,
            let offer = members.offer.flatMap({ OfferKey($0) })
        else {
            throw Poison(
                "bad-command",
                #"a bare command is {"command":"go-live","offer":"publisher/offer"}, with go-live, cancel, request-support, approve, reject, pause or resume"#
            )
        }
        var command = Command(kind, offer: offer, id: id, at: arrival.time)
        command.event[Name.text] = members.text
        command.event[Name.sender] = members.sender
        return Read(event: command.event)
    }

    private static func summary(_ read: () throws -> OfferSummary) throws -> OfferSummary {
        do { return try read() } catch {
            throw Poison("not-an-offer", "the offer document: \(error). Needed at least: publisher, offer, type")
        }
    }

    /// What a value says that no header marks as an event: read once, whatever it turns out to be.
    private struct Members {
        var isEvent = false
        /// The texts of a bare command, of those members that are texts.
        var command, offer, text, sender: String?
        /// What an offer document says.
        var document: Result<OfferSummary, any Error>?

        init() {}

        init(_ bytes: [UInt8]) throws {
            self = try bytes.withUnsafeBufferPointer { buffer in
                var scanner = JSONScanner(buffer)
                let found = try CommandMembers(&scanner)
                var members = Members()
                members.isEvent = found.specversion != nil
                members.command = try? found.optional(found.command)
                if members.command != nil {
                    members.offer = try? found.optional(found.offer)
                    members.text = try? found.optional(found.text)
                    members.sender = try? found.optional(found.sender)
                } else if !members.isEvent {
                    members.document = Result { try OfferSummary(found, endOf: &scanner) }
                }
                return members
            }
        }
    }
}

extension Event {
    /// What its data say, if they are an offer document.
    fileprivate var summary: Result<OfferSummary, any Error> {
        Result { try withData { try OfferSummary($0) } }
    }
}
