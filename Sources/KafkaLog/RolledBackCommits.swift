// Commits that failed in a row: how long to wait after each, and when to give up.

/// During a rebalance or a broker's restart, commits are refused for seconds. The worker then takes no records and
/// commits nothing for a while, longer each time; it keeps polling so that the rebalance can end.
struct RolledBackCommits {
    /// About a minute without a single commit, for reasons that are not temporary.
    static let most = 60
    static let longestPause = Duration.seconds(1)

    private var inARow = 0
    private var hopeless = 0
    private var until: ContinuousClock.Instant?

    /// Counts one more. Returns whether to try again: always if the reason is an unreachable broker.
    mutating func add(passes: Bool, at now: ContinuousClock.Instant = .now) -> Bool {
        inARow += 1
        if !passes { hopeless += 1 }
        until = now + min(Self.longestPause, .milliseconds(25 << min(inARow - 1, 6)))
        return hopeless <= Self.most
    }

    /// Whether the last commit succeeded.
    var isEmpty: Bool { inARow == 0 }

    mutating func end() { self = RolledBackCommits() }

    /// How much longer the worker takes no records.
    func pause(at now: ContinuousClock.Instant = .now) -> Duration {
        until.map { max(.zero, $0 - now) } ?? .zero
    }
}
