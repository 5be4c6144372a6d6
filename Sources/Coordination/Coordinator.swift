// The coordinator's interface: records in, messages out. It owns the gates and the status; `OfferProgress` decides what
// follows. For each event it reads the offer's state once and writes at most one new row.

import Base
import Events
import JSON
import Offers

/// The worker that starts submissions, lets them through their gates, and keeps the status of every offer.
public struct Coordinator: StatefulProcessor {
    public static let name = "offer-coordinator"
    /// The CloudEvents source of everything it writes.
    static let source = "/offers/\(name)"

    public let inputs: [Topic] = [.commands, .outcomes]
    public let tables: [Topic] = [.status, .blocked]

    private let decoding: CommandDecoding
    let quotas: Quotas?
    /// The processes of new submissions.
    let own: ProcessCatalog

    /// Reads the profiles in the folder `profiles`, and the quotas in the file `policy`; without `policy` there are
    /// none. Throws `Settings.Wrong` without profiles, and `PublishingProfile.Invalid` or `Policy.Invalid` for an
    /// unusable file.
    public init(_ settings: Settings) throws {
        let folder = try settings.required("profiles", "the folder of the publishing processes, e.g. deploy/profiles")
        let largest = try settings.number(
            "largest-document", default: CommandDecoding.usualLargestDocument, in: 1_024...100_000_000)
        try self.init(
            profiles: PublishingProfile.read(folder: folder), largestDocument: largest,
            quotas: settings["policy"] == nil ? nil : Policy(settings).quotas)
    }

    /// A coordinator with these profiles, by name; without quotas it does not limit publishers. Throws `Settings.Wrong`
    /// if two profiles are the default for one type.
    public init(
        profiles: [String: PublishingProfile], largestDocument: Int? = nil, quotas: Quotas? = nil
    ) throws {
        self.quotas = quotas
        decoding = try CommandDecoding(
            profiles: profiles, largestDocument: largestDocument ?? CommandDecoding.usualLargestDocument)
        own = ProcessCatalog(profiles.values)
    }

    public func handle(
        _ input: Input, _ followed: Followed, now: Timestamp, tally: (String) -> PublisherTally,
        state: (OfferKey) throws -> State?
    ) throws -> Reaction<State> {
        switch input {
        case .record(let value, let headers, let key, let metadata) where metadata.topic == Topic.commands.name:
            let read = try Command.read(value: value, headers: headers, key: key, metadata: metadata)
            let reaction = Reaction<State>(
                subject: read.event.subject, event: (read.event.id, read.event.type.rawValue))
            return try command(read, metadata, now, tally, state, reaction)
        case .record(let value, let headers, _, _):
            return try outcome(StepResult(value: value, headers: headers), state)
        case .deadline(let offer):
            let event = "\(offer)/deadline/\(now.milliseconds)"
            let reaction = Reaction<State>(subject: offer.description, event: (event, "deadline"))
            // The next event of the offer reports a row that cannot be read.
            guard let before = try? state(offer), let step = Phase(before.status).step else { return reaction }
            let pause = followed.controls.pause(of: before.status.steps[step].stage)
            return react(to: .overdue(at: now, stopped: pause), before, at: now, reaction)
        }
    }

    private func command(
        _ read: Command.Read, _ metadata: RecordMetadata, _ now: Timestamp, _ tally: (String) -> PublisherTally,
        _ state: (OfferKey) throws -> State?, _ reaction: Reaction<State>
    ) throws -> Reaction<State> {
        if let forwarded = Message(forwarding: read.event, metadata) {
            var reaction = reaction
            reaction.messages = [forwarded]
            return reaction
        }
        let command = try Command(read.event)
        let before = try state(command.offer)
        // The pipeline's clock, not the sender's: a command may contain any time.
        let full = command.kind == .publish ? quotas?.refusal(before?.status, tally(command.offer.publisher)) : nil
        let event = try decoding.event(command, read.summary, parked: before?.parked, full: full, at: now)
        let status = before?.status ?? OfferStatus(command.offer, at: now)
        return react(
            to: event, State(status: status, parked: before?.parked), at: now, reaction, command: command)
    }

    /// Throws `Deferred` for a submission that nobody has started. With at-least-once delivery, the coordinator may
    /// have been killed between writing the first stage's event and its row, and the worker may be faster than the
    /// repeated command; then the row is about to be written. Otherwise the state was lost, or another program writes
    /// outcomes: an operator may restore the state and send the dead letter again.
    private func outcome(_ result: StepResult, _ state: (OfferKey) throws -> State?) throws -> Reaction<State> {
        guard let before = try state(result.envelope.subject), result.number <= before.status.submissions else {
            throw Deferred(
                Poison("unknown-submission", "\(Topic.status) does not have the submission \(result.submission)"))
        }
        let type = EventType.outcome(result.outcome.kind).rawValue
        let reaction = Reaction<State>(subject: result.envelope.subject.description, event: (result.eventID, type))
        return react(to: OfferEvent(result), before, at: result.time, reaction)
    }

    private func react(
        to event: OfferEvent, _ before: State, at time: Timestamp, _ reaction: Reaction<State>,
        command: Command? = nil
    ) -> Reaction<State> {
        var progress = OfferProgress(before.status)
        let effects = progress.apply(event)
        var reaction = reaction
        reaction.submission = progress.status.submission
        reaction.trace = progress.status.trace
        reaction.messages = EffectMessages(
            status: progress.status, cause: reaction.event.id, time: time, command: command
        ).messages(effects)
        if effects.last?.rank == .status {
            reaction.state = State(status: progress.status, parked: before.parked.after(effects))
            reaction.deadline = progress.status.deadline
            reaction.isOpen = progress.status.state.isOpen
        }
        return reaction
    }
}
