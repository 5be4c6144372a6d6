// Time, ids and randomness come from here and nowhere else, so that a test can drive the whole line from a seed.

import FoundationEssentials

/// What the line takes from outside that differs each time: the clock, fresh ids and random numbers.
public struct World: Sendable {
    /// The wall clock.
    public var now: @Sendable () -> Timestamp
    /// A new id, never given before (commands that people start; everything later has an id derived from it).
    public var newID: @Sendable () -> String
    /// A number in `0..<1` (jitter).
    public var random: @Sendable () -> Double

    public init(
        now: @escaping @Sendable () -> Timestamp, newID: @escaping @Sendable () -> String,
        random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.newID = newID
        self.random = random
    }

    /// The real one.
    public static let real = World(
        now: { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) },
        newID: { UUID().uuidString.lowercased() },
        random: { Double.random(in: 0..<1) })
}
