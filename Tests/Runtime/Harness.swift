// A worker on a broker in memory, with a clock and a thread pool that move only when told.

import Base
import Log
import Offers
import TestSupport

@testable import Runtime

/// A stage whose answers a test gives.
struct ScriptedWork: StageHandler {
    static let stage = Stage.certify
    var answer: @Sendable (StageJob) async throws -> StageOutcome = { _ in .completed() }

    func perform(_ job: StageJob) async throws -> StageOutcome { try await answer(job) }
}

/// One stage worker on a broker in memory.
final class StageFixture {
    let broker = MemoryBroker(partitions: 2)
    let clock = ManualClock()
    let executor = ManualExecutor()
    private(set) var worker: WorkerLoop
    private(set) var log: MemoryLog
    private(set) var processor: StageProcessor
    private let work: ScriptedWork
    private let settings: Settings
    /// Where the worker notes what is at work, if anywhere.
    private let folder: String?

    init(_ work: ScriptedWork = ScriptedWork(), settings: [String: String] = [:], notes folder: String? = nil) throws {
        self.work = work
        self.settings = Settings(["tries": "3"].merging(settings) { $1 })
        self.folder = folder
        (worker, log, processor) = try Self.start(work, self.settings, folder, broker, clock, executor)
    }

    private static func start(
        _ work: ScriptedWork, _ settings: Settings, _ folder: String?, _ broker: MemoryBroker, _ clock: ManualClock,
        _ executor: ManualExecutor
    ) throws -> (WorkerLoop, MemoryLog, StageProcessor) {
        let log = MemoryLog(broker, group: "certify", inputs: [.stage(.certify)])
        let processor = StageProcessor(
            .stage(work), policy: try RetryPolicy(settings), concurrency: 4, executor: executor,
            world: clock.world, logger: Logger(program: "test", write: { _ in }),
            limits: try WorkLimits(settings),
            inFlight: try folder.map { try InFlightFile(folder: $0, topic: .stage(.certify)) }, wake: {})
        return (WorkerLoop(log: log, processor: processor, world: clock.world), log, processor)
    }

    /// The process dies and another takes its place.
    func crash() throws {
        log.close()
        processor.quarantine.inFlight?.release()
        (worker, log, processor) = try Self.start(work, settings, folder, broker, clock, executor)
    }

    /// Turns until nothing moves any more.
    func settle() throws {
        var idle = 0
        while idle < 3 {
            idle = try worker.turn(wait: .zero) ? 0 : idle + 1
            executor.drain()
        }
    }

    func schedule(_ offer: String, attempt: Int = 1, requires words: String? = nil, padding: Int = 0) {
        var event = scheduledCertify(offer, attempt: attempt)
        event["requires"] = words
        if padding > 0 { event["padding"] = String(repeating: "x", count: padding) }
        broker.append(Message(topic: .stage(.certify), event: event))
    }

    /// What workers said of an offer.
    func reports(_ offer: String) throws -> [StepResult] {
        try events(.outcomes).map { try StepResult($0) }.filter { $0.submission.offer.offer == offer }
    }

    func events(_ topic: Topic) throws -> [Event] {
        try broker.records(of: topic).map { try Event(structured: $0.value ?? []) }
    }
}

/// The second of three steps of `contoso/<offer>/1`.
func scheduledCertify(_ offer: String, attempt: Int = 1) -> Event {
    var event = Event(
        id: "contoso/\(offer)/1/1-certify/\(attempt)/scheduled", source: "/offers/test", type: .stepScheduled,
        subject: "contoso/\(offer)", time: Timestamp(milliseconds: 0), data: Array(#"{"publisher":"contoso"}"#.utf8))
    event["submission"] = "contoso/\(offer)/1"
    event["route"] = "0:validate-prerequisites 1:certify 2:package"
    event.set("step", .integer(1))
    event.set("attempt", .integer(attempt))
    return event
}
