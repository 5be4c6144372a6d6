// A preview: a row of `offers.preview`. It is the offer as it will be public, and who may see it before that.

import Base
import Events
import JSON
import Offers
import Validation

/// What the subscriptions on the allow-list see.
struct PreviewEntry: Sendable, Equatable {
    var submission = ""
    var link = ""
    var allowed: [OfferDocument.Subscription] = []
    var offer = PublicOffer()
    var unlistedPlans: [UnlistedPlan] = []
    /// Digest of the package; nil where the process has no packaging.
    var package: String?

    /// The row of the step's offer.
    func message(_ step: ScheduledStep, at time: Timestamp, source: String) -> Message {
        Message(
            topic: .preview,
            event: CloudEvent(.previewListed, "preview-listed", of: step, at: time, source: source, data: json))
    }
}

extension PreviewEntry: JSONRecord {
    mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("submission", &submission)
        try v.member("link", &link)
        try v.member("allowed", &allowed)
        try offer.members(&v)
        try v.member("unlistedPlans", &unlistedPlans, default: [])
        try v.member("package", &package)
    }
}
