// Where each region stands, told from the threads that copy and reported as one picture (R11).

import Assets
import Offers
import Synchronization

/// The regions of one job.
final class RegionBoard: Sendable {
    private let regions: Mutex<[Progress.Region]>
    private let report: @Sendable (Progress) -> Void

    init(_ names: [String], report: @escaping @Sendable (Progress) -> Void) {
        regions = Mutex(names.map { Progress.Region(name: $0, percent: 0, state: "waiting") })
        self.report = report
    }

    /// Notes where a region stands. Told on only where that shows: a percent more, or another state.
    func note(_ index: Int, percent: Int, state: String) {
        let picture: [Progress.Region]? = regions.withLock { regions in
            guard regions[index].percent != percent || regions[index].state != state else { return nil }
            regions[index].percent = percent
            regions[index].state = state
            return regions
        }
        guard let picture else { return }
        report(Progress(percent: picture.reduce(0) { $0 + $1.percent } / max(1, picture.count), regions: picture))
    }
}
