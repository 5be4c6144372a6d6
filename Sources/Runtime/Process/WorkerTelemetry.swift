// Shows the health and the metrics of a worker to the outside: to scrapers, to the service manager, and in the log lines
// about what was committed.

import Base
import Events
import Log
import Offers
import Telemetry

/// The telemetry of one worker. Owned by the loop's thread, which calls it once a turn and once a commit.
package final class WorkerTelemetry {
    let logger: Logger
    let metrics: Metrics
    private let health: Health
    private let manager: ServiceManager
    /// Serves as long as this exists.
    private var server: TelemetryServer?
    private var lastLook = Timestamp(milliseconds: 0)
    private var wasReady = false

    init(
        metrics: Metrics, health: Health = Health(), manager: ServiceManager = ServiceManager(socket: nil),
        logger: Logger
    ) {
        self.metrics = metrics
        self.health = health
        self.manager = manager
        self.logger = logger
    }

    /// Serves at the setting `metrics-address`, if that is given.
    convenience init(_ program: String, _ start: Launch.Start, _ logger: Logger) throws {
        self.init(
            metrics: Metrics(program: program, version: programVersion), manager: start.serviceManager, logger: logger)
        guard let address = start.settings["metrics-address"] else { return }
        let server = try TelemetryServer(address: address, metrics: metrics, health: health)
        self.server = server
        logger.info("metrics", ["address": server.address])
    }

    /// Before each turn of the loop.
    func beat() {
        health.beat()
        manager.isAlive()
    }

    /// Call it on any thread when the worker is asked to stop.
    var stopping: @Sendable () -> Void {
        { [health, manager] in
            health.isStopping()
            manager.isStopping()
        }
    }

    /// After a turn took its records: the state of gained partitions has been read back by now.
    func turned(_ processor: any Processor, _ log: any EventLog, at now: Timestamp) {
        if !wasReady, log.hasJoined {
            wasReady = true
            health.becameReady()
            manager.isReady()
            logger.info("joined")
        }
        // Once a second: scrapers ask less often, and the loop may turn a thousand times in between.
        guard now - lastLook >= .seconds(1) else { return }
        lastLook = now
        let lag = log.lag().sorted { $0.key < $1.key }
        metrics.observed(
            atWork: processor.atWork,
            lag: lag.map { Lag(topic: $0.key.topic, partition: $0.key.partition, records: $0.value) })
    }

    /// An operator paused the worker's stage; nil resumed it.
    func paused(_ pause: Controls.Pause?) {
        metrics.paused(pause != nil)
        guard let pause else { return logger.info("resumed") }
        logger.warning("paused", ["since": pause.since.description, "reason": pause.reason ?? ""])
    }

    func committed(_ finished: [Finished], _ result: CommitResult, at now: Timestamp) {
        guard result == .done else { return metrics.rolledBack() }
        var tally = Tally()
        // By index: a loop over the array itself copies each.
        for index in finished.indices where finished[index].record != nil {
            tally.count(finished[index].outcome, hop: now.milliseconds - finished[index].written)
        }
        metrics.committed(tally)
        logger.write(finished.lazy.compactMap(\.note))
    }
}
