// Work belongs to a partition, not to an assignment: it continues over a rebalance that gives the partition back, over a
// commit that was rolled back, and for a while after SIGTERM.

import Base
import Events
import Log
import Offers
import Synchronization
import TestSupport
import Testing

@testable import Runtime

/// A log whose next commits are rolled back, as those of a broker that is away.
private final class RefusingLog: EventLog {
    let log: MemoryLog
    var refusals = 0
    private(set) var commits: [Int] = []
    /// Passed over at the next poll.
    var passed: [PassedOver] = []

    init(_ log: MemoryLog) { self.log = log }

    func poll(max: Int, wait: Duration) throws -> PollBatch {
        var batch = try log.poll(max: max, wait: wait)
        swap(&batch.passed, &passed)
        return batch
    }

    func commit(_ outputs: [[Message]], finished: [RecordID]) throws -> CommitResult {
        commits.append(finished.count)
        guard refusals == 0 else {
            refusals -= 1
            return .rolledBack
        }
        return try log.commit(outputs, finished: finished)
    }

    func restore(_ tables: [TopicPartition], each: (borrowing RecordView) throws -> Void) throws {
        try log.restore(tables, each: each)
    }

    func close() { log.close() }
}

struct KeptWorkTests {
    private let runs = Counter()

    private final class Counter: Sendable {
        private let count = Mutex(0)
        func add() { count.withLock { $0 += 1 } }
        var value: Int { count.withLock { $0 } }
    }

    private func fixture() throws -> StageFixture {
        try StageFixture(
            ScriptedWork { [runs] _ in
                runs.add()
                return .completed()
            })
    }

    @Test func `A rebalance that gives the partition back leaves its work alone`() throws {
        let fixture = try fixture()
        fixture.schedule("web-vm")
        try fixture.worker.turn(wait: .zero)
        #expect(fixture.processor.atWork == 1)
        fixture.broker.rebalance("certify")
        try fixture.worker.turn(wait: .zero)
        #expect(fixture.processor.atWork == 1, "it is still in hand")
        try fixture.settle()
        #expect(runs.value == 1)
        #expect(try fixture.reports().count == 1)
        #expect(try fixture.handedOff().count == 1)
    }

    @Test func `What is finished and refused by a rebalance is committed after it`() throws {
        let fixture = try fixture()
        fixture.schedule("web-vm")
        try fixture.worker.turn(wait: .zero)
        fixture.executor.drain()
        fixture.broker.rebalance("certify")
        try fixture.settle()
        #expect(runs.value == 1)
        #expect(try fixture.handedOff().count == 1)
    }

    @Test func `Only the work that another member got is dropped`() throws {
        let fixture = try fixture()
        // Two partitions: enough offers for both.
        for number in 0..<8 { fixture.schedule("offer-\(number)") }
        try fixture.worker.turn(wait: .zero)
        #expect(fixture.processor.atWork == 8)
        let other = MemoryLog(fixture.broker, group: "certify", inputs: [.stage(.certify)], keepsWork: true)
        let theirs = try other.poll(max: 100, wait: .zero)
        try fixture.worker.turn(wait: .zero)
        #expect(theirs.records.count > 0 && fixture.processor.atWork == 8 - theirs.records.count)
        try fixture.settle()
        #expect(try fixture.handedOff().count == 8 - theirs.records.count)
    }

    @Test func `A commit that was rolled back is repeated, and its work is not`() throws {
        let (broker, clock, executor) = (MemoryBroker(partitions: 1), ManualClock(), ManualExecutor())
        let log = RefusingLog(
            MemoryLog(broker, group: "certify", inputs: [.stage(.certify)], keepsWork: true))
        let work = ScriptedWork { [runs] _ in
            runs.add()
            return .completed()
        }
        let processor = StageProcessor(
            .stage(work), policy: try RetryPolicy(Settings([:])), concurrency: 4, executor: executor,
            world: clock.world, logger: Logger(program: "test", write: { _ in }), wake: {})
        let worker = WorkerLoop(log: log, processor: processor, world: clock.world)
        log.refusals = 3
        broker.append(scheduledCertify("a").message)
        for number in 0..<8 {
            if number == 2 { broker.append(scheduledCertify("b").message) }
            try worker.turn(wait: .zero)
            executor.drain()
        }
        #expect(runs.value == 2)
        #expect(log.commits == [1, 1, 1, 1, 1], "the same once more, and then what came meanwhile")
        #expect(broker.records(of: .outcomes).count == 2)
    }

    @Test func `Offsets that are passed over become one dead letter`() throws {
        let (broker, clock) = (MemoryBroker(partitions: 1), ManualClock())
        let log = RefusingLog(MemoryLog(broker, group: "certify", inputs: [.stage(.certify)]))
        let processor = StageProcessor(
            .stage(ScriptedWork()), policy: try RetryPolicy(Settings([:])), concurrency: 4, executor: ManualExecutor(),
            world: clock.world, logger: Logger(program: "test", write: { _ in }), wake: {})
        let worker = WorkerLoop(log: log, processor: processor, world: clock.world)
        log.passed = [PassedOver(TopicPartition("offers.stage.certify", 0), 0..<4, .deleted, "gone")]
        for _ in 0..<3 { try worker.turn(wait: .zero) }
        let letters = broker.records(of: .deadLetters)
        #expect(letters.count == 1)
        #expect(letters.first?.headers.contains { $0.name == "offers-offsets-passed-over" } == true)
    }

    @Test func `After a request to stop, running work ends and waiting work is left to the next worker`() throws {
        let fixture = try fixture()
        // The first of an offer runs, the second waits for it.
        fixture.schedule("web-vm", attempt: 1)
        fixture.schedule("web-vm", attempt: 2)
        fixture.clock.advance(.seconds(1))
        try fixture.worker.turn(wait: .zero)
        fixture.executor.drain()
        var isStopping = false
        try fixture.worker.run(
            until: { isStopping }, drain: .seconds(3600),
            heartbeat: {
                isStopping = true
                fixture.executor.drain()
            })
        #expect(runs.value == 1)
        #expect(try fixture.handedOff().count == 1)
        try fixture.crash()
        try fixture.settle()
        #expect(runs.value == 2)
        #expect(try fixture.handedOff().count == 2)
    }

    @Test func `Work that does not end within the limit is dropped`() throws {
        let fixture = try StageFixture(
            ScriptedWork { _ in
                try await Task.sleep(for: .seconds(600))
                return .completed()
            })
        fixture.schedule("web-vm")
        try fixture.worker.turn(wait: .zero)
        fixture.executor.drain()
        var turns = 0
        try fixture.worker.run(
            until: { turns > 0 }, drain: .seconds(10),
            heartbeat: {
                turns += 1
                fixture.clock.advance(.seconds(4))
            })
        #expect(turns == 4)
        #expect(try fixture.handedOff().isEmpty)
    }
}
