// The notifier: reads the history of offers and writes mails. It has no state: a transition holds everything its mails
// need, and always makes the same bytes, so it can be repeated after a crash (R31).

import Base
import Offers

/// Turns transitions (`offers.history`) into mails (`offers.notifications`).
public struct Notifier: StatefulProcessor {
    public static let name = "offer-notifier"
    /// CloudEvents type of a notification; its value is the mail itself, its attributes are headers (binary mode).
    public static let type = EventType(rawValue: "offers.notification.created.v1")

    public let inputs: [Topic] = [.history]
    public let tables: [Topic] = []

    let composer: MailComposer

    /// Takes the settings of `MailComposer`; throws `Settings.Wrong` for a malformed one.
    public init(_ settings: Settings) throws {
        composer = try MailComposer(settings)
    }

    /// The mails a transition causes, in the order of `NotificationRule`. Throws `Poison` for a record that is not a transition.
    public func react(to event: Event, arrival: RecordMetadata, rows: Rows, now: Timestamp) throws -> [Message] {
        let (transition, key) = try read(event)
        return composer.mails(about: transition, of: key, event: event.id).map { mail in
            record(mail, key: key, event: event)
        }
    }

    private func read(_ event: Event) throws -> (Transition, OfferKey) {
        guard event.type == .transitionRecorded else {
            let known = EventType.transitionRecorded
            let isNewer = event.type.rawValue.hasPrefix("offers.transition.recorded.")
            throw Poison(
                isNewer ? "unknown-version" : "unknown-type",
                "\(event.type.rawValue.oneLine(120)) is not a type that this notifier knows. It reads \(known).")
        }
        let transition: Transition
        do { transition = try Transition(json: event.data) } catch {
            throw Poison("bad-transition", "The data of the transition cannot be read: \(error)")
        }
        guard let key = OfferKey(transition.offer), key.description == event.subject else {
            throw Poison("bad-transition", "The offer of a transition must be the subject of its event.")
        }
        return (transition, key)
    }

    /// CloudEvents Kafka binding 1.0.2, section 3.2: `content-type` is the attribute datacontenttype.
    private func record(_ mail: MailMessage, key: OfferKey, event: Event) -> Message {
        var headers: [Message.Header] = [
            .init("content-type", "message/rfc822"),
            .init("ce_specversion", "1.0"),
            .init("ce_id", MailComposer.id(of: mail.notification, event: event.id)),
            .init("ce_source", "/offers/\(Self.name)"),
            .init("ce_type", Self.type.rawValue),
            .init("ce_subject", key.description),
            .init("ce_time", event.time.description),
            .init("ce_notification", mail.notification.rawValue),
        ]
        if let submission = mail.submission { headers.append(.init("ce_submission", submission)) }
        if let trace = event.trace { headers.append(.init("ce_traceparent", trace.description)) }
        return Message(topic: .notifications, key: key.bytes, value: mail.bytes(), headers: headers)
    }
}
