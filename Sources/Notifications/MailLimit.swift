// How many mails there may be in an hour (policy, `quotas`). Counted by the time of the transitions, so that a notifier that
// catches up has the limits of the hours it reads about. Each notifier counts the offers of its own partitions, and forgets at
// a restart.

import Base
import Offers
import Synchronization

/// Counts mails.
final class MailLimit: Sendable {
    enum Answer {
        case granted
        /// The limit is reached: these mails are still sent, and say so.
        case last
        case refused
    }

    private struct Count {
        var mails = 0
        var isClosed = false
    }

    /// Hours that are kept, because several partitions are not read in step.
    private static let hoursKept = 48

    private let quotas: Quotas?
    private let hours = Mutex<[Int64: [String: Count]]>([:])

    /// Without quotas there may be any number.
    init(_ quotas: Quotas?) { self.quotas = quotas }

    /// Requests this many mails about an offer.
    func ask(_ mails: Int, about offer: OfferKey, to audience: Notification.Audience, at time: Timestamp) -> Answer {
        guard let quotas else { return .granted }
        let limits = [
            ("\(audience.rawValue) \(offer)", quotas.offerMailsPerHour),
            ("\(audience.rawValue) \(offer.publisher)", quotas.mailsPerHour),
        ]
        return hours.withLock { hours in
            let hour = Self.hour(of: time)
            var counts = hours[hour] ?? [:]
            guard !limits.contains(where: { counts[$0.0]?.isClosed ?? false }) else { return .refused }
            var answer = Answer.granted
            for (name, limit) in limits {
                counts[name, default: Count()].mails += mails
                guard counts[name, default: Count()].mails > limit else { continue }
                counts[name]?.isClosed = true
                answer = .last
            }
            hours[hour] = counts
            if hours.count > Self.hoursKept, let oldest = hours.keys.min() { hours[oldest] = nil }
            return answer
        }
    }

    private static let length: Int64 = 3_600_000

    private static func hour(of time: Timestamp) -> Int64 { time.milliseconds / length }

    /// The start of the next hour.
    static func end(of time: Timestamp) -> Timestamp { Timestamp(milliseconds: (hour(of: time) + 1) * length) }
}
