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
    private var batching = CommitBatching()
    private var memory = IdleMemory()

    package init(log: any EventLog, processor: any Processor, world: World, telemetry: WorkerTelemetry? = nil) {
        self.log = log
        self.processor = processor
        self.world = world
        self.telemetry = telemetry
        subscriber = Subscriber(processor.follows, logger: telemetry?.logger)
    }

    /// Runs until `stop` says so. Unfinished work is dropped then: the next owner of the partition reads its records
    /// again.
    func run(until stop: () -> Bool, heartbeat: () -> Void) throws {
        while !stop() {
            heartbeat()
            let wasActive = try turn(wait: waitingTime)
            memory.turned(isActive: wasActive || processor.isBusy, now: world.now())
            if let failure = processor.failure { throw failure }
        }
        try turn(taking: false, wait: .zero)
    }

    /// One turn: apply controls, poll, process, commit. With `taking` false it takes no records and commits everything
    /// that is finished. Returns whether there was anything to do.
    @discardableResult
    package func turn(taking: Bool = true, wait: Duration) throws -> Bool {
        let isPaused = try applyControls()
        let batch = try log.poll(max: taking && !isPaused ? min(processor.room, Self.batch) : 0, wait: wait)
        for partition in batch.lost { lose(partition) }
        if !batch.gained.isEmpty { try processor.gain(batch.gained, from: log) }
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
        guard !finished.isEmpty, isDue else { return !batch.records.isEmpty || !finished.isEmpty }
        try commit(from: now)
        return true
    }

    private func lose(_ partition: TopicPartition) {
        finished.removeAll { $0.record?.partition == partition }
        processor.lose(partition)
    }

    /// Commits everything that is finished. If it is rolled back, the next poll loses the partitions, and with them what the
    /// processor took for done.
    private func commit(from began: Timestamp) throws {
        let batch = finished
        finished = []
        let result = try log.commit(batch.map(\.outputs), finished: batch.compactMap(\.record))
        let ended = world.now()
        if result == .done { committed += batch.count }
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
        if !finished.isEmpty { wait = min(wait, batching.wait(finished.count, at: now)) }
        return max(.zero, wait)
    }
}
