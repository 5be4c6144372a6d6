// A command of a publisher or an operator: a record of `offers.commands`. Any program may write one, as a CloudEvent,
// as a bare offer document (a publish command, R1), or as a bare `{"command": "go-live", "offer": "publisher/offer"}`,
// so that kcat is enough.

import Base
import JSON
import Offers

/// A command about one offer; `event` is its wire form.
public struct Command: Sendable, Equatable {
    public var kind: CommandKind
    public var offer: OfferKey
    public var event: CloudEvent

    /// Names of the commands' attributes.
    public enum Name {
        /// The text of a support request or a rejection; for a pause, a resume or an approval, the reason, for
        /// operators.
        public static let text = "text"
        /// What publishers read about a pause.
        public static let notice = "notice"
        /// The sender: a publisher id, or `operator`. If present, it must match the offer.
        public static let sender = "sender"
        /// `true` if the sending program waits for the answer and shows it, so that a refusal needs no mail.
        public static let awaited = "awaited"
        /// The person or program behind the sender.
        public static let principal = "principal"
        /// The name of a profile to use instead of the offer type's.
        public static let profile = "profile"
        /// Notification addresses, separated by commas.
        public static let notify = "notify"
        /// Who may see the preview: `GUID=type`, separated by blanks.
        public static let allowList = "allowlist"
        /// The number of the submission that the event is about.
        public static let submission = "submission"
        /// The id of the command that led to the coordinator's decision.
        public static let command = "command"
    }

    /// The CloudEvents source of commands from our own programs, and of bare ones.
    public static let source = "/offers/client"

    /// Builds a command.
    public init(_ kind: CommandKind, offer: OfferKey, id: String, at time: Timestamp, document: [UInt8] = []) {
        self.kind = kind
        self.offer = offer
        event = CloudEvent(
            id: id, source: Self.source, type: .command(kind), subject: offer.description, time: time,
            data: document)
    }

    /// The record on the commands topic.
    public var message: Message { Message(topic: .commands, event: event) }

    /// The sender, as far as the command names one.
    public var actor: Actor {
        let isOperator = kind.isOperators || event[Name.sender] == "operator"
        return Actor(isOperator ? .operator : .publisher, name: event[Name.principal] ?? "")
    }
}

