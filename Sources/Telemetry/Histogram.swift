// Durations in buckets that are fixed at compile time: counting one is a few comparisons and no allocation.

/// A histogram of durations in milliseconds (OpenMetrics 1.0, section 5.3; exported buckets are cumulative).
public struct Histogram: Sendable, Equatable {
    /// Upper bounds in milliseconds: from a hop in an idle pipeline to a stage that waits for days.
    public static let bounds: [Int64] = [
        5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 60_000, 600_000, 3_600_000, 86_400_000,
    ]

    /// How many are between the previous bound and this one; the last counts those above all bounds.
    public private(set) var counts = [Int](repeating: 0, count: Histogram.bounds.count + 1)
    public private(set) var sum: Int64 = 0

    public init() {}

    /// After a clock was put back, a duration may be negative; it counts as zero.
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
