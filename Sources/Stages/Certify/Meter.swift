// The progress of reading an offer's images: bytes, and percent of the whole step.

import Assets
import Offers

/// Counts the bytes of one image while they arrive and while they are checked. Only one thread may use it.
final class Meter: ImageConsumer {
    /// Bytes between two reports with the same percent.
    private static let news: Int64 = 64 << 20

    private let index: Int
    private let count: Int
    private let report: @Sendable (Progress) -> Void
    /// The start of the checks: at half of the image, if all of it was downloaded before.
    private var start = 0.0
    private var expected: Int64 = 0
    private var taken: Int64 = 0
    /// Read of a version of the image that changed since then.
    private var takenEarlier: Int64 = 0
    private var fetched: Int64 = 0
    private var last: Progress?

    /// What the image counts for its publisher's day: what was read of it, or all of it once it was fetched.
    var bytes: Int64 { max(fetched, takenEarlier + taken) }

    /// A meter for image `index` of `count`.
    init(index: Int, of count: Int, report: @escaping @Sendable (Progress) -> Void) {
        self.index = index
        self.count = max(1, count)
        self.report = report
    }

    /// The progress of a download that is not read while it arrives.
    func arrive(_ progress: FetchProgress) {
        guard let total = progress.bytesTotal, total > 0 else { return }
        start = 0.5
        tell(start * Double(progress.bytesDone) / Double(total), progress.bytesDone, total)
    }

    /// All of the image is there.
    func arrived(bytes: Int64) { fetched = bytes }

    /// The length of the image that is read from now on; a folder of unknown length counts as one step.
    func expect(bytes: Int64) {
        (expected, takenEarlier, taken) = (bytes, takenEarlier + taken, 0)
        tell(start, 0, bytes)
    }

    func take(_ chunk: ImageChunk) {
        taken += Int64(chunk.bytes.count)
        guard expected > 0 else { return }
        tell(start + (1 - start) * min(1, Double(taken) / Double(expected)), taken, expected)
    }

    private func tell(_ part: Double, _ done: Int64, _ total: Int64) {
        let percent = min(100, Int((Double(index) + part) * 100 / Double(count)))
        if let last, percent <= last.percent, abs(done - (last.bytesDone ?? 0)) < Self.news { return }
        let progress = Progress(
            percent: max(percent, last?.percent ?? 0), bytesDone: total > 0 ? min(done, total) : nil,
            bytesTotal: total > 0 ? total : nil)
        last = progress
        report(progress)
    }
}
