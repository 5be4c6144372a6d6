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
            let folder = settings["crash-notes"] ?? "\(settings["data-dir"] ?? "var")/notes"
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
                    StatefulTask(process, partitions: log.partitions, world: .real, journal: telemetry.logger)
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
    Launch.main(name: name, help: workerHelp(name)) { start, logger in
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
        logger.error("main loop stalled for 120 s; exiting so that the supervisor restarts the process")
        // The loop's thread hangs, so an orderly end is impossible; uncommitted records are read again.
        _exit(ExitStatus.software)
    }
    let loop = WorkerLoop(
        log: log, processor: assembly.processor(log, telemetry), world: .real, telemetry: telemetry)
    logger.info(
        "ready",
        ["broker": client.bootstrapServers ?? "", "delivery": plan.delivery.rawValue, "group": plan.group])
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

private func workerHelp(_ name: String) -> String {
    """
    \(name) – a worker of the publishing pipeline. It runs until it gets SIGTERM or SIGINT.

    Each option may come from the environment instead: --group-x as OFFERS_GROUP_X. Options win.
      --broker HOST:PORT         Kafka, default 127.0.0.1:9092; @FILE takes the address from a file
      --delivery MODE            exactly-once (default) or at-least-once (the embedded broker)
      --instance NAME            stable name of this process in its group, for a quick restart
      --membership MODE          dynamic (default) or static (needs --instance)
      --group NAME               consumer group, default \(name)
      --concurrency N            offers worked on at the same time, default 16
      --tries N                  tries of a fault before the step is blocked, default 5
      --retry-base-ms MS         wait before the second try, default 1000, doubling up to
      --retry-longest-ms MS      the longest wait, default 60000
      --work-timeout-s S         longest time of one try if the profile does not set it, default 345600
      --start WHERE              where to begin if the group has no commit that fits an old topic: earliest,
                                 latest, or a time such as 2026-01-31T09:00:00Z; without it the worker asks
      --drain S                  after SIGTERM, how long running work may take to end, default 0
      --work-grace-s S           how long canceled work has to end, default 60
      --crash-notes FOLDER       where a stage notes its records in flight, default DATA-DIR/notes; off: nowhere
      --client-properties FILE   properties of librdkafka, key=value a line
      -X KEY=VALUE               one property of librdkafka; also KAFKA_CLIENT_KEY in the environment
      --metrics-address H:P      serve /metrics, /healthz and /readyz there, such as 127.0.0.1:9400; off by default
      --log-level LEVEL          debug, info (default; a line for each record), warning, error
      --version, --help
    For the options of this worker's own work see docs/settings.md.
    """
}
