// A preview: a row of `offers.preview`. It contains the offer as it will be public, and who may see it before that.

import Base
import Events
import JSON
import Localization
import Offers
import Validation

/// What the subscriptions on the allow-list see.
package struct PreviewEntry: Sendable, Equatable {
    /// Number of the submission.
    package var submission = 0
    package var link = ""
    /// The language of the submission, and of the page.
    package var language = Language.english
    package var allowed: [OfferDocument.Subscription] = []
    package var offer = PublicOffer()
    package var unlistedPlans: [UnlistedPlan] = []
    /// Digest of the package; nil if the process has no packaging.
    package var package: String?

    package init() {}

    /// Whether a subscription may see it (R16).
    package func allows(_ subscription: String) -> Bool {
        allowed.contains { $0.id.lowercased() == subscription.lowercased() }
    }

    /// The offer as a subscription sees it, with the plans that are restricted to it; nil: as its publisher sees it,
    /// with all plans.
    package func offer(for subscription: String?) -> PublicOffer {
        var seen = offer
        seen.plans += unlistedPlans.filter { unlisted in
            guard let subscription else { return true }
            return unlisted.subscriptions.contains { $0.lowercased() == subscription.lowercased() }
        }.map(\.plan)
        return seen
    }

    /// The row of the step's offer.
    func message(_ step: ScheduledStep, at time: Timestamp, source: String) -> Message {
        Message(
            topic: .preview,
            event: CloudEvent(.previewListed, "preview-listed", of: step, at: time, source: source, data: json))
    }
}

extension PreviewEntry: JSONRecord {
    package mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("submission", &submission)
        try v.member("link", &link)
        try v.member("language", &language, default: .english)
        try v.member("allowed", &allowed)
        try offer.members(&v)
        try v.member("unlistedPlans", &unlistedPlans, default: [])
        try v.member("package", &package)
    }
}
