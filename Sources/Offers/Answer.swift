// What a keyed process makes of one record: the messages it causes, and what the record said, for the log.

import Base

/// A record that was read and answered.
public struct Answer: Sendable {
    /// What was read.
    public enum Read: Sendable {
        case event(Event)
        /// An outcome of which no event was made.
        case report(StepResult)
    }

    public var read: Read
    public var messages: [Message]

    public init(_ read: Read, _ messages: [Message]) {
        self.read = read
        self.messages = messages
    }
}

extension StatefulProcessor {
    public func answer(
        value: [UInt8], headers: [Message.Header], key: [UInt8]?, arrival: RecordMetadata,
        rows: (UnsafeBufferPointer<UInt8>) -> Rows, now: Timestamp
    ) throws -> Answer {
        let event = try read(value: value, headers: headers, key: key, arrival: arrival)
        let known = event.text.with(event.subjectPiece) { rows($0) }
        return Answer(.event(event), try react(to: event, arrival: arrival, rows: known, now: now))
    }
}

extension Answer.Read {
    /// The key of the offer that the record is about.
    public var subject: String {
        switch self {
        case .event(let event): event.subject
        case .report(let report): report.submission.offer.description
        }
    }

    /// Writes what tells the record from others, as members of an object.
    public func write(to json: inout JSONWriter) {
        switch self {
        case .event(let event):
            event.writeSubject(as: "offer", to: &json)
            event.write(ScheduledStep.Name.submission, as: "submission", to: &json)
            event.writeType(as: "type", to: &json)
            event.writeID(as: "event", to: &json)
        case .report(let report):
            let submission = report.submission
            json.member("offer") { $0.quote(submission.offer) }
            json.member("submission") { $0.quote(submission.offer, submission.number) }
            json.member("type", report.outcome.type.rawValue)
            json.member("event", report.eventID)
        }
    }

    /// Writes the id of the trace; nothing where there is none or a broken one.
    public func writeTraceID(as name: StaticString, to json: inout JSONWriter) {
        switch self {
        case .event(let event): event.writeTraceID(as: name, to: &json)
        case .report(let report):
            guard var trace = report.trace else { return }
            trace.withUTF8 { if let id = TraceParent.traceID($0) { json.member(name, text: id) } }
        }
    }
}

extension JSONWriter {
    /// Writes the key of an offer, or with a number the submission. Of a report that was read: identifiers, in which
    /// nothing needs an escape.
    fileprivate mutating func quote(_ offer: OfferKey, _ submission: Int? = nil) {
        byte(UInt8(ascii: "\""))
        content(offer.publisher)
        byte(UInt8(ascii: "/"))
        content(offer.offer)
        if let submission {
            byte(UInt8(ascii: "/"))
            number(submission)
        }
        byte(UInt8(ascii: "\""))
    }
}

extension Event {
    /// Whether its subject is the key of an offer.
    public var isKeyed: Bool { text.with(subjectPiece) { OfferKey.slash($0) != nil } }

    /// How many bytes the data have.
    public var dataCount: Int { withData { $0.count } }
}