extension Command {
    /// Reads a command event; throws `Poison`, which says what a correct one looks like.
    public init(_ event: CloudEvent) throws(Poison) {
        guard let kind = CommandKind.allCases.first(where: { EventType.command($0) == event.type }) else {
            let words = event.type.rawValue.split(separator: ".")
            if words.count == 4, words[..<2] == ["offers", "command"], CommandKind(rawValue: String(words[2])) != nil {
                throw Poison("unknown-version", "\(event.type) is a version this coordinator does not know; send v1")
            }
            let known = CommandKind.allCases.map { EventType.command($0).rawValue }.joined(separator: ", ")
            throw Poison("unknown-type", "\"\(event.type)\" is not a command; known are \(known)")
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
        self.kind = kind
        self.offer = offer
        self.event = event
    }

    /// A record of the commands topic after reading.
    public struct Read: Sendable {
        public var event: CloudEvent
        /// A summary of the document, for a publish command.
        public var summary: OfferSummary?
    }

    /// Reads a record of the commands topic in any accepted form. Throws `Poison`.
    public static func read(
        value: [UInt8], headers: [Message.Header], key: [UInt8]?, metadata: RecordMetadata
    ) throws(Poison) -> Read {
        var read = try event(value: value, headers: headers, metadata: metadata)
        // OpenTelemetry's Kafka instrumentation sends the trace in a header with this plain name.
        if read.event.trace == nil, let sent = headers.first(where: { $0.name == CloudEvent.traceParent }) {
            read.event[CloudEvent.traceParent] = TraceContext(String(decoding: sent.value, as: UTF8.self))?.description
        }
        if read.event.subject.isEmpty || read.event.type == .command(.publish) && !read.event.data.isEmpty {
            let summary: OfferSummary
            if let words = read.event.dataInQuotes { throw Poison("not-an-offer", "the event's data: \(words)") }
            do throws(EventError) {
                if let known = read.summary { summary = known } else { summary = try OfferSummary(read.event.data) }
            } catch {
                throw Poison("not-an-offer", "the offer document: \(error). Needed at least: publisher, offer, type")
            }
            if read.event.subject.isEmpty { read.event.subject = summary.key.description }
            guard summary.key.description == read.event.subject else {
                throw Poison(
                    "wrong-publisher", "the document is \(summary.key), but the command is about \(read.event.subject)")
            }
            read.summary = summary
        }
        if let key, let keyed = OfferKey(String(decoding: key, as: UTF8.self)), keyed.description != read.event.subject
        {
            throw Poison(
                "wrong-publisher", "the record's key is \(keyed), but the command is about \(read.event.subject)")
        }
        return read
    }

    private static func event(
        value: [UInt8], headers: [Message.Header], metadata: RecordMetadata
    ) throws(Poison) -> Read {
        let isBinary = headers.contains { $0.name == "ce_specversion" }
        let isMarked = isBinary || headers.contains { $0.isOfStructuredEvent }
        var bare = DocumentHead()
        if !isMarked {
            if let header = headers.first(where: { $0.name.hasPrefix("ce-") }) {
                throw Poison(
                    "not-an-event", "the header \(header.name.prefix(60)) has HTTP's prefix; on Kafka it is ce_")
            }
            do throws(JSONError) { bare = try DocumentHead(json: value) } catch {
                let looks = ForeignRecord.words(value) ?? "Send an offer document, or a CloudEvent"
                throw Poison("not-an-event", "not a JSON object: \(error.text(in: value)): \(looks)")
            }
        }
        guard !isMarked, bare.specversion.value == nil else {
            var event: CloudEvent
            do throws(EventError) { event = try CloudEvent(headers: headers, value: value) } catch {
                let looks = isBinary ? nil : ForeignRecord.words(value)
                throw Poison("not-an-event", looks.map { "\(error): \($0)" } ?? "\(error)")
            }
            // In binary mode the data may have any form, but we write them into a JSON text.
            if !event.data.isEmpty, isBinary {
                do throws(JSONError) { _ = try RawJSON(json: event.data) } catch {
                    let looks = ForeignRecord.words(event.data) ?? "Send a JSON object"
                    throw Poison("not-an-event", "the event's data is not JSON: \(error): \(looks)")
                }
                event.data = withoutMark(event.data)
            }
            return Read(event: event)
        }
        // The id is derived from the record's position, so that reading the record twice gives the same command, and
        // from its time, because a topic that was created again has the same positions.
        let id = "\(metadata.topic)/\(metadata.partition)/\(metadata.offset)@\(metadata.time.milliseconds)"
        guard let word = bare.command.value else {
            let summary: OfferSummary
            do throws(JSONError) { summary = try OfferSummary(bare) } catch {
                let looks = ForeignRecord.envelope(value) ?? "Needed at least: publisher, offer, type"
                throw Poison("not-an-offer", "the offer document: \(error). \(looks)")
            }
            let command = Command(.publish, offer: summary.key, id: id, at: metadata.time, document: withoutMark(value))
            return Read(event: command.event, summary: summary)
        }
        guard let kind = CommandKind(rawValue: word), kind != .publish,
            let offer = bare.offer.value.flatMap({ OfferKey($0) })
        else {
            throw Poison(
                "bad-command",
                #"a bare command is {"command":"go-live","offer":"publisher/offer"}, with go-live, cancel, request-support, approve, reject, pause or resume"#
            )
        }
        var command = Command(kind, offer: offer, id: id, at: metadata.time)
        command.event[Name.text] = bare.text.value
        command.event[Name.sender] = bare.sender.value
        return Read(event: command.event)
    }

    /// Removes the byte order mark that some editors put at the start of a file; it is not valid inside a JSON text.
    private static func withoutMark(_ document: [UInt8]) -> [UInt8] {
        document.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(document.dropFirst(3)) : document
    }
}
