// Commits that failed one after another: how long to hold off after each, and when a worker cannot go on.

import Base

/// A group that is rebalancing, or a broker that is coming back, refuses commits for seconds. Trying again at once would
/// only do the same work over; so intake holds off, longer each time, while polling goes on and lets the rebalance end.
struct RolledBackCommits {
    /// About a minute without a single commit.
    static let most = 60
    static let longestPause = Duration.seconds(1)

    private var inARow = 0
    private var until: ContinuousClock.Instant?

    /// One more. Returns whether another try makes sense.
    mutating func add(at now: ContinuousClock.Instant = .now) -> Bool {
        inARow += 1
        until = now + min(Self.longestPause, .milliseconds(25 << min(inARow - 1, 6)))
        return inARow <= Self.most
    }

    mutating func end() {
        inARow = 0
        until = nil
    }

    /// How long intake still holds off.
    func pause(at now: ContinuousClock.Instant = .now) -> Duration {
        until.map { max(.zero, $0 - now) } ?? .zero
    }
}
