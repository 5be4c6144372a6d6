// Shows the health and the metrics of a worker to the outside: to scrapers, to the service manager, and in the log lines
// about what was committed.

import Base
import Events
import Kafka
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
    private var stalls: [Stall] = []
    /// Since when no commit was done although there was something to commit.
    private var failingSince: Timestamp?

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
            metrics: Metrics(program: program, version: programVersion, librdkafka: ClientLibrary.version),
            manager: start.serviceManager, logger: logger)
        guard let address = start.settings["metrics-address"] else { return }
        let server = try TelemetryServer(address: address, metrics: metrics, health: health)
        self.server = server
        logger.log(.metricsServed, ["address": .text(server.address)])
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
            logger.log(.joined)
        }
        // Once a second: scrapers ask less often, and the loop may turn a thousand times in between.
        guard now - lastLook >= .seconds(1) else { return }
        lastLook = now
        update(log.stalls(), log.silence, at: now)
        metrics.observed(
            atWork: processor.atWork,
            log.unfinished().sorted { $0.key < $1.key }.map { partition, open in
                let stall = stalls.first { $0.partition == partition }
                return PartitionLoad(
                    topic: partition.topic, partition: partition.partition, open: open,
                    stall: stall.map { ($0.offset, $0.cause.rawValue) })
            })
    }

    /// How long commits may fail, or brokers not answer, before the worker counts as not ready.
    private static let patience = Duration.seconds(60)

    private func update(_ found: [Stall], _ silence: BrokerSilence?, at now: Timestamp) {
        for stall in found where !stalls.contains(stall) {
            logger.log(.partitionStalled, ["record": "\(stall.record)", "reason": .text(stall.words)])
        }
        for stall in stalls where !found.contains(where: { $0.partition == stall.partition }) {
            logger.log(.partitionContinues, ["partition": "\(stall.partition)"])
        }
        stalls = found
        var words = stalls.map { "\($0.record): \($0.words)" }
        if let failingSince, now - failingSince >= Self.patience { words.append("no commit since \(failingSince)") }
        if let silence, silence.duration >= Self.patience { words.append(silence.text) }
        health.isStalled(words.isEmpty ? nil : words.joined(separator: "; "))
    }

    /// An operator paused the worker's stage; nil resumed it.
    func paused(_ pause: Controls.Pause?) {
        metrics.paused(pause != nil)
        guard let pause else { return logger.log(.resumed) }
        logger.log(.paused, ["since": "\(pause.since)", "reason": .text(pause.reason ?? "")])
    }

    func committed(_ finished: [Finished], _ result: CommitResult, at now: Timestamp) {
        guard result == .done else {
            failingSince = failingSince ?? now
            return metrics.rolledBack()
        }
        failingSince = nil
        var tally = Tally()
        // By index: a loop over the array itself copies each.
        for index in finished.indices where finished[index].record != nil {
            tally.count(finished[index].outcome, hop: now.milliseconds - finished[index].written)
        }
        metrics.committed(tally)
        logger.write(finished.lazy.compactMap(\.note))
    }
}

extension BrokerSilence {
    fileprivate var text: String {
        "no broker has answered for \(duration.components.seconds) s" + (words.map { ": \($0)" } ?? "")
    }
}

extension Stall {
    fileprivate var record: RecordID { RecordID(partition, offset) }

    /// What holds it up, and what to do.
    fileprivate var words: String {
        switch cause {
        case .openTransaction:
            "a transaction of another program is open since this offset. Find it with kafka-transactions.sh find-hanging, "
                + "and end it with its command abort"
        case .nothingRead:
            "the broker has records from this offset on and gives none. Look at the broker's log and at the partition's "
                + "files with kafka-dump-log.sh"
        }
    }
}
