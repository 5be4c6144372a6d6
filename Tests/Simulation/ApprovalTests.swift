// Human review at the end of certification: the worker does not hand off, the operator's approval does. Coordinator and stage
// worker on one log in memory, as they run in the line.

import Base
import Events
import Log
import Offers
import Synchronization
import TestSupport
import Testing

@testable import Coordination
@testable import Runtime

/// Certification as far as the line is concerned: an answer with facts.
private struct ReviewedCertification: StageHandler {
    static let stage = Stage.certify

    func perform(_ job: StageJob) async throws -> StageOutcome {
        .completed(StepOutputs(["certifieddigest": "sha256:1"], notes: [Remark("certified-unscanned")]))
    }
}

/// Runs jobs when told, on the calling thread.
private final class ReviewExecutor: TaskExecutor {
    private let jobs = Mutex<[UnownedJob]>([])

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
    }

    func drain() {
        while let job = jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}

private struct ReviewedLine {
    let broker = MemoryBroker(partitions: 2)
    private let executor = ReviewExecutor()
    private let coordinator: WorkerLoop
    private let certify: WorkerLoop
    private let offer = OfferKey(publisher: "acme", offer: "web")
    let document = Array(
        #"""
        {"publisher":"acme","offer":"web","type":"virtual-machine","listing":{"title":"Web"},
         "notifications":{"emails":["owner@acme.example"]},"plans":[]}
        """#.utf8)

    init() throws {
        let now = Timestamp(milliseconds: 1_795_251_600_000)
        let world = World(now: { now }, newID: { "id" }, random: { 0.5 })
        let journal = Logger(program: "test", write: { _ in })
        let text = { (name: String) in LocalizedText(en: name, fr: name, ja: name) }
        let profile = PublishingProfile(
            name: "reviewed", title: text("Reviewed"), defaultFor: [.virtualMachine], reviewLabel: text("Preview"),
            steps: [
                .init(stage: .certify, name: text("Certification"), approval: true),
                .init(stage: .provisionPreview, name: text("Provisioning")),
            ])
        let process = try Coordinator(profiles: ["reviewed": profile])
        coordinator = WorkerLoop(
            log: MemoryLog(broker, group: Coordinator.name, inputs: process.inputs),
            processor: StatefulTask(process, partitions: 2, world: world, logger: journal), world: world)
        certify = WorkerLoop(
            log: MemoryLog(broker, group: "certify", inputs: [.stage(.certify)]),
            processor: StageProcessor(
                .stage(ReviewedCertification()), policy: try RetryPolicy(Settings([:])), concurrency: 2,
                executor: executor,
                world: world, logger: journal, wake: {}),
            world: world)
        try send(.publish, "publish", document: document)
    }

    /// Gives a command and lets everybody work until nothing moves.
    func send(_ kind: CommandKind, _ id: String, text: String? = nil, document: [UInt8] = []) throws {
        var command = Command(kind, offer: offer, id: id, at: Timestamp(milliseconds: 0), document: document)
        command.event[Command.Name.text] = text
        if kind.isOperators { command.event[Command.Name.sender] = "operator" }
        broker.append(command.message)
        var idle = 0
        while idle < 3 {
            let moved = [try coordinator.turn(wait: .zero), try certify.turn(wait: .zero)].contains(true)
            executor.drain()
            idle = moved ? 0 : idle + 1
        }
    }

    func status() throws -> OfferStatus {
        let row = try #require(broker.records(of: .status).last)
        return try StatusRecord(json: try #require(row.value)).status
    }

    /// What was handed off to the stage behind certification.
    func handedOff() throws -> [ScheduledStep] {
        try broker.records(of: .stage(.provisionPreview)).map { try ScheduledStep(json: try #require($0.value)) }
    }
}

@Suite struct ApprovalTests {
    @Test func `A certification that is to be reviewed waits for approval and hands nothing on`() throws {
        let line = try ReviewedLine()
        let status = try line.status()
        #expect(status.steps[0].state == .waitingForApproval)
        #expect(status.state == .running)
        #expect(try line.handedOff().isEmpty)
    }

    @Test func `An operator's approval hands the submission off with what certification found, once`() throws {
        let line = try ReviewedLine()
        try line.send(.approve, "approve-1", text: "looks right")
        try line.send(.approve, "approve-1", text: "looks right")
        try line.send(.approve, "approve-2")
        let steps = try line.handedOff()
        #expect(steps.count == 1)
        #expect(steps.first?.facts[Fact.certifiedDigest] == "sha256:1")
        let status = try line.status()
        #expect(status.steps.map(\.state) == [.complete, .inProgress])
        #expect(status.certified?.digest == "sha256:1")
    }

    @Test func `An operator's rejection ends the submission with the operator's words`() throws {
        let line = try ReviewedLine()
        try line.send(.reject, "reject-1", text: "The license of the database is missing.")
        let status = try line.status()
        #expect(status.state == .failed)
        #expect(status.steps[0].state == .rejected)
        let problem = try #require(status.steps[0].problems.first)
        #expect(problem.code == "not-approved")
        #expect(problem.message(in: .english).contains("The license of the database is missing."))
        #expect(try line.handedOff().isEmpty)
        #expect(status.certified?.digest == nil, "what was rejected was not certified")
        // What the remedy says: fix it, publish again.
        try line.send(.publish, "publish-2", document: line.document)
        try line.send(.approve, "approve-2")
        #expect(try line.status().steps[0].state == .complete)
        #expect(try line.handedOff().count == 1)
    }
}
