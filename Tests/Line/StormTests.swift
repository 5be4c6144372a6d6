import Offers
import Testing

/// The promise, held against two hundred runs of crashes, rebalances, poison, doubled and misplaced commands.
struct StormTests {
    @Test(arguments: 1...200) func `No weather breaks a promise`(seed: Int) throws {
        let storm = try Storm(seed: seed)
        try storm.blow(300)
        try storm.rest()
        let broken = try storm.violations()
        #expect(broken == [], "seed \(seed)")
        #expect(try storm.finish(), "seed \(seed): an offer still waits for people who have done their part")
        let brokenAfter = try storm.violations()
        #expect(brokenAfter == [], "seed \(seed), after people did their part")
    }

    @Test func `The same seed makes the same run, record by record`() throws {
        func run() throws -> [String] {
            let storm = try Storm(seed: 7)
            try storm.blow(300)
            try storm.rest()
            return (Topic.all + [.notifications]).flatMap { topic in
                storm.line.broker.records(of: topic).map { "\($0.id) \($0.value?.hashValue ?? 0)" }
            }
        }
        #expect(try run() == run())
    }

    /// Else the runs above might pass because nothing ever happened in them.
    @Test func `The storms reach every kind of transition`() throws {
        var missing = Set(Transition.Kind.allCases)
        for seed in 1...60 where !missing.isEmpty {
            let storm = try Storm(seed: seed)
            try storm.blow(300)
            try storm.rest()
            _ = try storm.finish()
            for entries in try Evidence(storm.line).history.values { missing.subtract(entries.map(\.transition.kind)) }
        }
        #expect(missing == [])
    }
}
