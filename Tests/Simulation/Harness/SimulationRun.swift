// One seed from beginning to end: faults, rest, the rules, people doing their part, the rules again.

import Offers

/// What a seed showed.
package struct SimulationRun {
    /// Every rule that was broken; empty where the line kept its promise.
    package var violations: [String]
    /// Tells two runs apart. Zero unless the run was traced.
    package var digest: UInt64 = 0

    /// Runs a seed. `trace` receives everything that happens.
    package init(
        seed: Int, fixtures: Fixtures? = nil, with programs: [SimulatedProgram] = [],
        delivery: Invariants.DeliveryGuarantee? = nil,
        isHard: Bool = false, trace: ((String) -> Void)? = nil,
        wrap: @escaping SimulatedPipeline.Wrapping = { log, _ in log }
    ) throws {
        let simulation = try Simulation(
            seed: seed, fixtures: fixtures, with: programs, delivery: delivery, isHard: isHard, trace: trace, wrap: wrap
        )
        defer { simulation.line.stop() }
        do {
            violations = try Self.run(simulation)
        } catch let error as SimulatedPipeline.NotAtRest {
            violations = ["rest: \(error)"]
        }
        if trace != nil { digest = simulation.digest }
    }

    private static func run(_ simulation: Simulation) throws -> [String] {
        try simulation.blow()
        try simulation.rest()
        try simulation.wait()
        let broken = try simulation.violations()
        guard broken.isEmpty, simulation.shape.isFinished else { return broken }
        guard try simulation.finish() else {
            return ["finish: an offer still waits for people who have done their part"]
        }
        return try simulation.violations().map { "\($0), after people did their part" }
    }
}
