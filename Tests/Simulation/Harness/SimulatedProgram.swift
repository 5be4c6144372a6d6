// The workers of a simulated pipeline: each kind of program once as a `SimulatedProgram`, each running instance of it as a member with a
// log, a role, a thread pool and a clock of its own, as it would have as a process.

import Base
import Events
import Log
import Offers
import Runtime
import TestSupport

/// A kind of worker: what its program would be made of.
package struct SimulatedProgram {
    package var name: String
    package var inputs: [Topic]
    var role: (SimulatedPipeline, World, ManualExecutor, Life) throws -> any Processor

    /// A stage's worker, as `StageWorker.main` makes it.
    package static func stage<Work: StageHandler>(_ work: Work) -> SimulatedProgram { stage { _ in work } }

    /// A stage's worker that answers by a script.
    package static func scripted<At: Place>(_ place: At.Type, _ script: Script) -> SimulatedProgram {
        stage { SimulatedWork<At>(script, $0) }
    }

    private static func stage<Work: StageHandler>(_ work: @escaping (Life) -> Work) -> SimulatedProgram {
        SimulatedProgram(name: Work.stage.rawValue, inputs: [.stage(Work.stage)]) { line, world, executor, life in
            StageProcessor(
                .stage(Mortal(work: work(life), life: life)),
                policy: try RetryPolicy(Settings(["tries": "3", "retry-longest-ms": "4000"])), concurrency: 4,
                executor: executor, world: world, logger: line.journal, wake: {})
        }
    }

    /// A stateful processor's worker, as `StatefulWorker.main` makes it.
    package static func keyed<Process: StatefulProcessor>(_ process: Process) -> SimulatedProgram {
        SimulatedProgram(name: Process.name, inputs: process.inputs) { line, world, _, _ in
            StatefulTask(process, partitions: line.broker.partitions, world: world, logger: line.journal)
        }
    }
}

/// One running instance of a program.
package final class Member {
    package let program: SimulatedProgram
    package let role: any Processor
    package let executor = ManualExecutor()
    let life = Life()
    private let log: any EventLog
    private let worker: WorkerLoop

    /// Its clock differs from the pipeline's by `skew`.
    init(_ program: SimulatedProgram, of line: SimulatedPipeline, skew: Duration) throws {
        self.program = program
        let clock = line.clock
        let world = World(now: { clock.now + skew }, newID: { "id" }, random: { 0.5 })
        let log = line.wrap(
            MemoryLog(line.broker, group: program.name, inputs: program.inputs),
            .init(worker: program.name, broker: line.broker)
        )
        role = try program.role(line, world, executor, life)
        worker = WorkerLoop(log: log, processor: role, world: world)
        self.log = log
    }

    /// One round of the loop; true where something was read or committed.
    package func turn() throws -> Bool { try worker.turn(wait: .zero) }

    /// In the middle of a turn.
    var standsStill: Bool { (log as? FaultyLog)?.standsStill ?? false }

    /// Pieces of work that could continue.
    var pieces: Int { executor.waiting + life.standing }

    /// Lets a piece of work continue.
    func work(at place: Int) {
        if place < executor.waiting { executor.run(at: place) } else { life.goOn(at: place - executor.waiting) }
    }

    /// Lets all work continue until none is left.
    package func workOff() {
        while pieces > 0 { work(at: 0) }
    }

    /// The process is gone with all it had not committed, and the group has noticed.
    func die() {
        life.end()
        workOff()
        log.close()
    }
}
