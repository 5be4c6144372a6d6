// The progress of each region. The copying threads note it here; it is reported as one picture (R11).

import Assets
import Offers
import Synchronization

/// The regions of one job.
final class RegionBoard: Sendable {
    /// Bytes of a region between two reports with the same percent.
    private static let news: Int64 = 64 << 20

    private let regions: Mutex<[Progress.Region]>
    private let report: @Sendable (Progress) -> Void

    init(_ names: [String], report: @escaping @Sendable (Progress) -> Void) {
        regions = Mutex(names.map { Progress.Region(name: $0, percent: 0, state: "waiting") })
        self.report = report
    }

    /// Notes a region's progress. Reports it only if the picture changes: another percent, many bytes more, or another
    /// state.
    func note(_ index: Int, done: Int64, of total: Int64, state: String) {
        let percent = total > 0 ? Int(Double(done) * 100 / Double(total)) : 100
        let picture: [Progress.Region]? = regions.withLock { regions in
            let isNews =
                regions[index].percent != percent || regions[index].state != state
                || done / Self.news != (regions[index].bytesDone ?? 0) / Self.news
            regions[index].percent = percent
            regions[index].state = state
            regions[index].bytesDone = done
            regions[index].bytesTotal = total
            return isNews ? regions : nil
        }
        if let picture { report(Self.progress(picture)) }
    }

    /// The progress of all regions.
    var picture: Progress { Self.progress(regions.withLock { $0 }) }

    private static func progress(_ regions: [Progress.Region]) -> Progress {
        Progress(percent: regions.reduce(0) { $0 + $1.percent } / max(1, regions.count), regions: regions)
    }
}
