// The loop of every worker: poll, process, commit. It never stops polling, however long the work takes, and commits what
// is finished: at low load at once, under load in batches (CommitBatching).

import Base
import Events
import Log
import Offers

/// Runs one processor on one log. Owned by one thread.
package final class WorkerLoop {
    /// The most records of a poll; bounds memory and the length of a transaction.
    static let batch = 1000
    /// How long a poll waits when there is nothing to do; records and results end the wait.
    static let longestWait = Duration.seconds(1)

    private let log: any EventLog
    private let processor: any Processor
    private let world: World
    private let telemetry: WorkerTelemetry?
    private let subscriber: Subscriber
    private(set) var committed = 0
    /// To be committed together.
    private var finished: [Finished] = []
    /// What a commit held that was rolled back: to be repeated as it was.
    private var repeated: [Finished] = []
    private var batching = CommitBatching()
    private var memory = IdleMemory()

    package init(log: any EventLog, processor: any Processor, world: World, telemetry: WorkerTelemetry? = nil) {
        self.log = log
        self.processor = processor
        self.world = world
        self.telemetry = telemetry
        subscriber = Subscriber(processor.follows, logger: telemetry?.logger)
    }

    /// Runs until `stop` says so. Work that runs then has `drain` to come to its end; what is not finished is dropped, and
    /// the next owner of the partition reads its records again.
    func run(until stop: () -> Bool, drain: Duration = .zero, heartbeat: () -> Void) throws {
        while !stop() {
            heartbeat()
            let wasActive = try turn(wait: waitingTime)
            memory.turned(isActive: wasActive || processor.isBusy, now: world.now())
            if let failure = processor.failure { throw failure }
        }
        let deadline = world.now() + drain
        if drain > .zero { processor.drain() }
        while isAtWork, world.now() < deadline {
            heartbeat()
            try turn(taking: false, wait: waitingTime)
            if let failure = processor.failure { throw failure }
        }
        try turn(taking: false, wait: .zero)
    }

    private var isAtWork: Bool { processor.isBusy || !finished.isEmpty || !repeated.isEmpty }

    /// One turn: apply controls, poll, process, commit. With `taking` false it takes no records and commits everything
    /// that is finished. Returns whether there was anything to do.
    @discardableResult
    package func turn(taking: Bool = true, wait: Duration) throws -> Bool {
        let isPaused = try applyControls()
        let batch = try log.poll(max: taking && !isPaused ? min(processor.room, Self.batch) : 0, wait: wait)
        for partition in batch.lost { lose(partition) }
        if !batch.gained.isEmpty { try processor.gain(batch.gained, from: log) }
        for passed in batch.passed { processor.pass(passed) }
        let now = world.now()
        // By index: a loop over the array itself copies each record.
        for index in batch.records.indices { processor.take(batch.records[index], now: now) }
        let results = processor.results(now: now)
        finished += results
        telemetry?.turned(processor, log, at: now)
        // Only results that finish a record may wait: if the partition is lost, its next owner does them again. All others
        // must be written before the partition can belong to another worker.
        let canWait = results.allSatisfy { $0.record != nil } && batching.wait(finished.count, at: now) > .zero
        let isDue = !canWait || !taking || processor.failure != nil
        guard log.mayCommit, !repeated.isEmpty || !finished.isEmpty && isDue else {
            return !batch.records.isEmpty || !finished.isEmpty
        }
        try commit(from: now)
        return true
    }

    private func lose(_ partition: TopicPartition) {
        finished.removeAll { $0.partition == partition }
        repeated.removeAll { $0.partition == partition }
        processor.lose(partition)
    }

    /// Commits everything that is finished; first the same once more that was rolled back.
    private func commit(from began: Timestamp) throws {
        let batch = repeated.isEmpty ? finished : repeated
        if repeated.isEmpty { finished = [] } else { repeated = [] }
        let result = try log.commit(batch.map(\.outputs), finished: batch.compactMap(\.record))
        let ended = world.now()
        if result == .done { committed += batch.count } else { repeated = batch }
        batching.committed(batch.count, from: began, to: ended)
        telemetry?.committed(batch, result, at: ended)
    }

    /// Returns whether the processor's stage is paused. Then the loop takes no records, but polls to keep its membership.
    private func applyControls() throws -> Bool {
        guard !processor.follows.isEmpty else { return false }
        let now = world.now()
        let before = pause
        if try subscriber.update(from: log, now: now) { processor.apply(subscriber.followed, now: now) }
        if (before == nil) != (pause == nil) { telemetry?.paused(pause) }
        return pause != nil
    }

    private var pause: Controls.Pause? { processor.stage.flatMap(subscriber.followed.controls.pause(of:)) }

    private var waitingTime: Duration {
        let now = world.now()
        var wait = Self.longestWait
        if let next = processor.nextWakeUp(now: now) { wait = min(wait, next - now) }
        if !finished.isEmpty, log.mayCommit { wait = min(wait, batching.wait(finished.count, at: now)) }
        return max(.zero, wait)
    }
}
