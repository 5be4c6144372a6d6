// Commits that failed in a row: how long to wait after each, and when to stop trying.

/// A group that rebalances, or a broker that comes back, refuses commits for seconds. So the worker takes no records and
/// commits nothing for a while, longer each time; polling continues, which lets the rebalance end.
struct RolledBackCommits {
    /// About a minute without a single commit, for reasons that do not pass by themselves.
    static let most = 60
    static let longestPause = Duration.seconds(1)

    private var inARow = 0
    private var hopeless = 0
    private var until: ContinuousClock.Instant?

    /// Counts one more. Returns whether another try makes sense: as long as one likes where the reason is that the broker
    /// is away.
    mutating func add(passes: Bool, at now: ContinuousClock.Instant = .now) -> Bool {
        inARow += 1
        if !passes { hopeless += 1 }
        until = now + min(Self.longestPause, .milliseconds(25 << min(inARow - 1, 6)))
        return hopeless <= Self.most
    }

    /// Whether the last commit was done.
    var isEmpty: Bool { inARow == 0 }

    mutating func end() { self = RolledBackCommits() }

    /// How long the worker still takes no records.
    func pause(at now: ContinuousClock.Instant = .now) -> Duration {
        until.map { max(.zero, $0 - now) } ?? .zero
    }
}
