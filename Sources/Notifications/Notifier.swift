// The notifier: reads the history of offers and writes mails. Its only state is the counts of its limits: a transition
// contains everything that its mails need, and always gives the same bytes, so it can be repeated after a crash (R31).

import Base
import Events
import JSON
import Offers

/// Turns transitions (`offers.history`) into mails (`offers.notifications`).
public struct Notifier: StatefulProcessor {
    public typealias State = Never

    public static let name = "offer-notifier"
    /// The CloudEvents type of a notification; its value is the mail itself, its attributes are headers (binary mode).
    public static let type = EventType(rawValue: "offers.notification.created.v1")

    public let inputs: [Topic] = [.history]
    public let tables: [Topic] = []
    public let keepsPositions = true

    let composer: MailComposer

    /// Takes the settings of `MailComposer`; throws `Settings.Wrong` for a malformed one, and `Policy.Invalid`.
    public init(_ settings: Settings) throws {
        composer = try MailComposer(settings)
    }

    public func state(of rows: [Topic: [UInt8]], _ followed: Followed) throws -> Never? { nil }

    /// The mails about a transition, in the order of `NotificationRule`. Throws `Poison` for a record that is not a
    /// transition, `Deferred` for one of an unknown process.
    public func handle(
        _ input: Input, _ followed: Followed, now: Timestamp, tally: (String) -> PublisherTally,
        state: (OfferKey) throws -> Never?
    ) throws -> Reaction<Never> {
        guard case .record(let value, let headers, _, _) = input else {
            return Reaction(subject: "", event: ("", ""))
        }
        let entry = try read(value, headers)
        let reference = entry.transition.process
        let process = reference.flatMap { followed.processes[$0] }
        if let reference, process == nil, !NotificationRule.notifications(for: entry.transition).isEmpty {
            throw Deferred(Poison("unknown-process", "\(Topic.processes) has no process \(reference.oneLine(120))"))
        }
        let (mails, refused) = composer.mails(about: entry.transition, process: process, event: entry.envelope.id)
        var reaction = Reaction<Never>(
            subject: entry.envelope.subject.description,
            event: (entry.envelope.id, EventType.transitionRecorded.rawValue),
            messages: mails.map { record($0, of: entry) })
        reaction.refused = refused
        reaction.submission = entry.transition.submission
        reaction.trace = entry.trace
        return reaction
    }

    private func read(_ value: [UInt8], _ headers: [Message.Header]) throws -> HistoryEntry {
        do { return try HistoryEntry(json: value) } catch {
            let event: CloudEvent
            do { event = try CloudEvent(headers: headers, value: value) } catch {
                throw Poison("not-an-event", "\(error)")
            }
            guard event.type == .transitionRecorded else {
                let isNewer = event.type.rawValue.hasPrefix("offers.transition.recorded.")
                throw Poison(
                    isNewer ? "unknown-version" : "unknown-type",
                    "\(event.type.rawValue.oneLine(120)) is not a transition this notifier knows; it reads "
                        + "\(EventType.transitionRecorded)")
            }
            throw Poison("bad-transition", "the transition: \(error)")
        }
    }

    /// CloudEvents Kafka binding 1.0.2, section 3.2: `content-type` is the attribute datacontenttype.
    private func record(_ mail: MailMessage, of entry: HistoryEntry) -> Message {
        let key = entry.envelope.subject
        var headers: [Message.Header] = [
            .init("content-type", "message/rfc822"),
            .init("ce_specversion", "1.0"),
            .init("ce_id", mail.name),
            .init("ce_source", "/offers/\(Self.name)"),
            .init("ce_type", Self.type.rawValue),
            .init("ce_subject", key.description),
            .init("ce_time", entry.envelope.time.description),
            .init("ce_notification", mail.notification.rawValue),
        ]
        if let submission = entry.transition.submissionID {
            headers.append(.init("ce_submission", String(submission.number)))
        }
        if let trace = TraceContext(entry.trace, of: entry.transition.submission) {
            headers.append(.init("ce_traceparent", trace.description))
        }
        return Message(topic: .notifications, key: key.bytes, value: mail.bytes(), headers: headers)
    }
}
