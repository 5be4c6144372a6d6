// The request rate of each client: a token bucket each, in a bounded table.

import Base
import Offers
import Synchronization

/// Buckets by client.
final class RateLimit: Sendable {
    private struct Bucket {
        var left: Double
        var filled: Timestamp
    }

    private static let most = 20_000
    private let perSecond: Double
    private let burst: Double
    private let buckets = Mutex<[String: Bucket]>([:])

    init(perSecond: Int, burst: Int) {
        self.perSecond = Double(perSecond)
        self.burst = Double(burst)
    }

    /// Counts one request of a client. Returns nil if it is allowed, otherwise the seconds to wait.
    func take(_ client: String, at now: Timestamp) -> Int? {
        buckets.withLock { buckets in
            if buckets.count >= Self.most, buckets[client] == nil {
                // A full bucket equals a new one; if all are in use, the table starts again.
                buckets = buckets.filter { filled($0.value, at: now) < burst }
                if buckets.count >= Self.most { buckets = [:] }
            }
            var bucket = buckets[client] ?? Bucket(left: burst, filled: now)
            bucket.left = filled(bucket, at: now)
            bucket.filled = now
            defer { buckets[client] = bucket }
            guard bucket.left >= 1 else { return max(1, Int(((1 - bucket.left) / perSecond).rounded(.up))) }
            bucket.left -= 1
            return nil
        }
    }

    private func filled(_ bucket: Bucket, at now: Timestamp) -> Double {
        let seconds = Double(max(0, now.milliseconds - bucket.filled.milliseconds)) / 1000
        return min(burst, bucket.left + seconds * perSecond)
    }
}
