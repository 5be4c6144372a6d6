// `make simulate`: runs seeds on all cores, shows how far it is, and names each seed that breaks a promise. One seed alone
// is shown step by step, so that a failing one is understood in minutes.

import Foundation
import SimulationHarness

@main enum Program {
    static func main() throws {
        let options = try Options(Array(CommandLine.arguments.dropFirst()))
        if options.runs == 1 {
            exit(try replay(options.seed, quietly: options.isQuiet))
        }
        let crash = CrashReport(threads: options.jobs)
        let campaign = Campaign(options)
        try campaign.run(telling: crash)
        exit(campaign.report())
    }

    /// One seed with everything that happens in it, or with its digest alone.
    private static func replay(_ seed: Int, quietly: Bool) throws -> Int32 {
        let run = try SimulationRun(seed: seed, trace: { if !quietly { print($0) } })
        print("seed \(seed): digest \(String(run.digest, radix: 16))")
        for violation in run.violations { print("seed \(seed): \(violation)") }
        return run.violations.isEmpty ? 0 : 1
    }
}
