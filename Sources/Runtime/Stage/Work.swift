// What a processor does with its records, and which of them it processes one after another.

import Base
import Events
import Log
import Offers

/// The work of a stage processor.
package enum Work: Sendable {
    /// The steps of a stage: the records of one offer are worked on one after another, those of different offers in
    /// parallel.
    case stage(any StageHandler)
    /// Records for the outside world, such as mails: those of one group one after another, those of different groups in
    /// parallel.
    case records(any RecordHandler)

    /// The stage that does this work; nil for other work.
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
    func group(of record: Record) -> RecordKey {
        switch self {
        case .stage: RecordKey(record.key ?? [])
        case .records(let handler): RecordKey(handler.group(of: handler.message(record)))
        }
    }

    /// The step that a record of the stage holds; nil for other work. Throws `Poison` for a record without one.
    func step(in record: Record) throws(Poison) -> ScheduledStep? {
        guard let stage else { return nil }
        return try ScheduledStep(key: record.key, value: record.value, headers: record.headers, for: stage)
    }

    func perform(_ attempt: Attempt, now: Timestamp) async throws -> StageOutcome {
        switch self {
        case .stage(let handler):
            guard let step = attempt.step else { throw CancellationError() }
            return try await handler.perform(StageJob(step: step, now: now, report: { attempt.report($0) }))
        case .records(let handler):
            return .completed(StepOutputs(try await handler.perform(handler.message(attempt.record))))
        }
    }
}

extension RecordHandler {
    fileprivate func message(_ record: Record) -> Message {
        Message(topic: Self.input, key: record.key, value: record.value, headers: record.headers)
    }
}
