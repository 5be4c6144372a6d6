// What travels with a submission from stage to stage, as attributes of its event: which steps it visits, where it is,
// and the small facts that stages add. Workers hand on to each other by `next`, without asking anybody.

import Base
import Localization
import Synchronization

/// The steps a submission visits, as `index:stage` in order; steps that do not apply to the offer are left out.
public struct Route: Sendable, Hashable, CustomStringConvertible {
    /// A place on the route.
    public struct Stop: Sendable, Hashable {
        /// Index of the step in the profile.
        public var step: Int
        public var stage: Stage

        public init(step: Int, stage: Stage) {
            self.step = step
            self.stage = stage
        }
    }

    public let stops: [Stop]

    public init(stops: [Stop]) {
        self.stops = stops
    }

    /// The steps of a profile whose condition holds.
    public init(_ profile: PublishingProfile, where holds: (PublishingProfile.Condition) -> Bool) {
        stops = profile.steps.enumerated()
            .filter { $0.element.when.map(holds) ?? true }
            .map { Stop(step: $0.offset, stage: Stage(rawValue: $0.element.stage)) }
    }

    /// The place after the given step; nil behind the last.
    public func next(after step: Int) -> Stop? {
        stops.first { $0.step > step }
    }

    public func stop(at step: Int) -> Stop? {
        stops.first { $0.step == step }
    }

    public var description: String {
        stops.map { "\($0.step):\($0.stage)" }.joined(separator: " ")
    }

    public init?(_ text: String) {
        var text = text
        var stops: [Stop] = []
        let isRoute = text.withUTF8 { Self.read($0) { stops.append(Stop(step: $0, stage: Stage(utf8: $1))) } }
        guard isRoute else { return nil }
        self.stops = stops
    }

    /// Goes through the stops of a route as it is written; false where it is none.
    static func read(_ text: UnsafeBufferPointer<UInt8>, _ each: (Int, UnsafeBufferPointer<UInt8>) -> Void) -> Bool {
        var rest = text[...]
        while true {
            let part = rest.prefix { $0 != UInt8(ascii: " ") }
            guard let colon = part.firstIndex(of: UInt8(ascii: ":")), colon + 1 < part.endIndex,
                let step = UnsafeBufferPointer(rebasing: part[..<colon]).wholeNumber
            else { return false }
            each(step, UnsafeBufferPointer(rebasing: part[(colon + 1)...]))
            guard part.endIndex < rest.endIndex else { return true }
            rest = rest[(part.endIndex + 1)...]
        }
    }
}

/// The typed view of a scheduled step's event: `event` is the wire form, this is what code asks. Never changed, so it is
/// shared by all that have to do with the step instead of copied.
public final class ScheduledStep: Sendable {
    /// What it was read from.
    enum Form: Sendable {
        /// A record as it came, and where its parts lie in it.
        case record([UInt8], Envelope)
        case event(Event)
    }

    private final class Made: Sendable {
        let event: Event

        init(_ event: Event) {
            self.event = event
        }
    }

    let form: Form
    /// The event of a record, made when somebody first asks.
    private let made = AtomicLazyReference<Made>()
    /// The subject as bytes: the record key.
    public let key: [UInt8]
    public let stop: Route.Stop
    /// The stop behind this one; nil where this is the last.
    public let next: Route.Stop?
    /// Counts from 1; a resumed step has the next.
    public let attempt: Int

    /// Attempts that are believed. Each is an operator's word, so there are never many; the next is counted from what a
    /// record says, which must leave room for that.
    static let attempts = 1...1_000_000

    /// Attribute names on the wire (CloudEvents: `a-z 0-9`, at most 20 characters).
    public enum Name {
        public static let submission = "submission"
        public static let profile = "profile"
        public static let route = "route"
        public static let step = "step"
        public static let attempt = "attempt"
        public static let language = "language"
        /// Notification addresses, comma separated, unchecked (validation checks them).
        public static let notify = "notify"
        /// Words, separated by blanks: `notification-address` where the profile demands one, `approval:<step>` where an
        /// operator must approve at the end of a step.
        public static let requires = "requires"
        /// Who may see the preview, `GUID=type` separated by blanks, where the command brought a list of its own.
        public static let allowList = "allowlist"
        /// Technical digest of the submission that last certified, and which one it was (R9).
        public static let certifiedDigest = "certifieddigest"
        public static let certifiedBy = "certifiedby"
        /// What cannot change after the offer was live, as go-live recorded it.
        public static let liveTerms = "liveterms"
        /// StepOutputs: where the preview and the live listing can be looked at, links separated by blanks.
        public static let previewLink = "previewlink"
        public static let liveLink = "livelink"
        /// Id of the command behind a decision of the coordinator's.
        public static let command = "command"
        /// W3C trace context, the same on every event of a submission (CloudEvents distributed tracing extension).
        public static let traceParent = "traceparent"
    }

    init(_ form: Form, key: [UInt8], stop: Route.Stop, next: Route.Stop?, attempt: Int) {
        self.form = form
        self.key = key
        self.stop = stop
        self.next = next
        self.attempt = attempt
    }

