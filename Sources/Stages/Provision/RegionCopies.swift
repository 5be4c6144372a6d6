// Copies assets to several regions at a time, and returns each region's result: a region that is not reachable does not
// prevent copies to others.

import Assets
import Offers

/// How one region fared.
enum RegionResult: Sendable {
    case copied
    case alreadyThere
    /// The bytes of this source are not the certified ones.
    case refused(source: Int)
    case away(AssetError)
}

/// One round of copies.
struct RegionCopies: Sendable {
    let regions: [Region]
    let sources: [ImageSource]
    let board: RegionBoard
    /// How many regions are copied to at the same time.
    let atOnce: Int

    /// Copies everything everywhere; results in the order of the regions. Throws `CancellationError`, and any error
    /// that is not a region's.
    func run() async throws -> [RegionResult] {
        var results = [RegionResult?](repeating: nil, count: regions.count)
        try await withThrowingTaskGroup(of: (Int, RegionResult).self) { group in
            for index in regions.indices {
                if index >= atOnce, let (done, result) = try await group.next() { results[done] = result }
                group.addTask { (index, try copyAll(to: index)) }
            }
            while let (done, result) = try await group.next() { results[done] = result }
        }
        return results.compactMap(\.self)
    }

    private func copyAll(to index: Int) throws -> RegionResult {
        let total = sources.reduce(Int64(0)) { $0 + $1.asset.size }
        var (done, isNew) = (Int64(0), false)
        for (number, asset) in sources.map(\.asset).enumerated() {
            do {
                let before = done
                let result = try regions[index].copy(asset, check: Task<Never, Never>.checkCancellation) { progress in
                    // Written is not yet verified: a region is done only when everything was read back.
                    let shown = min(before + progress.bytesDone, max(0, total - total / 100 - 1))
                    board.note(index, done: shown, of: total, state: "copying")
                }
                if result != .alreadyThere { isNew = true }
                done += asset.size
            } catch is AssetProblem {
                return .refused(source: number)
            } catch let error as AssetError {
                board.note(index, done: done, of: total, state: "away")
                return .away(error)
            }
        }
        board.note(index, done: total, of: total, state: isNew ? "verified" : "already-there")
        return isNew ? .copied : .alreadyThere
    }
}
