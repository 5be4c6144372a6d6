import Foundation
import Offers
import SimulationHarness
import Testing

/// The promise, held against a thousand runs of crashes, rebalances, lost answers, wrong clocks, poison, and commands that
/// come twice, late and to the wrong place. `make simulate` runs as many as anybody wants.
struct FaultInjectionTests {
    @Test(arguments: 0..<20) func `Every promise holds under fault injection`(block: Int) throws {
        for seed in block * 50 + 1...block * 50 + 50 {
            let run = try SimulationRun(seed: seed)
            #expect(run.violations == [], "make simulate SEED=\(seed) RUNS=1")
        }
    }

    @Test func `The same seed makes the same run in every process`() throws {
        func digest(_ seed: Int) throws -> String {
            let process = Process()
            process.executableURL = binaries.appending(path: "simulator")
            process.arguments = ["--seed", "\(seed)", "--runs", "1", "--quiet"]
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            return text
        }
        for seed in 7...9 {
            let here = try SimulationRun(seed: seed, trace: { _ in }).digest
            let there = try digest(seed)
            #expect(there == "seed \(seed): digest \(String(here, radix: 16))\n")
        }
    }

    /// Executables lie beside the test bundle.
    private var binaries: URL {
        Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }?.deletingLastPathComponent()
            ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    }

    /// Else the runs above might pass because nothing ever happened in them.
    @Test func `The simulation runs reach every kind of transition`() throws {
        var missing = Set(Transition.Kind.allCases)
        for seed in 1...400 where !missing.isEmpty {
            let simulation = try Simulation(seed: seed)
            defer { simulation.line.stop() }
            try simulation.blow()
            try simulation.rest()
            try simulation.wait()
            _ = try simulation.finish()
            try simulation.stopSelling()
            for entries in try Evidence(simulation.line).history.values {
                missing.subtract(entries.map(\.transition.kind))
            }
        }
        #expect(missing == [])
    }
}
