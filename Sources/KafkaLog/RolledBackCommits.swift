// Commits that failed in a row: how long to wait after each, and when to stop trying.

/// A group that rebalances, or a broker that comes back, refuses commits for seconds. Trying again at once would only
/// repeat the work, so the worker takes no records for a while, longer each time; polling continues, which lets the
/// rebalance end.
struct RolledBackCommits {
    /// About a minute without a single commit.
    static let most = 60
    static let longestPause = Duration.seconds(1)

    private var inARow = 0
    private var until: ContinuousClock.Instant?

    /// Counts one more. Returns whether another try makes sense.
    mutating func add(at now: ContinuousClock.Instant = .now) -> Bool {
        inARow += 1
        until = now + min(Self.longestPause, .milliseconds(25 << min(inARow - 1, 6)))
        return inARow <= Self.most
    }

    mutating func end() { self = RolledBackCommits() }

    /// How long the worker still takes no records.
    func pause(at now: ContinuousClock.Instant = .now) -> Duration {
        until.map { max(.zero, $0 - now) } ?? .zero
    }
}
