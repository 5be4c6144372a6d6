// How long things took, in buckets fixed at compile time: counting one is a few comparisons and no allocation.

/// A histogram of durations in milliseconds (OpenMetrics 1.0, section 5.3; exported buckets are cumulative).
public struct Histogram: Sendable, Equatable {
    /// Upper bounds in milliseconds: from a hop on an idle line to a stage that waits for days.
    public static let bounds: [Int64] = [
        5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 60_000, 600_000, 3_600_000, 86_400_000,
    ]

    /// How many fell between the bound before and this one; the last counts what is above all bounds.
    public private(set) var counts = [Int](repeating: 0, count: Histogram.bounds.count + 1)
    public private(set) var sum: Int64 = 0

    public init() {}

    /// A clock that went back gives a negative duration, which counts as none.
    public mutating func count(_ milliseconds: Int64) {
        let milliseconds = max(0, milliseconds)
        let bucket = Self.bounds.firstIndex { milliseconds <= $0 } ?? Self.bounds.count
        counts[bucket] += 1
        sum += milliseconds
    }

    public mutating func add(_ other: Histogram) {
        for (index, count) in other.counts.enumerated() { counts[index] += count }
        sum += other.sum
    }
}
