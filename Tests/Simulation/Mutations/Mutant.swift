// Processes and stages with one thing changed in them.

import Base
import Events
import Offers
import SimulationHarness

/// A process with something changed on its way in or out.
struct Mutant<Process: StatefulProcessor>: StatefulProcessor {
    static var name: String { Process.name }
    private let process: Process
    private let event: @Sendable (Event, Rows) -> CloudEvent
    private let rows: @Sendable (Rows) -> Rows
    private let messages: @Sendable ([Message]) -> [Message]

    init(
        _ process: Process, event: @escaping @Sendable (Event, Rows) -> CloudEvent = { event, _ in event },
        rows: @escaping @Sendable (Rows) -> Rows = { $0 },
        messages: @escaping @Sendable ([Message]) -> [Message] = { $0 }
    ) {
        self.process = process
        self.event = event
        self.rows = rows
        self.messages = messages
    }

    var inputs: [Topic] { process.inputs }
    var tables: [Topic] { process.tables }

    func read(value: [UInt8], headers: [Message.Header], key: [UInt8]?, arrival: RecordMetadata) throws -> CloudEvent {
        try process.read(value: value, headers: headers, key: key, arrival: arrival)
    }

    func react(to event: CloudEvent, arrival: RecordMetadata, rows: Rows, now: Timestamp) throws -> [Message] {
        let event = self.event(event, rows)
        return messages(try process.react(to: event, arrival: arrival, rows: self.rows(rows), now: now))
    }

    func deadline(of row: [UInt8], in table: Topic) -> Timestamp? { process.deadline(of: row, in: table) }

    func react(toDeadlineOf offer: OfferKey, rows: Rows, now: Timestamp) -> [Message] {
        messages(process.react(toDeadlineOf: offer, rows: self.rows(rows), now: now))
    }
}

/// A packaging stage that gives up a step at its first fault, as if no retry were due.
struct GivesUp: StageHandler {
    static let stage = Stage.package

    func perform(_ job: StageJob) async throws -> StageOutcome {
        if job.slip.submission.number == 1 { throw CancellationError() }
        return .completed()
    }
}
