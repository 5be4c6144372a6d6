// What a processor does with its records, and which of them it works on one after another.

import Base
import Log
import Offers

/// The work of a stage processor.
package enum Work: Sendable {
    /// The steps of a stage: the records of one offer are worked on one after another, those of different offers in
    /// parallel.
    case stage(any StageHandler)
    /// Records for the outside world, such as mails: partitions in parallel, the records of each one after another.
    case records(any RecordHandler)

    /// The stage that it is the work of, if it is of one.
    var stage: Stage? {
        guard case .stage(let handler) = self else { return nil }
        return type(of: handler).stage
    }

    /// The name of the program.
    var name: String {
        switch self {
        case .stage(let handler): type(of: handler).stage.rawValue
        case .records(let handler): type(of: handler).name
        }
    }

    /// Records with the same group are worked on one after another.
    func group(of record: Record) -> [UInt8] {
        switch self {
        case .stage: record.key ?? []
        case .records: withUnsafeBytes(of: record.partition) { Array($0) }
        }
    }

    func perform(_ attempt: Attempt, now: Timestamp) async throws -> StageOutcome {
        switch self {
        case .stage(let handler):
            guard let step = attempt.step else { throw CancellationError() }
            return try await handler.perform(StageJob(slip: step, now: now, report: { attempt.report($0) }))
        case .records(let handler):
            let record = attempt.record
            try await handler.perform(
                Message(
                    topic: type(of: handler).input, key: record.key, value: record.value, headers: record.headers))
            return .completed()
        }
    }
}

/// Reads the scheduled steps of a stage from records.
struct StepReader {
    let stage: Stage
    /// The step read last: the next one is mostly alike.
    private var last: ScheduledStep?

    init(stage: Stage) {
        self.stage = stage
    }

    /// Throws `Poison` for a record that does not hold a step of this stage.
    mutating func step(in record: Record) throws -> ScheduledStep {
        guard let value = record.value else { throw Poison("not-an-event", "the record has no value") }
        if record.isStructured, let key = record.key,
            let step = ScheduledStep(key: key, structured: value, after: last), step.stop.stage == stage
        {
            last = step
            return step
        }
        let event: Event
        do {
            event = try Event(headers: record.headers, value: value)
        } catch { throw Poison("not-an-event", "\(error)") }
        let step = try ScheduledStep(event)
        guard step.stop.stage == stage else {
            throw Poison("wrong-stage", "the event is for \(step.stop.stage), this is \(stage)")
        }
        guard let key = record.key, event.isAbout(key: key) else {
            throw Poison("wrong-key", "the record's key is not the event's subject \(event.subject)")
        }
        return step
    }
}
