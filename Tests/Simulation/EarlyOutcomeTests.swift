// At-least-once, the coordinator killed between its first stage's event and its row: the worker may be heard before the
// command is read again. And what is said of a submission that nobody ever starts.

import Base
import Coordination
import Events
import Log
import Offers
import SimulationHarness
import TestSupport
import Testing

@testable import Runtime

/// A log that is cut off in the middle of a commit, as at-least-once may be, and reads outcomes before commands.
private final class TornLog: EventLog {
    struct Killed: Error {}

    private let broker: MemoryBroker
    private let log: MemoryLog
    private let isTorn: Bool
    private var late: [Record] = []

    init(_ broker: MemoryBroker, isTorn: Bool) {
        self.broker = broker
        self.isTorn = isTorn
        log = MemoryLog(broker, group: Coordinator.name, inputs: [.commands, .outcomes])
    }

    func poll(max: Int, wait: Duration) throws -> PollBatch {
        var intake = try log.poll(max: max, wait: wait)
        let commands = intake.records.filter { $0.topic == Topic.commands.name }
        intake.records.removeAll { $0.topic == Topic.commands.name }
        if isTorn {
            intake.records += commands
        } else if intake.records.isEmpty {
            intake.records = late
            late = []
        }
        if !isTorn { late += commands }
        return intake
    }

    func commit(_ outputs: [[Message]], finished: [RecordID]) throws -> CommitResult {
        guard isTorn, let row = outputs.joined().firstIndex(where: { $0.topic == .history }) else {
            return try log.commit(outputs, finished: finished)
        }
        for output in outputs.joined()[..<row] { broker.append(output) }
        throw Killed()
    }

    func restore(_ tables: [TopicPartition], each: (borrowing RecordView) throws -> Void) throws {
        try log.restore(tables, each: each)
    }

    func close() { log.close() }
}

struct EarlyOutcomeTests {
    private let broker = MemoryBroker(partitions: 1)
    private let clock = ManualClock()

    private func coordinator(isTorn: Bool) throws -> (WorkerLoop, TornLog) {
        let log = TornLog(broker, isTorn: isTorn)
        let role = StatefulTask(
            try Coordinator(profiles: Fixtures.shippedProfiles()), partitions: 1, world: clock.world,
            logger: Logger(program: "test", write: { _ in }))
        return (WorkerLoop(log: log, processor: role, world: clock.world), log)
    }

    private func rows() throws -> [OfferStatus] {
        try broker.records(of: .status).map { try StatusRecord(json: $0.value ?? []).status }
    }

    @Test func `An outcome read before its submission's command waits for it, and no dead letter is written`() throws {
        let sample = try SampleOffer("web-vm")
        broker.append(Message(topic: .commands, key: sample.key.bytes, value: sample.document))
        let (killed, lost) = try coordinator(isTorn: true)
        #expect(throws: TornLog.Killed.self) { for _ in 0..<5 { try killed.turn(wait: .zero) } }
        lost.close()
        #expect(broker.records(of: .status).isEmpty)
        let scheduled = try #require(broker.records(of: .stage(.validatePrerequisites)).first)
        let step = try ScheduledStep(json: scheduled.value ?? [])
        for outcome in [Outcome.started, .completed(StepOutputs())] {
            broker.append(StepResult(outcome, of: step, began: clock.now, at: clock.now, source: "/test").message)
        }

        let (worker, log) = try coordinator(isTorn: false)
        for _ in 0..<6 {
            try worker.turn(wait: .zero)
            clock.advance(.seconds(1))
        }
        #expect(broker.records(of: .deadLetters).isEmpty)
        let row = try #require(try rows().last)
        #expect(row.steps[0].state == .complete)
        #expect(row.steps[0].began != nil)
        #expect(row.submissions == 1)
        log.close()
    }

    @Test func `An outcome of a submission that nobody starts is a dead letter after a while, and delays nobody`()
        throws
    {
        let stranger = try SampleOffer("stranger")
        let sample = try SampleOffer("web-vm")
        let (worker, log) = try coordinator(isTorn: false)
        var event = CloudEvent(
            id: "x", source: "/test", type: EventType(rawValue: "offers.step.started.v1"),
            subject: stranger.key.description, time: clock.now)
        event.set("submission", .integer(1))
        event.set("step", .integer(1))
        event["stage"] = "certify"
        event["began"] = "\(clock.now)"
        broker.append(Message(topic: .outcomes, event: event))
        broker.append(Message(topic: .commands, key: sample.key.bytes, value: sample.document))
        for _ in 0..<4 { try worker.turn(wait: .zero) }
        #expect(try rows().map(\.key) == [sample.key])
        #expect(broker.records(of: .deadLetters).isEmpty)
        clock.advance(.seconds(11))
        for _ in 0..<2 { try worker.turn(wait: .zero) }
        #expect(broker.records(of: .deadLetters).count == 1)
        log.close()
    }
}
