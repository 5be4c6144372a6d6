// A worker on a broker in memory, with a clock and a thread pool that move only when told.

import Base
import Events
import JSON
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
        let log = MemoryLog(broker, group: "certify", inputs: [.stage(.certify)], keepsWork: true)
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

    /// Turns until nothing moves any more; waiting attempts get their tasks within some milliseconds.
    func settle() throws {
        var idle = 0
        while idle < 5 {
            idle = try worker.turn(wait: .zero) ? 0 : idle + 1
            executor.drain()
            if processor.isWidening { clock.advance(TaskPool.lookEvery) }
        }
    }

    func schedule(_ offer: String, of publisher: String = "contoso", attempt: Int = 1, limits: StepLimits? = nil) {
        var step = scheduledCertify(offer, of: publisher, attempt: attempt)
        if let limits { step.limits = [nil, limits] }
        broker.append(step.message)
    }

    /// The steps that were handed off to the next stage.
    func handedOff() throws -> [ScheduledStep] {
        try broker.records(of: .stage(.package)).map { try ScheduledStep(json: $0.value ?? []) }
    }

    /// All reports, in the order of their partitions.
    func reports() throws -> [StepResult] {
        try broker.records(of: .outcomes).map { try StepResult(json: $0.value ?? []) }
    }

    /// The reports about an offer.
    func reports(_ offer: String) throws -> [StepResult] {
        try reports().filter { $0.submission.offer.offer == offer }
    }
}

/// The second of three steps of `<publisher>/<offer>/1`.
func scheduledCertify(_ offer: String, of publisher: String = "contoso", attempt: Int = 1) -> ScheduledStep {
    let submission = SubmissionID(offer: OfferKey(publisher: publisher, offer: offer), number: 1)
    var step = ScheduledStep(
        submission, process: "test", route: Route(step: 1, stages: [.certify, .package]), source: "/offers/test",
        at: Timestamp(milliseconds: 0))
    step.attempt = attempt
    step.envelope.id = step.eventID("scheduled")
    step.offer = RawJSON(Array(#"{"publisher":"contoso"}"#.utf8))
    return step
}
