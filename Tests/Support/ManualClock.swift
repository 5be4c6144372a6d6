// Time that stands still until a test moves it.

import Base
import Offers
import Synchronization

/// A clock that a test moves; it begins in January 2027.
public final class ManualClock: Sendable {
    private let time = Mutex(Timestamp(milliseconds: 1_800_000_000_000))

    public init() {}

    public var now: Timestamp { time.withLock { $0 } }
    public func advance(_ span: Duration) { time.withLock { $0 = $0 + span } }

    /// A world with this clock, in which nothing is left to chance.
    public var world: World { World(now: { self.now }, newID: { "id" }, random: { 0.5 }) }
}
