// Publisher sign-off (R15–R19): shows the preview to the subscriptions on the allow-list and waits, for as long as it
// takes, in a row of a compacted topic. The coordinator alone decides; this process only knows what waits.

import Base
import Events
import Offers
import Validation

/// The keyed process `publisher-sign-off`. Settings: `preview-base`.
public struct PublisherSignOff: StatefulProcessor {
    public static let name = "publisher-sign-off"

    public let inputs: [Topic] = [.stage(.publisherSignOff)]
    public let tables: [Topic] = [.awaitingSignOff, .preview]

    private let previewBase: String
    private let source = "/offers/\(PublisherSignOff.name)"

    /// Throws `Settings.Wrong`.
    public init(_ settings: Settings) throws {
        previewBase = try settings.baseAddress("preview-base", default: "https://preview.example")
    }

    /// A scheduled step makes an offer wait; the coordinator's decisions end that. What is of another submission than
    /// the one that waits, or comes twice, does nothing; a step that cannot be shown is blocked. Throws `Poison` for any
    /// other event.
    public func react(to event: CloudEvent, arrival: RecordMetadata, rows: Rows, now: Timestamp) throws -> [Message] {
        switch event.type {
        case .stepScheduled:
            let slip = try ScheduledStep(event)
            // A dead letter alone would leave the submission standing here, where no time limit tells of it.
            do { return try wait(slip, rows, now) } catch let poison as Poison {
                return [said(.faulted(Fault(poison.code, poison.description)), slip, began: now, now)]
            }
        case .signOffApproved: return try approve(event, rows, now)
        case .signOffWithdrawn: return try withdraw(event, rows)
        default:
            throw Poison(
                "unknown-type",
                "\(event.type) is nothing that sign-off knows: \(EventType.stepScheduled), "
                    + "\(EventType.signOffApproved) or \(EventType.signOffWithdrawn)")
        }
    }

    private func wait(_ slip: ScheduledStep, _ rows: Rows, _ now: Timestamp) throws -> [Message] {
        // Said again after a newer submission has come this far (at-least-once): it must not take that one's place.
        guard try ![Topic.preview, .awaitingSignOff].contains(where: { try isNewer(rows, in: $0, than: slip) }) else {
            return []
        }
        let document = try OfferDocument(slip.event.data)
        let list = AllowList(slip, document)
        let problems = list.problems(for: document.type, in: slip.language)
        guard problems.isEmpty else { return [said(.rejected(problems), slip, began: now, now)] }

        let link = "\(previewBase)/\(slip.offer)"
        let listing = try PreviewListing(slip: slip, allowed: list, link: link).message(at: now, source: source)
        let row = Message(
            topic: .awaitingSignOff, key: slip.offer.bytes, value: slip.event.structured(), headers: [.structuredEvent])
        return [listing, row, said(.waiting(StepOutputs(["previewlink": link])), slip, began: now, now)]
    }

    /// The row comes last: on a broker without transactions a crash in between must leave it standing, so that the
    /// decision, read again, finds it.
    private func approve(_ event: CloudEvent, _ rows: Rows, _ now: Timestamp) throws -> [Message] {
        guard let slip = try waiting(rows), slip.submission.description == event[ScheduledStep.Name.submission] else {
            return []
        }
        let next = slip.handedOn(at: now, adding: [:], source: source)
        let done = said(.completed(StepOutputs()), slip, began: slip.event.time, now)
        return [next, done, .tombstone(.awaitingSignOff, slip.offer)].compactMap(\.self)
    }

    /// Preview and wait are looked at each for itself: once approved nothing waits any more, but the preview stands until
    /// the offer is live or over.
    private func withdraw(_ event: CloudEvent, _ rows: Rows) throws -> [Message] {
        guard let offer = OfferKey(event.subject) else { return [] }
        return try [Topic.preview, .awaitingSignOff].compactMap { table in
            guard let row = rows[table], try submission(of: row, in: table) == event[ScheduledStep.Name.submission]
            else {
                return nil
            }
            return .tombstone(table, offer)
        }
    }

    private func isNewer(_ rows: Rows, in table: Topic, than slip: ScheduledStep) throws -> Bool {
        let standing = try rows[table].flatMap { SubmissionID(try submission(of: $0, in: table) ?? "") }
        return standing.map { $0.number > slip.submission.number } ?? false
    }

    private func submission(of row: [UInt8], in table: Topic) throws -> String? {
        do { return try CloudEvent(structured: row)[ScheduledStep.Name.submission] } catch {
            throw Poison("bad-row", "\(table) holds a row that is no event: \(error)")
        }
    }

    private func waiting(_ rows: Rows) throws -> ScheduledStep? {
        guard let row = rows[.awaitingSignOff] else { return nil }
        do {
            return try ScheduledStep(try CloudEvent(structured: row))
        } catch let error as EventError {
            throw Poison("bad-row", "\(Topic.awaitingSignOff) holds a row that is no scheduled step: \(error)")
        }
    }

    private func said(_ outcome: Outcome, _ slip: ScheduledStep, began: Timestamp, _ now: Timestamp) -> Message {
        StepResult(outcome, of: slip, began: began, at: now).message(source: source)
    }
}

extension AllowList {
    /// The command's list where there is one, because it wins over the document's.
    init(_ slip: ScheduledStep, _ document: OfferDocument) {
        if let text = slip.event[ScheduledStep.Name.allowList] { self.init(text) } else { self.init(document) }
    }
}
