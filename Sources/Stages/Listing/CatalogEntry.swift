// A live offer: a row of the catalog.

import Base
import Events
import JSON
import Localization
import Offers

/// What customers see of an offer.
package struct CatalogEntry: Sendable, Equatable {
    /// Number of the submission.
    package var submission = 0
    package var link = ""
    /// The language of the submission, and of the page.
    package var language = Language.english
    package var offer = PublicOffer()
    package var unlistedPlans: [UnlistedPlan] = []
    /// Digests of the certified images, in the document's order.
    package var images: [String] = []
    /// Digest of the package; nil if the process has no packaging.
    package var package: String?

    package init() {}

    /// The row of the step's offer.
    func message(_ step: ScheduledStep, at time: Timestamp, source: String) -> Message {
        Message(
            topic: .catalog,
            event: CloudEvent(.listingPublished, "listing-published", of: step, at: time, source: source, data: json))
    }
}

extension CatalogEntry: JSONRecord {
    package mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("submission", &submission)
        try v.member("link", &link)
        try v.member("language", &language, default: .english)
        try offer.members(&v)
        try v.member("unlistedPlans", &unlistedPlans, default: [])
        try v.member("images", &images)
        try v.member("package", &package)
    }
}

extension CloudEvent {
    /// An event about a step's submission.
    init(_ type: EventType, _ kind: String, of step: ScheduledStep, at time: Timestamp, source: String, data: [UInt8]) {
        self.init(
            id: step.eventID(kind), source: source, type: type, subject: step.key.description, time: time, data: data)
        set(Command.Name.submission, .integer(step.number))
    }
}
