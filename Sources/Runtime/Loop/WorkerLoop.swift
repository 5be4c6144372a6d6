// The loop: read, work, commit. It never stops polling, however long the work takes, and commits what is finished: at
// low load at once, under load what finished during the previous commit and shortly after (CommitBatching).

import Base
import Events
import Kafka
import KafkaLog
import Log
import Offers
import Telemetry

/// Runs one role on one log. Owned by one thread.
package final class WorkerLoop {
    /// A batch bounds memory and the length of a transaction; between 100 and 10,000 it hardly matters.
    static let batch = 1000
    /// How long a poll waits when there is nothing to do; records and results end the wait.
    static let longestWait = Duration.seconds(1)

    private let log: any EventLog
    private let role: any Processor
    private let world: World
    private let vitals: WorkerTelemetry?
    private let following: Subscriber
    private(set) var committed = 0
    private var failure: (any Error)?
    /// To be committed together.
    private var finished: [Finished] = []
    private var pace = CommitBatching()

    package init(log: any EventLog, role: any Processor, world: World, vitals: WorkerTelemetry? = nil) {
        self.log = log
        self.role = role
        self.world = world
        self.vitals = vitals
        following = Subscriber(role.follows, journal: vitals?.journal)
    }

    /// One round; with `intake` false it takes nothing in and commits all there is. Returns whether there was anything to
    /// do.
    @discardableResult
    package func turn(intake wanted: Bool = true, wait: Duration) throws -> Bool {
        let isPaused = try heed()
        let intake = try log.next(max: wanted && !isPaused ? min(role.room, Self.batch) : 0, wait: wait)
        for partition in intake.lost { lose(partition) }
        if !intake.gained.isEmpty { try role.gain(intake.gained, from: log) }
        let now = world.now()
        // By index: to go over the array itself copies each.
        for index in intake.records.indices { role.take(intake.records[index], now: now) }
        let results = role.results(now: now)
        if finished.isEmpty { finished = results } else { finished += results }
        vitals?.turned(role, log, at: now)
        failure = role.failure
        // Only what ends a record is refused, or dropped, with its partition; all else, such as the row of a deadline that
        // has come, must be written before the partition can be another's.
        let waits = results.allSatisfy { $0.record != nil } && pace.wait(finished.count, at: now) > .zero
        let isDue = !wanted || failure != nil || !waits
        guard !finished.isEmpty, isDue else { return !intake.records.isEmpty || !finished.isEmpty }
        try commit(from: now)
        return true
    }

    private func lose(_ partition: TopicPartition) {
        finished.removeAll { $0.record?.partition == partition }
        role.lose(partition)
    }

    private func commit(from began: Timestamp) throws {
        let batch = finished
        finished = []
        let result = try log.commit(batch.map(\.outputs), finished: batch.compactMap { $0.record })
        let ended = world.now()
        // Undone: the next intake loses the partitions, and with them what the role thought was done.
        if result == .done { committed += batch.count }
        pace.committed(batch.count, from: began, to: ended)
        vitals?.committed(batch, result, at: ended)
    }

    /// Whether the role's stage is paused: nothing new is fetched then, while polling goes on, so that the membership stays.
    private func heed() throws -> Bool {
        guard !role.follows.isEmpty else { return false }
        let now = world.now()
        let before = pause
        if try following.look(log, now: now) { role.heed(following.followed, now: now) }
        if (before == nil) != (pause == nil) { vitals?.paused(pause) }
        return pause != nil
    }

    private var pause: Controls.Pause? { role.stage.flatMap(following.followed.controls.pause(of:)) }

    /// Runs until `stop` says so, then drops what is unfinished: it is read again by whoever comes next.
    func run(until stop: () -> Bool, heartbeat: () -> Void) throws {
        // Since when nothing has come, where there is memory of work done to be given back.
        var quiet: Timestamp?
        var hasWorked = false
        while !stop() {
            heartbeat()
            if try turn(wait: waitingTime) {
                hasWorked = true
                quiet = nil
            } else if hasWorked, !role.isBusy {
                // A wake-up that comes late ends a wait with nothing to show for it, so one empty turn is no rest.
                let now = world.now()
                let since = quiet ?? now
                quiet = since
                if now - since >= Self.longestWait {
                    hasWorked = false
                    AllocatorTuning.giveBack()
                }
            }
            // What finished beside it has been committed.
            if let failure { throw failure }
        }
        // What finished meanwhile is committed; what did not is left to the successor.
        try turn(intake: false, wait: .zero)
    }

    private var waitingTime: Duration {
        let now = world.now()
        var wait = Self.longestWait
        if let next = role.nextWakeUp(now: now) { wait = min(wait, next - now) }
        if !finished.isEmpty { wait = min(wait, pace.wait(finished.count, at: now)) }
        return max(.zero, wait)
    }
}
