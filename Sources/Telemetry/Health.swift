// Whether a worker is alive and whether it is ready. A worker that restores a large table is alive but not ready; one
// whose loop hangs is neither.

import Base
import HTTP
import Synchronization

/// The state of the loop. Any thread.
public final class Health: Sendable {
    public struct State: Sendable, Equatable {
        /// Milliseconds since 1970.
        public var lastBeat: Int64
        public var isReady = false
        public var isStopping = false
        /// What makes no progress, for people; nil if everything does.
        public var stalled: String?

        /// What `/readyz` reports; nil if it is ready.
        var obstacle: String? {
            if isStopping { return "stopping" }
            if let stalled { return stalled }
            return isReady ? nil : "not yet: joining the group and reading back its tables"
        }
    }

    /// A commit may wait for a broker that comes back; the watchdog ends the process at twice this.
    public static let longestSilence = Duration.seconds(60)

    private let now: @Sendable () -> Timestamp
    private let current: Mutex<State>

    public init(now: @escaping @Sendable () -> Timestamp = World.real.now) {
        self.now = now
        current = Mutex(State(lastBeat: now().milliseconds))
    }

    public var state: State { current.withLock { $0 } }

    /// The loop has completed a turn.
    public func beat() {
        let now = now()
        current.withLock { $0.lastBeat = now.milliseconds }
    }

    /// The group was joined and the state was restored.
    public func becameReady() { current.withLock { $0.isReady = true } }

    /// Something makes no progress; nil: everything does again.
    public func isStalled(_ what: String?) { current.withLock { $0.stalled = what } }

    /// The worker is stopping.
    public func isStopping() { current.withLock { $0.isStopping = true } }

    /// Whether the loop has turned within `longestSilence`.
    public var lives: Bool { now().milliseconds - state.lastBeat <= Self.longestSilence.milliseconds }

    /// The response for a path.
    func answer(_ path: [String], _ numbers: (State) -> String) -> HTTPResponse {
        let state = state
        switch path {
        case ["metrics"]:
            return HTTPResponse(
                200, type: "application/openmetrics-text; version=1.0.0; charset=utf-8", Array(numbers(state).utf8))
        case ["healthz"]:
            return lives ? .text(200, "alive\n") : .text(503, "the main loop has stalled for a minute\n")
        case ["readyz"]:
            return state.obstacle.map { .text(503, "\($0)\n") } ?? .text(200, "ready\n")
        default: return .text(404, "there are /metrics, /healthz and /readyz\n")
        }
    }
}
