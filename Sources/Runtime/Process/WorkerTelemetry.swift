// How a worker is, told outwards: numbers and health for whoever scrapes, the service manager, and the log's lines about
// what was committed. The loop calls it once a turn and once a commit.

import Base
import Events
import KafkaLog
import Log
import Offers
import Telemetry

/// What is seen of one worker from outside. `turned` and `committed` belong to the loop's thread.
package final class WorkerTelemetry: @unchecked Sendable {
    // @unchecked: `lastLook` and `wasReady` are touched by the loop's thread only, all else is Sendable.
    let journal: Logger
    let metrics: Metrics
    private let health: Health
    private let manager: ServiceManager
    /// Kept for its life: it serves until the worker ends.
    private var server: TelemetryServer?
    private var lastLook = Timestamp(milliseconds: 0)
    private var wasReady = false

    init(
        metrics: Metrics, health: Health = Health(), manager: ServiceManager = ServiceManager(socket: nil),
        journal: Logger
    ) {
        self.metrics = metrics
        self.health = health
        self.manager = manager
        self.journal = journal
    }

    /// Setting `metrics-address`: without it nothing is served.
    convenience init(_ program: String, _ start: Launch.Start, _ journal: Logger) throws {
        self.init(
            metrics: Metrics(program: program, version: programVersion), manager: start.serviceManager, journal: journal
        )
        guard let address = start.settings["metrics-address"] else { return }
        let server = try TelemetryServer(address: address, metrics: metrics, health: health)
        self.server = server
        journal.info("metrics", ["address": server.address])
    }

    /// Before each round of the loop.
    func beat() {
        health.beat()
        manager.isAlive()
    }

    /// From any thread.
    func stopping() {
        health.isStopping()
        manager.isStopping()
    }

    /// After what a round took in was taken: partitions that were gained are read back by now.
    func turned(_ role: any Processor, _ log: any EventLog, at now: Timestamp) {
        if !wasReady, log.hasJoined {
            wasReady = true
            health.becameReady()
            manager.isReady()
            journal.info("joined")
        }
        // Once a second: a scraper asks more seldom, and the loop may turn a thousand times between.
        guard now - lastLook >= .seconds(1) else { return }
        lastLook = now
        let lag = log.lag().map { Lag(topic: $0.topic, partition: $0.partition, records: $1) }
        metrics.observed(
            atWork: role.atWork, lag: lag.sorted { ($0.topic, $0.partition) < ($1.topic, $1.partition) })
    }

    /// The worker's stage was paused, or with nil goes on.
    func paused(_ pause: Controls.Pause?) {
        metrics.paused(pause != nil)
        guard let pause else { return journal.info("goes on") }
        journal.warning("paused", ["since": pause.since.description, "reason": pause.reason ?? ""])
    }

    func committed(_ finished: [Finished], _ result: CommitResult, at now: Timestamp) {
        guard result == .done else { return metrics.undone() }
        var tally = Tally()
        // By index: to go over the array itself copies each, a reference count a member.
        for index in finished.indices where finished[index].record != nil {
            tally.count(finished[index].outcome, hop: now.milliseconds - finished[index].written)
        }
        metrics.committed(tally)
        journal.write(finished.lazy.map(\.note))
    }
}
