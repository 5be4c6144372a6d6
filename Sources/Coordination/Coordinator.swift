// The coordinator's edge: records in, messages out. It owns the gates and the truth; what follows from what is decided
// in `OfferProgress`. One event is one reading of the offer's row and at most one writing.

import Offers

/// The worker that starts submissions, lets them through their gates, and says where every offer stands.
public struct Coordinator: KeyedProcess {
    public static let name = "offer-coordinator"
    /// CloudEvents source of all it says.
    static let source = "/offers/\(name)"

    public let inputs: [Topic] = [.commands, .outcomes]
    public let tables: [Topic] = [.status, .blocked]

    private let intake: Intake
    private let memory = RowMemory()

    /// Reads the profiles of the folder that the setting `profiles` names. Throws `Settings.Wrong` without it, and
    /// `PublishingProfile.Invalid` for a file that cannot be used.
    public init(_ settings: Settings) throws {
        let folder = try settings.required("profiles", "the folder of the publishing processes, e.g. deploy/profiles")
        let largest = try settings.number(
            "largest-document", default: Intake.usualLargestDocument, in: 1_024...100_000_000)
        try self.init(profiles: PublishingProfile.read(folder: folder), largestDocument: largest)
    }

    /// A coordinator with these profiles, by name. Throws `Settings.Wrong` where two are the default for one type.
    public init(profiles: [String: PublishingProfile], largestDocument: Int? = nil) throws {
        for type in OfferType.allCases {
            let takers = profiles.values.filter { $0.defaultFor.contains(type) }.map(\.name).sorted()
            guard takers.count <= 1 else {
                throw Settings.Wrong(
                    "profiles \(takers.joined(separator: " and ")) are both the default for \(type.rawValue): "
                        + "take it out of \"defaultFor\" of one")
            }
        }
        intake = Intake(profiles: profiles, largestDocument: largestDocument ?? Intake.usualLargestDocument)
    }

    /// Commands come in any form people send; outcomes are events.
    public func read(value: [UInt8], headers: [Message.Header], key: [UInt8]?, arrival: Arrival) throws -> Event {
        if arrival.topic == Topic.commands.name {
            var event = try Command.read(value: value, headers: headers, key: key, arrival: arrival)
            // OpenTelemetry's Kafka instrumentation sends the trace as a header of this plain name.
            let sent = headers.first { $0.name == RoutingSlip.Name.traceParent }
            let trace = event.trace ?? sent.flatMap { TraceParent(String(decoding: $0.value, as: UTF8.self)) }
            event[RoutingSlip.Name.traceParent] = (trace ?? TraceParent(of: event.id)).description
            return event
        }
        do { return try Event(headers: headers, value: value) } catch { throw Poison("not-an-event", "\(error)") }
    }

    /// Throws `Poison` for what can't be used, `Fault` where the offer's own row can't be read.
    public func react(to event: Event, arrival: Arrival, rows: Rows, now: Timestamp) throws -> [Message] {
        guard arrival.topic == Topic.commands.name else { return try react(toOutcome: event, rows: rows, now: now) }
        if let forwarded = misplaced(event, arrival) { return [forwarded] }
        let command = try Command(event)
        // The clock of the line, not the sender's: a command may bring any time at all.
        let happened = try intake.event(command, parked: rows[.blocked], at: now)
        return messages(happened, try row(rows), command.offer, cause: event.id, command: command)
    }

    private func react(toOutcome event: Event, rows: Rows, now: Timestamp) throws -> [Message] {
        let report = try intake.report(event)
        // A submission nobody started. At-least-once: the coordinator was killed between writing its first stage's event
        // and its row, and the worker was quicker than the command that comes again; then the row is about to be made.
        // Else the state was lost, or somebody else writes outcomes. Not dropped in silence: an operator may restore the
        // state and send the dead letter again.
        guard let before = try row(rows), report.submission.number <= before.status.memory.submissions else {
            throw NotYet(Poison("unknown-submission", "there is no submission \(report.submission) in \(Topic.status)"))
        }
        return messages(OfferEvent(report), before, report.submission.offer, cause: event.id)
    }

    public func deadline(of row: [UInt8], in table: Topic) -> Timestamp? {
        table == .status ? memory.deadline(of: row) ?? StatusCodec.deadline(of: row) : nil
    }

    /// What is overdue is said once; an unreadable row is left for the next event of its offer to tell of.
    public func react(toDeadlineOf offer: OfferKey, rows: Rows, now: Timestamp) -> [Message] {
        react(toDeadlineOf: offer, rows: rows, controls: Controls(), now: now)
    }

    public let heedsControls = true

    public func react(toDeadlineOf offer: OfferKey, rows: Rows, controls: Controls, now: Timestamp) -> [Message] {
        guard let before = try? row(rows) else { return [] }
        let stage = Phase(before.status).step.map { Stage(rawValue: before.status.steps[$0].stage) }
        return messages(
            .overdue(at: now, stopped: stage.flatMap(controls.pause(of:))), before, offer,
            cause: "\(offer)/deadline/\(now.milliseconds)")
    }

    private func messages(
        _ event: OfferEvent, _ before: StatusRow?, _ offer: OfferKey, cause: String, command: Command? = nil
    ) -> [Message] {
        let time = event.time
        var progress = OfferProgress(before?.status ?? OfferStatus(offer, at: time))
        let effects = progress.apply(event)
        let isChanged = effects.last?.place == .status
        guard let row = isChanged ? StatusRow(progress.status, cause: cause, after: before) : before else { return [] }
        memory.remember(row)
        return Delivery(row: row, cause: cause, time: time, command: command).messages(effects)
    }

    /// A command that another client's partitioner put elsewhere than its offer belongs goes there, unlooked-at and
    /// with its id: here, the offer's row is not at hand, and one offer would have two truths.
    private func misplaced(_ event: Event, _ arrival: Arrival) -> Message? {
        guard let offer = OfferKey(event.subject) else { return nil }  // No key to go by; reading it says so.
        let home = Partitioner.partition(of: offer.bytes, count: arrival.partitions)
        return home == arrival.partition ? nil : Message(topic: .commands, event: event)
    }

    private func row(_ rows: Rows) throws -> StatusRow? {
        try rows[.status].map { try memory.row($0) ?? StatusRow(StatusCodec.status(of: $0), read: $0) }
    }
}
