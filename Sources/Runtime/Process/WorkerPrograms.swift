// The three kinds of worker as whole programs: settings, broker, loop. The only file that puts a processor on Kafka.

import Base
import Events
import Glibc
import Kafka
import KafkaLog
import Log
import Telemetry

/// Runs the work of a stage as a program.
public enum StageWorker {
    /// Does not return before the program is asked to stop. `make` creates the work from its settings.
    public static func main<Handler: StageHandler>(_ make: (Settings) throws -> Handler) -> Never {
        launchWorker(name: Handler.stage.rawValue) { settings in
            let handler = try make(settings)
            let policy = try RetryPolicy(settings)
            let concurrency = try settings.number("concurrency", default: 16, in: 1...InFlightFile.slots)
            let limits = try WorkLimits(settings)
            let folder = settings["crash-notes"] ?? "\(settings["data-dir"] ?? "var")/notes/\(Handler.stage.rawValue)"
            let inFlight = folder == "off" ? nil : try InFlightFile(folder: folder, topic: .stage(Handler.stage))
            return WorkerAssembly(
                inputs: [.stage(Handler.stage)], outputs: Topic.all, keepsWork: true,
                processor: { log, telemetry in
                    StageProcessor(
                        .stage(handler), policy: policy, concurrency: concurrency,
                        executor: WorkerThreads(threads: concurrency), world: .real, logger: telemetry.logger,
                        metrics: telemetry.metrics, limits: limits, inFlight: inFlight, wake: log.waker.wake)
                }, atEnd: { inFlight?.finish() })
        }
    }
}

/// Runs a stateful processor as a program.
public enum StatefulWorker {
    /// Does not return before the program is asked to stop.
    public static func main<Process: StatefulProcessor>(_ make: (Settings) throws -> Process) -> Never {
        launchWorker(name: Process.name) { settings in
            let process = try make(settings)
            return WorkerAssembly(
                inputs: process.inputs, outputs: Topic.all, keepsPositions: process.keepsPositions,
                processor: { log, telemetry in
                    StatefulTask(process, partitions: log.partitions, world: .real, logger: telemetry.logger)
                })
        }
    }
}

/// Runs work that hands records to the outside world as a program.
public enum DeliveryWorker {
    /// Does not return before the program is asked to stop. The numbers are the defaults of settings: tries of a fault, the
    /// longest wait between two of them, and the hours for which a record is tried beyond that.
    public static func main<Handler: RecordHandler>(
        tries: Int, longestWait: Duration, patienceHours: Int, _ make: (Settings) throws -> Handler
    ) -> Never {
        launchWorker(name: Handler.name) { settings in
            let handler = try make(settings)
            var policy = try RetryPolicy(settings, tries: tries, longest: longestWait)
            policy.patience = .seconds(
                3600 * (try settings.number("patience-hours", default: patienceHours, in: 0...720)))
            return WorkerAssembly(
                inputs: [Handler.input], outputs: [.deadLetters, .positions], keepsWork: true, keepsPositions: true,
                processor: { log, telemetry in
                    StageProcessor(
                        .records(handler), policy: policy, concurrency: 8, executor: WorkerThreads(threads: 8),
                        world: .real, logger: telemetry.logger, metrics: telemetry.metrics, wake: log.waker.wake)
                })
        }
    }
}

/// What one program adds to the loop.
private struct WorkerAssembly {
    var inputs: [Topic]
    var outputs: [Topic]
    var keepsWork = false
    var keepsPositions = false
    var processor: (KafkaLog, WorkerTelemetry) -> any Processor
    /// Called whenever the loop ends by itself.
    var atEnd: () -> Void = {}
}

private enum Membership: String, CaseIterable { case dynamic, `static` }

private func launchWorker(name: String, _ make: (Settings) throws -> WorkerAssembly) -> Never {
    Launch.main(name: name, help: ProgramHelp.text(name, "A worker of the publishing pipeline.")) { start, logger in
        let settings = start.settings
        let assembly = try make(settings)
        let failpoint = settings["failpoint"]
        guard failpoint == nil || failpoint.flatMap({ Failpoint($0) }) != nil else {
            let points = Failpoint.Point.allCases.map(\.rawValue).joined(separator: ", ")
            throw Settings.Wrong("failpoint is POINT:PASSING or POINT:PASSING:hang, for tests; points are \(points)")
        }
        var plan = KafkaLog.Plan(
            group: settings["group"] ?? Installation.named(name), instance: settings["instance"] ?? World.real.newID(),
            staticMembership: try settings.choice("membership", default: Membership.dynamic) == .static,
            inputs: assembly.inputs, outputs: assembly.outputs,
            delivery: try settings.choice("delivery", default: .exactlyOnce), failpoint: failpoint)
        plan.keepsWork = assembly.keepsWork
        plan.keepsPositions = assembly.keepsPositions
        plan.start = try settings["start"].map { try KafkaLog.Start($0) }
        let drain = try settings.number("drain", default: 0, in: 0...604_800)
        var client = try start.client()
        let telemetry = try WorkerTelemetry(name, start, logger)
        try settings.refuseUnknown(among: start.given)
        if plan.delivery == .atLeastOnce { client.addEmbeddedBrokerDefaults() }
        try run(plan, client, assembly, telemetry, drain: .seconds(drain))
    }
}

private func run(
    _ plan: KafkaLog.Plan, _ client: ClientSettings, _ assembly: WorkerAssembly, _ telemetry: WorkerTelemetry,
    drain: Duration
) throws {
    let logger = telemetry.logger
    let log = try KafkaLog(plan, settings: client, log: logger.kafkaSink)
    let stop = StopSignal()
    stop.listen { [waker = log.waker, stopping = telemetry.stopping] in
        stopping()
        waker.wake()
    }
    let watchdog = Watchdog()
    watchdog.watch(seconds: 120) {
        logger.log(.loopStalled)
        // The loop's thread hangs, so an orderly end is impossible; uncommitted records are read again.
        _exit(ExitStatus.software)
    }
    let loop = WorkerLoop(
        log: log, processor: assembly.processor(log, telemetry), world: .real, telemetry: telemetry)
    logger.log(
        .ready,
        [
            "broker": .text(client.bootstrapServers ?? ""), "delivery": .text(plan.delivery.rawValue),
            "group": .text(plan.group), "librdkafka": .text(ClientLibrary.version),
        ])
    defer { assembly.atEnd() }
    try loop.run(
        until: { stop.isSet }, drain: drain,
        heartbeat: {
            watchdog.beat()
            telemetry.beat()
        })
    log.close()
}

extension KafkaLog.Start {
    fileprivate init(_ text: String) throws {
        switch text {
        case "earliest": self = .earliest
        case "latest": self = .latest
        default:
            guard let time = Timestamp(text) else {
                throw Settings.Wrong(
                    "start is earliest, latest or a time such as 2026-01-31T09:00:00Z, not \"\(text)\"")
            }
            self = .time(time.milliseconds)
        }
    }
}
