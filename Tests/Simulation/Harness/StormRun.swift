// One seed from beginning to end: the storm, rest, the rules, people doing their part, the rules again.

import Offers

/// What a seed showed.
package struct StormRun {
    /// Every rule that was broken; empty where the line kept its promise.
    package var violations: [String]
    /// Tells two runs apart. Zero unless the run was traced.
    package var digest: UInt64 = 0

    /// Runs a seed. `trace` is told all that happens.
    package init(
        seed: Int, fixtures: Fixtures? = nil, with crews: [Crew] = [], delivery: Invariants.DeliveryGuarantee? = nil,
        isHard: Bool = false, trace: ((String) -> Void)? = nil,
        wrap: @escaping SimulatedPipeline.Wrapping = { log, _ in log }
    ) throws {
        let storm = try Storm(
            seed: seed, fixtures: fixtures, with: crews, delivery: delivery, isHard: isHard, trace: trace, wrap: wrap)
        defer { storm.line.stop() }
        do {
            violations = try Self.run(storm)
        } catch let error as SimulatedPipeline.NotAtRest {
            violations = ["rest: \(error)"]
        }
        if trace != nil { digest = storm.digest }
    }

    private static func run(_ storm: Storm) throws -> [String] {
        try storm.blow()
        try storm.rest()
        try storm.wait()
        let broken = try storm.violations()
        guard broken.isEmpty, storm.shape.isFinished else { return broken }
        guard try storm.finish() else { return ["finish: an offer still waits for people who have done their part"] }
        return try storm.violations().map { "\($0), after people did their part" }
    }
}
