// The two kinds of worker as whole programs: settings, broker, loop.

import Base
import Events
import Glibc
import Kafka
import KafkaLog
import Log
import Offers
import Telemetry

/// Runs a stage's work as a program.
public enum StageWorker {
    /// Never returns before the program is told to stop. The work is made from its settings.
    public static func main<Work: StageHandler>(_ make: (Settings) throws -> Work) -> Never {
        launchWorker(name: Work.stage.rawValue) { settings in
            let work = try make(settings)
            let policy = try RetryPolicy(settings)
            let concurrency = try settings.number("concurrency", default: 16, in: 1...InFlightFile.slots)
            let limits = try WorkLimits(settings)
            let folder = settings["crash-notes"] ?? "\(settings["data-dir"] ?? "var")/notes"
            let notes = folder == "off" ? nil : try InFlightFile(folder: folder, topic: .stage(Work.stage))
            return WorkerAssembly(
                inputs: [.stage(Work.stage)], tables: [], outputs: Topic.all,
                role: { log, world, vitals in
                    StageProcessor(
                        work, policy: policy, concurrency: concurrency, executor: WorkerThreads(threads: concurrency),
                        world: world, journal: vitals.journal, metrics: vitals.metrics, workLimits: limits,
                        notes: notes,
                        wake: log.waker)
                }, inOrder: { notes?.finish() })
        }
    }
}

/// Runs a keyed process as a program.
public enum StatefulWorker {
    /// Never returns before the program is told to stop.
    public static func main<Process: StatefulProcessor>(_ make: (Settings) throws -> Process) -> Never {
        launchWorker(name: Process.name) { settings in
            let process = try make(settings)
            return WorkerAssembly(
                inputs: process.inputs, tables: process.tables, outputs: Topic.all,
                role: { log, world, vitals in
                    StatefulTask(process, partitions: log.partitions, world: world, journal: vitals.journal)
                })
        }
    }
}

/// Runs work that hands records on to the outside as a program.
public enum DeliveryWorker {
    /// Never returns before the program is told to stop. `tries` is how often a fault is tried where no setting says so.
    public static func main<Work: RecordHandler>(tries: Int, _ make: (Settings) throws -> Work) -> Never {
        launchWorker(name: Work.name) { settings in
            let work = try make(settings)
            let policy = try RetryPolicy(settings, tries: tries)
            return WorkerAssembly(
                inputs: [Work.input], tables: [], outputs: [.deadLetters],
                role: { log, world, vitals in
                    DeliveryProcessor(
                        work, policy: policy, executor: WorkerThreads(threads: 8), world: world,
                        journal: vitals.journal,
                        metrics: vitals.metrics, wake: log.waker)
                })
        }
    }
}

/// What a program brings along besides the loop.
private struct WorkerAssembly {
    var inputs: [Topic]
    var tables: [Topic]
    var outputs: [Topic]
    var role: (KafkaLog, World, WorkerTelemetry) -> any Processor
    /// Called at any end that the loop itself came to.
    var inOrder: () -> Void = {}
}

extension KafkaLog {
    /// `wake` for other threads: the one call of a log that may come from any.
    fileprivate var waker: @Sendable () -> Void {
        // @unchecked by KafkaLog's own contract: only `wake` is called through it.
        struct Waker: @unchecked Sendable { let log: KafkaLog }
        let waker = Waker(log: self)
        return { waker.log.wake() }
    }
}

private func launchWorker(name: String, _ make: (Settings) throws -> WorkerAssembly) -> Never {
    Launch.main(name: name, help: workerHelp(name)) { start, journal in
        let crew = try make(start.settings)
        let failpoint = start.settings["failpoint"]
        guard failpoint == nil || failpoint.flatMap({ Failpoint($0) }) != nil else {
            let points = Failpoint.Point.allCases.map(\.rawValue).joined(separator: ", ")
            throw Settings.Wrong("failpoint is POINT:PASSING or POINT:PASSING:hang, for tests; points are \(points)")
        }
        let plan = KafkaLog.Plan(
            group: start.settings["group"] ?? name,
            instance: start.settings["instance"] ?? World.real.newID(),
            staticMembership: try start.settings.choice("membership", default: Membership.dynamic) == .static,
            inputs: crew.inputs, outputs: crew.outputs,
            delivery: try start.settings.choice("delivery", default: .exactlyOnce), failpoint: failpoint)
        var client = try start.client()
        let vitals = try WorkerTelemetry(name, start, journal)
        try start.settings.refuseUnknown(among: start.given)
        if plan.delivery == .atLeastOnce { client.addEmbeddedBrokerDefaults() }
        try work(plan, client, crew, vitals)
    }
}

private enum Membership: String, CaseIterable { case dynamic, `static` }

private func work(_ plan: KafkaLog.Plan, _ client: ClientSettings, _ crew: WorkerAssembly, _ vitals: WorkerTelemetry)
    throws
{
    let journal = vitals.journal
    let log = try KafkaLog(plan, settings: client, log: journal.kafkaSink)
    let stop = StopSignal()
    let waker = log.waker
    stop.listen {
        vitals.stopping()
        waker()
    }
    let watchdog = Watchdog()
    watchdog.watch(seconds: 120) {
        journal.error("the loop has not come round for 120 s: ended, so that the supervisor starts it again")
        // The loop's thread hangs, so nothing can be put in order any more; what was not committed comes again.
        _exit(ExitStatus.software)
    }
    let worker = WorkerLoop(log: log, role: crew.role(log, .real, vitals), world: .real, vitals: vitals)
    journal.info(
        "ready",
        ["broker": client.bootstrapServers ?? "", "delivery": plan.delivery.rawValue, "group": plan.group])
    defer { crew.inOrder() }
    try worker.run(
        until: { stop.isSet },
        heartbeat: {
            watchdog.beat()
            vitals.beat()
        })
    log.close()
}

private func workerHelp(_ name: String) -> String {
    """
    \(name) – a worker of the publishing line. It runs until it gets SIGTERM or SIGINT.

    Each option may stand in the environment instead: --group-x as OFFERS_GROUP_X. Options win.
      --broker HOST:PORT         Kafka, default 127.0.0.1:9092; @FILE takes the address from a file
      --delivery MODE            exactly-once (default) or at-least-once (the embedded broker)
      --instance NAME            stable name of this process in its group, for a quick restart
      --membership MODE          dynamic (default) or static (needs --instance)
      --group NAME               consumer group, default \(name)
      --concurrency N            offers worked on at the same time, default 16
      --tries N                  tries of a fault before the step is blocked, default 5
      --retry-base-ms MS         wait before the second try, default 1000, doubling up to
      --retry-longest-ms MS      the longest wait, default 60000
      --work-timeout-s S         longest time of one try where the profile names none, default 345600
      --work-grace-s S           what cancelled work has to end in, default 60
      --crash-notes FOLDER       where a stage notes what is at work, default DATA-DIR/notes; off: nowhere
      --client-properties FILE   properties of librdkafka, key=value a line
      -X KEY=VALUE               one property of librdkafka; also KAFKA_CLIENT_KEY in the environment
      --metrics-address H:P      serve /metrics, /healthz and /readyz there, such as 127.0.0.1:9400; off by default
      --log-level LEVEL          debug, info (default; a line for each record), warning, error
      --version, --help
    Options of this worker's own work: see docs/settings.md.
    """
}
