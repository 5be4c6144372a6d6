// Publisher sign-off (R15–R19): shows the preview to the subscriptions on the allow-list and waits without a limit, in
// a row of a compacted topic. Only the coordinator decides; this processor just knows what waits.

import Base
import Events
import JSON
import Offers
import Validation

/// The stateful processor `publisher-sign-off`. Settings: `preview-base`.
public struct PublisherSignOff: StatefulProcessor {
    /// The state of one offer.
    public struct State: Sendable {
        /// The step that waits for the publisher.
        public var waiting: ScheduledStep?
        /// Number of the submission in preview.
        public var preview: Int?
    }

    public static let name = "publisher-sign-off"

    public let inputs: [Topic] = [.stage(.publisherSignOff)]
    public let tables: [Topic] = [.awaitingSignOff, .preview]

    private let previewBase: String
    private let source = "/offers/\(PublisherSignOff.name)"

    /// Throws `Settings.Wrong`.
    public init(_ settings: Settings) throws {
        previewBase = try settings.pages("preview-base", "preview")
    }

    public func state(of rows: [Topic: [UInt8]], _ followed: Followed) throws -> State? {
        State(
            waiting: try rows[.awaitingSignOff].map { try ScheduledStep(json: $0) },
            preview: try rows[.preview].flatMap {
                try CloudEvent(structured: $0).integer(Command.Name.submission)
            })
    }

    /// A scheduled step makes an offer wait; the coordinator's decisions end that. Events of other submissions and
    /// repetitions have no effect; a step that cannot be shown is blocked. Throws `Poison` for any other event.
    public func handle(
        _ input: Input, _ followed: Followed, now: Timestamp, tally: (String) -> PublisherTally,
        state: (OfferKey) throws -> State?
    ) throws -> Reaction<State> {
        guard case .record(let value, let headers, let key, _) = input else {
            return Reaction(subject: "", event: ("", ""))
        }
        let event: CloudEvent
        do { event = try CloudEvent(headers: headers, value: value) } catch { throw Poison("not-an-event", "\(error)") }
        guard let offer = OfferKey(event.subject) else {
            throw Poison("bad-subject", "subject \"\(event.subject.prefix(120))\" is not publisher/offer")
        }
        var reaction = Reaction<State>(subject: event.subject, event: (event.id, event.type.rawValue))
        let before = try state(offer) ?? State()
        reaction.submission = before.waiting?.submission.description
        reaction.trace = before.waiting?.trace
        switch event.type {
        case .stepScheduled:
            let step = try ScheduledStep(key: key, value: value, headers: headers, for: .publisherSignOff)
            // A dead letter alone would leave the submission waiting here, and no time limit would report it.
            do { try wait(step, before, now, &reaction) } catch let poison as Poison {
                reaction.messages = [result(.faulted(Fault(poison.code, poison.description)), step, began: now, now)]
            }
        case .signOffApproved: approve(event, before, now, &reaction)
        case .signOffWithdrawn: withdraw(event, before, offer, &reaction)
        default:
            throw Poison(
                "unknown-type",
                "\(event.type) is not an event that sign-off knows: \(EventType.stepScheduled), "
                    + "\(EventType.signOffApproved) or \(EventType.signOffWithdrawn)")
        }
        return reaction
    }

    private func wait(_ step: ScheduledStep, _ before: State, _ now: Timestamp, _ reaction: inout Reaction<State>)
        throws
    {
        // Repeated after a newer submission has arrived here (at-least-once): it must not replace that one.
        let newest = max(before.waiting?.number ?? 0, before.preview ?? 0)
        guard newest <= step.number else { return }
        let document = try OfferDocument(step.offer.bytes)
        let list = AllowList(step.allowList, document)
        let problems = list.problems(for: document.type)
        guard problems.isEmpty else {
            reaction.messages = [result(.rejected(problems), step, began: now, now)]
            return
        }
        let link = "\(previewBase)/\(step.key)"
        var preview = PreviewEntry()
        preview.submission = step.number
        preview.link = link
        preview.language = step.language
        preview.allowed = list.entries
        preview.offer = PublicOffer(document, facts: step.facts)
        preview.unlistedPlans = UnlistedPlan.all(in: document)
        preview.package = step.facts[Packaging.fact]
        let row = Message(topic: .awaitingSignOff, key: step.key.bytes, structured: step.json)
        reaction.messages = [
            preview.message(step, at: now, source: source), row,
            result(.waiting(StepOutputs([Fact.previewLink: link])), step, began: now, now),
        ]
        reaction.state = State(waiting: step, preview: step.number)
    }

    /// The row comes last: on a broker without transactions, a crash in between must keep it, so that the repeated
    /// decision finds it.
    private func approve(_ event: CloudEvent, _ before: State, _ now: Timestamp, _ reaction: inout Reaction<State>) {
        guard let step = before.waiting, step.number == event.integer(Command.Name.submission) else { return }
        let next = step.handedOff(at: now, adding: [:], source: source)
        let done = result(.completed(StepOutputs()), step, began: step.envelope.time, now)
        reaction.messages = [next, done, .tombstone(.awaitingSignOff, step.key)].compactMap(\.self)
        reaction.state = State(waiting: nil, preview: before.preview)
    }

    /// Checks preview and wait separately: after approval nothing waits, but the preview stays until the offer is live
    /// or over.
    private func withdraw(_ event: CloudEvent, _ before: State, _ offer: OfferKey, _ reaction: inout Reaction<State>) {
        var after = before
        let submission = event.integer(Command.Name.submission)
        if let preview = before.preview, preview == submission {
            reaction.messages.append(.tombstone(.preview, offer))
            after.preview = nil
        }
        if let waiting = before.waiting, waiting.number == submission {
            reaction.messages.append(.tombstone(.awaitingSignOff, offer))
            after.waiting = nil
        }
        if !reaction.messages.isEmpty { reaction.state = after }
    }

    private func result(_ outcome: Outcome, _ step: ScheduledStep, began: Timestamp, _ now: Timestamp) -> Message {
        StepResult(outcome, of: step, began: began, at: now, source: source).message
    }
}