    /// Reads a scheduled step; throws `Poison` where the event is none.
    public convenience init(_ event: Event) throws {
        guard event.text.isEqual(event.typePiece, EventType.stepScheduled.rawValue) else {
            throw Poison("unknown-type", "\(event.type) is no scheduled step (\(EventType.stepScheduled))")
        }
        guard event.submission != nil, let step = event.integer(Name.step),
            let route = event.attribute(Name.route)?.value,
            let (stop, next) = event.text.with(route, { Self.stops($0, at: step) }),
            let attempt = event.integer(Name.attempt), Self.attempts.contains(attempt)
        else {
            throw Poison("bad-slip", "a scheduled step needs subject, submission, route, step and attempt that agree")
        }
        self.init(.event(event), key: event.key, stop: stop, next: next, attempt: attempt)
    }

    public var event: Event {
        switch form {
        case .event(let event): event
        case .record(let record, let envelope):
            (made.load() ?? made.storeIfNil(Made(Event(record, envelope)))).event
        }
    }

    public var submission: SubmissionID {
        // Whoever made the slip has seen that there is one.
        event.submission ?? SubmissionID(offer: OfferKey(publisher: "", offer: ""), number: 0)
    }

    /// The stop at a step and the one behind it; read where they lie, since this stands on the way of every record.
    static func stops(_ route: UnsafeBufferPointer<UInt8>, at step: Int) -> (Route.Stop, next: Route.Stop?)? {
        var stop: Route.Stop?
        var next: Route.Stop?
        let isRoute = Route.read(route) { place, stage in
            if place == step, stop == nil { stop = Route.Stop(step: place, stage: Stage(utf8: stage)) }
            if place > step, next == nil { next = Route.Stop(step: place, stage: Stage(utf8: stage)) }
        }
        return isRoute ? stop.map { ($0, next) } : nil
    }

    public var route: Route { event[Name.route].flatMap { Route($0) } ?? Route(stops: [stop]) }

    public var offer: OfferKey { submission.offer }
    /// The offer's text, which is the record key.
    public var subject: String { String(decoding: key, as: UTF8.self) }
    public var language: Language { Language(tag: event[Name.language]) }

    /// Whether an operator must approve at the end of this step. A worker that completes such a step does not hand on: it
    /// reports `waiting` with its facts, and the coordinator hands on when the approval comes.
    public var needsApproval: Bool {
        guard hasRequirements, let words = event[Name.requires] else { return false }
        return words.split(separator: " ").contains("\(Self.approvalWord)\(stop.step)")
    }

    /// Whether the profile asks anything of the steps; most ask nothing, and then no words are looked at.
    var hasRequirements: Bool {
        switch form {
        case .record(_, let envelope): envelope.requires != nil
        case .event(let event): event.attribute(Name.requires) != nil
        }
    }

    /// The word of `requires` that asks for approval at the end of a step, without the step's index.
    public static let approvalWord = "approval:"

    /// The event's id for something said about this step: the same on every try.
    public func eventID(_ kind: String) -> String {
        submission.eventID(step: stop.step, stage: stop.stage, attempt: attempt, kind: kind)
    }

    /// The event that schedules the stop after this one, with the same offer bytes; nil behind the last.
    public func handedOn(at time: Timestamp, adding facts: [String: String], source: String) -> Message? {
        guard let next else { return nil }
        return scheduled(next, attempt: 1, at: time, adding: facts, source: source)
    }

    /// The event that schedules the same stop once more (an operator resumed it).
    public func again(at time: Timestamp, source: String) -> Message {
        scheduled(stop, attempt: attempt + 1, at: time, adding: [:], source: source)
    }

    private func scheduled(
        _ next: Route.Stop, attempt: Int, at time: Timestamp, adding facts: [String: String], source: String
    ) -> Message {
        if facts.isEmpty, let message = rescheduled(to: next, attempt: attempt, at: time, source: source) {
            return message
        }
        var event = event
        event.setID {
            submission.appendEventID(step: next.step, stage: next.stage, attempt: attempt, kind: "scheduled", to: &$0)
        }
        event.source = source
        event.time = time
        event.set(Name.step, .integer(next.step))
        event.set(Name.attempt, .integer(attempt))
        if !facts.isEmpty {
            for (name, value) in facts.sorted(by: { $0.key < $1.key }) { event[name] = value }
        }
        return Message(topic: .stage(next.stage), event: event)
    }
}

extension Event {
    /// The submission it is about, where that is one of its subject's.
    var submission: SubmissionID? {
        guard let piece = attribute(ScheduledStep.Name.submission)?.value else { return nil }
        return text.with(piece) { submission in
            text.with(subjectPiece) { subject in
                SubmissionID.isSubmission(submission, of: subject) ? SubmissionID(utf8: submission) : nil
            }
        }
    }
}

extension ScheduledStep: Equatable {
    /// The same event, and so the same in all that is read from it.
    public static func == (a: ScheduledStep, b: ScheduledStep) -> Bool { a === b || a.event == b.event }
}
