// A download that is read while it arrives: how far the file is there from its beginning, told by the thread that downloads it to
// the one that reads it.
import Base
import Dispatch
import FoundationEssentials
import Synchronization

/// One download and its one reader.
final class Arrival: Sendable {
    /// The file became another one while it was read: what was read of it counts for nothing.
    struct Restarted: Error {}
    /// The reader does not want the rest.
    private struct Unwanted: Error {}

    private struct State {
        /// Counts how often the file began anew.
        var version = 0
        /// Of the whole file; nil until it is known.
        var length: Int64?
        /// From the beginning, without a gap.
        var there: Int64 = 0
        /// Its length, or what ended it; nil while the download runs.
        var end: Result<Int64, any Error>?
        var isUnwanted = false
        /// The reader waits until so many bytes are there.
        var awaited: Int64?
    }

    /// A reader that has waited gets so many bytes more at once, so that it pauses seldom.
    private let step: Int64
    private let state = Mutex(State())
    private let news = DispatchSemaphore(value: 0)

    init(step: Int64) { self.step = step }

    // MARK: The thread that downloads

    /// So many bytes of the file are there, from its beginning.
    func reach(_ there: Int64, of length: Int64?) { change { ($0.there, $0.length) = (there, length) } }

    /// To be called before bytes that were there are replaced by others.
    func restart() {
        change { state in
            guard state.there > 0 || state.length != nil else { return }
            (state.version, state.there, state.length) = (state.version + 1, 0, nil)
        }
    }

    /// Throws once the reader has left.
    func check() throws { if state.withLock({ $0.isUnwanted }) { throw Unwanted() } }

    /// Runs a download in a thread of its own. To be called once.
    func run(_ download: @escaping @Sendable () throws -> Int64) throws {
        let isRunning = PlainThread.start { [self] in
            let result = Result { try download() }
            change { $0.end = result }
        }
        guard isRunning else { throw AssetError.library(name: "the C library", reason: "no thread could be started") }
    }

    // MARK: The reader

    /// The present version of the file, for the other calls of the reader.
    var version: Int { state.withLock { $0.version } }

    /// Where bytes up to `position` are not there, calls `pause` and waits for these and more: `step` in all, or up to `length`.
    /// - Returns: how many are there, from the beginning.
    /// - Throws: `Restarted`, what the download threw, and what `check` and `pause` throw.
    func wait(
        upTo position: Int64, of version: Int, before length: Int64, check: () throws -> Void, pause: () throws -> Void
    ) throws -> Int64 {
        let there = state.withLock { $0.there }
        if there < position { try pause() }
        let enough = there < position ? min(max(there + step, position), length) : position
        return try wait(upTo: enough, of: version, check) { $0.there >= enough ? $0.there : nil }
    }

    /// The length of the file, once it is known. Throws as `wait`.
    func length(of version: Int, check: () throws -> Void) throws -> Int64 {
        try wait(upTo: 0, of: version, check) { try $0.end?.get() ?? $0.length }
    }

    /// Waits for the end of the download. Throws as `wait`.
    func finish(_ version: Int, check: () throws -> Void) throws -> Int64 {
        try wait(upTo: .max, of: version, check) { try $0.end?.get() }
    }

    /// Throws `Restarted` if what was read may be of another version.
    func confirm(_ version: Int) throws {
        try state.withLock { if $0.version != version { throw Restarted() } }
    }

    /// Ends the download where it is still running, and waits until it has ended. What it brought is kept.
    func leave() {
        change { $0.isUnwanted = true }
        try? wait(upTo: .max, of: nil, {}) { $0.end.map { _ in } }
    }

    /// - Parameter version: nil if any will do.
    private func wait<Found>(
        upTo position: Int64, of version: Int?, _ check: () throws -> Void, _ find: (State) throws -> Found?
    ) throws -> Found {
        while true {
            try check()
            let found = try state.withLock { state in
                guard version == nil || state.version == version else { throw Restarted() }
                if case .failure(let error) = state.end { throw error }
                let found = try find(state)
                state.awaited = found == nil ? position : nil
                return found
            }
            if let found { return found }
            _ = news.wait(timeout: .now() + .milliseconds(200))
        }
    }

    private func change(_ body: (inout State) -> Void) {
        let isNews = state.withLock { state in
            let before = state.version
            body(&state)
            guard let awaited = state.awaited else { return false }
            return state.there >= awaited || state.end != nil || state.version != before
        }
        if isNews { news.signal() }
    }
}
