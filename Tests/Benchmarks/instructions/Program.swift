// Runs a stage or the coordinator over N records on a broker in memory: no sockets, no clock, no chance, so that
// valgrind counts the same instructions each time. All records are made beforehand, as many for a small N as for a large
// one, so that between two sizes the difference is the worker's own. Arguments: stage|coordinator, N.

import Base
import Coordination
import Events
import JSON
import Log
import Offers
import Runtime
import TestSupport

struct NoWork: StageHandler {
    static let stage = Stage.certify
    func perform(_ job: StageJob) async throws -> StageOutcome { .completed() }
}

@main enum Program {
    static let world = World(now: { Timestamp(milliseconds: 1_800_000_000_000) }, newID: { "id" }, random: { 0.5 })
    static let logger = Logger(program: "bench", write: { _ in })
    static let steps: [Stage] = [.certify, .package, .goLive]
    /// The most records that can be asked for.
    static let most = 400

    static func main() throws {
        let count = min(most, CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) } ?? most)
        switch CommandLine.arguments.dropFirst().first {
        case "stage": try runStage(count)
        case "coordinator": try runCoordinator(count)
        default: Launch.tell("usage: bench-instructions stage|coordinator N")
        }
    }

    static func runStage(_ count: Int) throws {
        let broker = MemoryBroker(partitions: 8)
        let scheduled = (0..<most).map { step(0, $0).message }
        for message in scheduled.prefix(count) { broker.append(message) }
        let executor = ManualExecutor()
        let processor = try StageProcessor(
            .stage(NoWork()), policy: RetryPolicy(Settings([:])), concurrency: 16, executor: executor, world: world,
            logger: logger, wake: {})
        let log = MemoryLog(broker, group: "certify", inputs: [.stage(.certify)])
        let loop = WorkerLoop(log: log, processor: processor, world: world)
        while try loop.turn(wait: .zero) || executor.waiting > 0 { executor.drain() }
    }

    /// A command and its three outcomes for each offer, in the order that the pipeline would bring them.
    static func runCoordinator(_ count: Int) throws {
        let broker = MemoryBroker(partitions: 8)
        let coordinator = try Coordinator(profiles: ["bench": profile])
        let role = StatefulTask(coordinator, partitions: 8, world: world, logger: logger)
        let log = MemoryLog(broker, group: Coordinator.name, inputs: coordinator.inputs)
        let commands = (0..<most).map { Message(topic: .commands, key: key($0), value: offer($0)) }
        let reports = steps.indices.map { step in (0..<most).map { completed(step, $0) } }
        for command in commands.prefix(count) { broker.append(command) }
        try run(WorkerLoop(log: log, processor: role, world: world))
        for step in reports { for report in step.prefix(count) { broker.append(report) } }
        try run(WorkerLoop(log: log, processor: role, world: world))
    }

    private static func completed(_ index: Int, _ number: Int) -> Message {
        StepResult(
            .completed(StepOutputs()), of: step(index, number), began: world.now(), at: world.now(),
            source: "/offers/\(steps[index])"
        ).message
    }

    private static func run(_ worker: WorkerLoop) throws {
        while try worker.turn(wait: .zero) {}
    }

    static let process = PublishingProcess(profile)

    static var profile: PublishingProfile {
        let name = LocalizedText(en: "A step", fr: "Une étape", ja: "手順")
        return PublishingProfile(
            name: "bench", title: name, defaultFor: [.virtualMachine], reviewLabel: name,
            steps: steps.map { .init(stage: $0, name: name, longest: .init(duration: "PT1H", calendar: .elapsed)) })
    }

    static func key(_ number: Int) -> [UInt8] { Array("contoso/offer-\(number)".utf8) }

    /// One kilobyte.
    static func offer(_ number: Int) -> [UInt8] {
        let text = String(repeating: "Lorem ipsum dolor sit amet. ", count: 26)
        return Array(
            """
            {"publisher":"contoso","offer":"offer-\(number)","type":"virtual-machine","version":1,"listing":{"title":\
            "An offer of the benchmark","summary":"Moves through the pipeline","description":"\(text)"},"notifications":\
            {"emails":["publisher@contoso.example"],"language":"en"},"plans":[]}
            """.utf8)
    }

    static func step(_ index: Int, _ number: Int) -> ScheduledStep {
        let submission = SubmissionID(offer: OfferKey(publisher: "contoso", offer: "offer-\(number)"), number: 1)
        var step = ScheduledStep(
            submission, process: process.reference, route: Route(step: index, stages: Array(steps[index...])),
            source: "/offers/offer-coordinator", at: world.now())
        step.notify = ["publisher@contoso.example"]
        step.offer = RawJSON(offer(number))
        return step
    }
}
