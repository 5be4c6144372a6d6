// How many bytes of images each publisher had read today. Kept in memory: each worker counts separately, and starts
// again with its process.

import Base
import Synchronization

/// Any thread.
final class ImageLedger: Sendable {
    private static let day = Duration.seconds(86_400).milliseconds

    private struct Page {
        var day: Int64 = 0
        var bytes: [String: Int64] = [:]
    }

    private let most: Int64
    private let page = Mutex(Page())

    /// Allows each publisher so many bytes a day (UTC).
    init(most: Int64) { self.most = most }

    /// Whether another image of the publisher may be read.
    func hasRoom(_ publisher: String, at now: Timestamp) -> Bool { today(now) { $0[publisher] ?? 0 } < most }

    func add(_ bytes: Int64, of publisher: String, at now: Timestamp) {
        today(now) { $0[publisher, default: 0] += bytes }
    }

    private func today<Result: Sendable>(_ now: Timestamp, _ body: (inout [String: Int64]) -> Result) -> Result {
        page.withLock { page in
            let day = now.milliseconds / Self.day
            if page.day != day { page = Page(day: day) }
            return body(&page.bytes)
        }
    }
}
