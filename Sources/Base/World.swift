// The only source of time, ids and randomness, so that a test can drive the whole pipeline from a seed.

import FoundationEssentials

/// The inputs that differ at every run: the clock, fresh ids and random numbers.
public struct World: Sendable {
    /// The wall clock.
    public var now: @Sendable () -> Timestamp
    /// A new id, never used before. Commands from people get one; all later ids are derived.
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

    /// A text of 64 hexadecimal digits that nobody can guess: two version 4 UUIDs, of the real world 244 random bits.
    public func newSecret() -> String { (newID() + newID()).replacing("-", with: "") }

    /// The real one.
    public static let real = World(
        now: { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) },
        newID: { UUID().uuidString.lowercased() },
        random: { Double.random(in: 0..<1) })
}
