// Says how far the reading of an offer's images has come, a percent at a time.

import Assets
import Offers

/// Counts the bytes of one image while they are read. To be used by one thread.
final class Meter: ImageConsumer {
    private let index: Int
    private let count: Int
    private let report: @Sendable (Progress) -> Void
    private var expected: Int64 = 0
    private var taken: Int64 = 0
    private var last = -1

    /// What the image took of its publisher's bytes for the day: it was fetched, read, or both.
    var bytes: Int64 { max(expected, taken) }

    /// A meter for image `index` of `count`.
    init(index: Int, of count: Int, report: @escaping @Sendable (Progress) -> Void) {
        self.index = index
        self.count = max(1, count)
        self.report = report
    }

    /// How long the image is; a folder of unknown length counts as one step.
    func expect(bytes: Int64) {
        expected = bytes
        tell(0)
    }

    func take(_ chunk: ImageChunk) {
        taken += Int64(chunk.bytes.count)
        if expected > 0 { tell(min(1, Double(taken) / Double(expected))) }
    }

    private func tell(_ part: Double) {
        let percent = Int((Double(index) + part) * 100 / Double(count))
        guard percent > last else { return }
        last = percent
        report(Progress(percent: min(percent, 100)))
    }
}
