// The coordinator's edge: records in, messages out. It owns the gates and the truth; what follows from what is decided
// in `OfferProgress`. One event is one reading of the offer's row and at most one writing.

import Base
import Offers

/// The worker that starts submissions, lets them through their gates, and says where every offer stands.
public struct Coordinator: StatefulProcessor {
    public static let name = "offer-coordinator"
    /// CloudEvents source of all it says.
    static let source = "/offers/\(name)"

    public let inputs: [Topic] = [.commands, .outcomes]
    public let tables: [Topic] = [.status, .blocked]

    private let intake: CommandDecoding
    private let memory = RowMemory()

    /// Reads the profiles of the folder that the setting `profiles` names. Throws `Settings.Wrong` without it, and
    /// `PublishingProfile.Invalid` for a file that cannot be used.
    public init(_ settings: Settings) throws {
        let folder = try settings.required("profiles", "the folder of the publishing processes, e.g. deploy/profiles")
        let largest = try settings.number(
            "largest-document", default: CommandDecoding.usualLargestDocument, in: 1_024...100_000_000)
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
        intake = CommandDecoding(
            profiles: profiles, largestDocument: largestDocument ?? CommandDecoding.usualLargestDocument)
    }

    /// Commands come in any form people send; outcomes are events.
    public func read(value: [UInt8], headers: [Message.Header], key: [UInt8]?, arrival: RecordMetadata) throws -> Event
    {
        if arrival.topic == Topic.commands.name {
            return try command(value: value, headers: headers, key: key, arrival: arrival).event
        }
        do { return try Event(headers: headers, value: value) } catch { throw Poison("not-an-event", "\(error)") }
    }

    private func command(
        value: [UInt8], headers: [Message.Header], key: [UInt8]?, arrival: RecordMetadata
    ) throws -> Command.Read {
        var read = try Command.readWhole(value: value, headers: headers, key: key, arrival: arrival)
        // OpenTelemetry's Kafka instrumentation sends the trace as a header of this plain name.
        let sent = headers.first { $0.name == ScheduledStep.Name.traceParent }
        let trace = read.event.trace ?? sent.flatMap { TraceParent(String(decoding: $0.value, as: UTF8.self)) }
        read.event[ScheduledStep.Name.traceParent] = (trace ?? TraceParent(of: read.event.id)).description
        return read
    }

    /// As `read` and `react`; no event is made of an outcome that is written as ours are, and a document is read once.
    public func answer(
        value: [UInt8], headers: [Message.Header], key: [UInt8]?, arrival: RecordMetadata,
        rows: (UnsafeBufferPointer<UInt8>) -> Rows, now: Timestamp
    ) throws -> Answer {
        guard arrival.topic != Topic.commands.name else {
            let read = try command(value: value, headers: headers, key: key, arrival: arrival)
            let known = read.event.key.withUnsafeBufferPointer(rows)
            return Answer(.event(read.event), try react(to: read, arrival: arrival, rows: known, now: now))
        }
        let isBinary = headers.contains { $0.name == "ce_specversion" }
        if !isBinary, let report = StepResult(written: value) {
            let subject = key.flatMap { report.isAbout(key: $0) ? $0 : nil } ?? report.submission.offer.bytes
            return Answer(.report(report), try react(to: report, rows: subject.withUnsafeBufferPointer(rows)))
        }
        let event = try read(value: value, headers: headers, key: key, arrival: arrival)
        let known = event.key.withUnsafeBufferPointer(rows)
        return Answer(.event(event), try react(to: intake.report(event), rows: known))
    }

    /// Throws `Poison` for what can't be used, `Fault` where the offer's own row can't be read.
    public func react(to event: Event, arrival: RecordMetadata, rows: Rows, now: Timestamp) throws -> [Message] {
        guard arrival.topic == Topic.commands.name else { return try react(to: intake.report(event), rows: rows) }
        return try react(to: Command.Read(event: event), arrival: arrival, rows: rows, now: now)
    }

    private func react(to read: Command.Read, arrival: RecordMetadata, rows: Rows, now: Timestamp) throws -> [Message] {
        if let forwarded = misplaced(read.event, arrival) { return [forwarded] }
        let command = try Command(read.event)
        // The clock of the line, not the sender's: a command may bring any time at all.
        let happened = try intake.event(command, read.summary, parked: rows[.blocked], at: now)
        return messages(happened, at: now, try row(rows), command.offer, cause: read.event.id, command: command)
    }

    private func react(to report: StepResult, rows: Rows) throws -> [Message] {
        // A submission nobody started. At-least-once: the coordinator was killed between writing its first stage's event
        // and its row, and the worker was quicker than the command that comes again; then the row is about to be made.
        // Else the state was lost, or somebody else writes outcomes. Not dropped in silence: an operator may restore the
        // state and send the dead letter again.
        guard let before = try row(rows), report.submission.number <= before.status.memory.submissions else {
            throw Deferred(
                Poison("unknown-submission", "there is no submission \(report.submission) in \(Topic.status)"))
        }
        return messages(
            OfferEvent(report), at: report.time, before, report.submission.offer, cause: report.eventID)
    }

    public func deadline(of row: [UInt8], in table: Topic) -> Timestamp? {
        guard table == .status else { return nil }
        if let deadline = memory.deadline(row) { return deadline }
        return StatusCodec.deadline(of: row)
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
            .overdue(at: now, stopped: stage.flatMap(controls.pause(of:))), at: now, before, offer,
            cause: "\(offer)/deadline/\(now.milliseconds)")
    }

    private func messages(
        _ event: OfferEvent, at time: Timestamp, _ before: StatusRow?, _ offer: OfferKey, cause: String,
        command: Command? = nil
    ) -> [Message] {
        var progress = OfferProgress(before?.status ?? OfferStatus(offer, at: time))
        let effects = progress.apply(event)
        let isChanged = effects.last?.place == .status
        guard let row = isChanged ? StatusRow(progress.status, cause: cause, after: before) : before else { return [] }
        memory.remember(row)
        return EffectMessages(row: row, cause: cause, time: time, command: command).messages(effects)
    }

    /// A command that another client's partitioner put elsewhere than its offer belongs goes there, unlooked-at and
    /// with its id: here, the offer's row is not at hand, and one offer would have two truths.
    private func misplaced(_ event: Event, _ arrival: RecordMetadata) -> Message? {
        guard event.isKeyed else { return nil }  // No key to go by; reading it says so.
        let home = Partitioner.partition(of: event.key, count: arrival.partitions)
        return home == arrival.partition ? nil : Message(topic: .commands, event: event)
    }

    private func row(_ rows: Rows) throws -> StatusRow? {
        try rows[.status].map { try memory.row($0) ?? StatusRow(reading: $0) }
    }
}
