// How often publishers exceeded their quotas since this gateway started, for metrics and operators.

import Offers
import Synchronization

/// Any thread.
final class QuotaRefusals: Sendable {
    private let counts = Mutex<[String: [Quota: Int]]>([:])

    /// A request of a publisher, or of a named operator, was refused, or its oldest stream or session was ended.
    func count(_ quota: Quota, of publisher: String) {
        counts.withLock { $0[publisher, default: [:]][quota, default: 0] += 1 }
    }

    /// Counts refusals by the coordinator or a stage.
    func take(_ transition: Transition) {
        let codes = [transition.refusal?.code].compactMap(\.self) + transition.problems.map(\.code)
        for quota in Set(codes.compactMap { Quota(code: $0) }) { count(quota, of: transition.key.publisher) }
    }

    /// By publisher.
    var all: [String: [Quota: Int]] { counts.withLock { $0 } }

    /// Of all publishers together; every quota, also those that nobody met. The notifier counts the mails.
    var totals: [Quota: Int] {
        let all = all
        return Dictionary(
            uniqueKeysWithValues: Quota.allCases.filter { $0 != .mails }.map { quota in
                (quota, all.values.reduce(0) { $0 + ($1[quota] ?? 0) })
            })
    }
}
