import Base
import Events
import Log
import Offers
import TestSupport
import Testing

@testable import Runtime

struct PaceTests {
    private let start = Timestamp(milliseconds: 1_800_000_000_000)

    private func pace(_ count: Int, took milliseconds: Int) -> CommitBatching {
        var pace = CommitBatching()
        pace.committed(count, from: start, to: start + .milliseconds(milliseconds))
        return pace
    }

    @Test func `A record alone is committed at once, a busy worker's next batch waits as long as the commit took`() {
        let quiet = pace(1, took: 8)
        #expect(quiet.wait(1, at: start + .milliseconds(9)) == .zero)
        let busy = pace(500, took: 20)
        #expect(busy.wait(1, at: start + .milliseconds(25)) == .milliseconds(15))
        #expect(busy.wait(1, at: start + .milliseconds(40)) == .zero)
    }

    @Test func `A whole batch does not wait, and nobody waits long`() {
        #expect(pace(500, took: 20).wait(WorkerLoop.batch, at: start + .milliseconds(20)) == .zero)
        let slow = pace(500, took: 30_000)
        #expect(slow.wait(1, at: start + .seconds(30)) == CommitBatching.longest)
        #expect(slow.wait(1, at: start + .seconds(30) + CommitBatching.longest) == .zero)
    }

    @Test func `A clock that is put back makes nobody wait`() {
        #expect(pace(500, took: 20).wait(1, at: start + .seconds(-3600)) == .zero)
        #expect(pace(500, took: -20).wait(1, at: start) == .zero)
    }

    @Test func `What waits for company is committed with it, and at the latest when the worker is asked to stop`()
        throws
    {
        let line = try SlowLine()
        for number in 0..<CommitBatching.wellShared { line.schedule("first-\(number)") }
        try line.turnTwice()
        #expect(line.outcomes == CommitBatching.wellShared)
        line.schedule("second")
        line.schedule("third")
        try line.turnTwice()
        #expect(line.outcomes == CommitBatching.wellShared)
        line.clock.advance(line.log.takes)
        try line.turnTwice()
        #expect(line.outcomes == CommitBatching.wellShared + 2)
        for number in 0..<CommitBatching.wellShared { line.schedule("fourth-\(number)") }
        line.clock.advance(line.log.takes)
        try line.turnTwice()
        line.schedule("fifth")
        try line.turnTwice()
        let before = line.outcomes
        try line.worker.turn(taking: false, wait: .zero)
        #expect(line.outcomes == before + 1)
    }

    @Test func `What waits for company is dropped with its partition`() throws {
        let line = try SlowLine()
        for number in 0..<CommitBatching.wellShared { line.schedule("first-\(number)") }
        try line.turnTwice()
        line.schedule("second")
        try line.turnTwice()
        // A second member joins: the partition changes hands, and comes back when it leaves.
        let other = MemoryLog(line.broker, group: "certify", inputs: [.stage(.certify)])
        try line.turnTwice()
        other.close()
        line.clock.advance(line.log.takes)
        try line.turnTwice()
        // Done anew, and once in the log.
        #expect(line.outcomes == CommitBatching.wellShared + 1)
    }

    @Test func `What no record bears out is never held: its partition could be another's by then`() throws {
        let broker = MemoryBroker(partitions: 1)
        let clock = ManualClock()
        let processor = ScriptedProcessor()
        let log = SlowLog(MemoryLog(broker, group: "certify", inputs: [.stage(.certify)]), clock)
        let worker = WorkerLoop(log: log, processor: processor, world: clock.world)
        let word = Finished(underway: [Message(topic: .outcomes, key: nil, value: nil)])
        processor.ready = Array(repeating: word, count: CommitBatching.wellShared)
        try worker.turn(wait: .zero)
        processor.ready = [word]
        try worker.turn(wait: .zero)
        #expect(broker.records(of: .outcomes).count == CommitBatching.wellShared + 1)
    }
}

/// A processor that gives what a test has put there.
private final class ScriptedProcessor: Processor {
    var ready: [Finished] = []
    let room = 0
    let isBusy = false
    let atWork = 0

    func lose(_ partition: TopicPartition) {}
    func gain(_ partitions: [TopicPartition], from log: any EventLog) {}
    func take(_ record: Record, now: Timestamp) {}
    func pass(_ passed: PassedOver) {}
    func nextWakeUp(now: Timestamp) -> Timestamp? { nil }

    func results(now: Timestamp) -> [Finished] {
        defer { ready = [] }
        return ready
    }
}

/// A worker on a log whose commits take time by a clock that a test moves.
private final class SlowLine {
    let broker = MemoryBroker(partitions: 1)
    let clock = ManualClock()
    let log: SlowLog
    let worker: WorkerLoop
    private let executor = ManualExecutor()

    init() throws {
        log = SlowLog(MemoryLog(broker, group: "certify", inputs: [.stage(.certify)]), clock)
        let processor = StageProcessor(
            .stage(ScriptedWork()), policy: try RetryPolicy(Settings([:])), concurrency: 4, executor: executor,
            world: clock.world, logger: Logger(program: "test", write: { _ in }), wake: {})
        worker = WorkerLoop(log: log, processor: processor, world: clock.world)
    }

    var outcomes: Int { broker.records(of: .outcomes).count }

    func schedule(_ offer: String) {
        broker.append(scheduledCertify(offer).message)
    }

    /// In with the records, out with their results.
    func turnTwice() throws {
        for _ in 0..<2 {
            try worker.turn(wait: .zero)
            executor.drain()
        }
        try worker.turn(wait: .zero)
    }
}

private final class SlowLog: EventLog {
    let takes = Duration.milliseconds(50)
    private let log: MemoryLog
    private let clock: ManualClock

    init(_ log: MemoryLog, _ clock: ManualClock) {
        self.log = log
        self.clock = clock
    }

    func poll(max: Int, wait: Duration) throws -> PollBatch {
        try log.poll(max: max, wait: wait)
    }

    func commit(_ outputs: [[Message]], finished: [RecordID]) throws -> CommitResult {
        clock.advance(takes)
        return try log.commit(outputs, finished: finished)
    }

    func restore(_ tables: [TopicPartition], each: (borrowing RecordView) throws -> Void) throws {
        try log.restore(tables, each: each)
    }

    func close() { log.close() }
}
