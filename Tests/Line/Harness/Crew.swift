// The workers of a simulated line: each kind of program once as a crew, each running instance of it as a member with a
// log, a role and a thread pool of its own, as it would have as a process.

import EventLog
import Offers
import TestSupport

@testable import WorkerRuntime

/// A kind of worker: what its program would be made of.
struct Crew {
    var name: String
    var inputs: [Topic]
    var role: (SimulatedLine, ManualExecutor) throws -> any Role

    /// A stage's worker, as `StageWorker.main` makes it.
    static func stage<Work: StageWork>(_ work: Work) -> Crew {
        Crew(name: Work.stage.rawValue, inputs: [.stage(Work.stage)]) { line, executor in
            StageRole(
                work, policy: try RetryPolicy(Settings(["tries": "3", "retry-longest-ms": "4000"])), concurrency: 4,
                executor: executor, world: line.clock.world, journal: line.journal, wake: {})
        }
    }

    /// A keyed process's worker, as `KeyedWorker.main` makes it.
    static func keyed<Process: KeyedProcess>(_ process: Process) -> Crew {
        Crew(name: Process.name, inputs: process.inputs) { line, _ in
            KeyedRole(process, partitions: line.broker.partitions, world: line.clock.world, journal: line.journal)
        }
    }
}

/// One running instance of a crew.
final class Member {
    let crew: Crew
    let role: any Role
    let executor = ManualExecutor()
    private let log: any EventLog
    private let worker: Worker

    init(_ crew: Crew, of line: SimulatedLine) throws {
        self.crew = crew
        let log = line.wrap(MemoryLog(line.broker, group: crew.name, inputs: crew.inputs), crew.name)
        role = try crew.role(line, executor)
        worker = Worker(log: log, role: role, world: line.clock.world)
        self.log = log
    }

    /// One round of the loop; true where something was read or committed.
    func turn() throws -> Bool { try worker.turn(wait: .zero) }

    /// The process is gone with all it had not committed, and the group has noticed.
    func die() { log.close() }
}
