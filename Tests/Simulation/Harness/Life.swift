// The life of a simulated process: whether it still runs, and where its work stands still meanwhile. Work of a process
// that died does nothing more, but ends, so that a million runs leave nothing behind in memory.

import Events
import Offers
import Synchronization

package final class Life: Sendable {
    private struct State {
        var isOver = false
        var standing: [UnsafeContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    var isOver: Bool { state.withLock { $0.isOver } }
    /// How many pieces of work stand still.
    var standing: Int { state.withLock { $0.standing.count } }

    /// Stands still until it may continue; throws where the process has died meanwhile.
    func pause() async throws {
        await withUnsafeContinuation { work in
            let isOver = state.withLock { state in
                if !state.isOver { state.standing.append(work) }
                return state.isOver
            }
            if isOver { work.resume() }
        }
        if isOver { throw CancellationError() }
    }

    /// Lets one piece of work, by its place among those that stand still, continue.
    func goOn(at place: Int = 0) {
        state.withLock { $0.standing.indices.contains(place) ? $0.standing.remove(at: place) : nil }?.resume()
    }

    func end() {
        let left = state.withLock { state in
            state.isOver = true
            defer { state.standing = [] }
            return state.standing
        }
        for work in left { work.resume() }
    }
}

/// A stage's work that ends with its process.
struct Mortal<Work: StageHandler>: StageHandler {
    static var stage: Stage { Work.stage }
    let work: Work
    let life: Life

    func perform(_ job: StageJob) async throws -> StageOutcome {
        guard !life.isOver else { throw CancellationError() }
        return try await work.perform(job)
    }
}
