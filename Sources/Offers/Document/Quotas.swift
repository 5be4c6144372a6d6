// The limits of one publisher as data: in the marketplace's policy file, not in the code.

import JSON

/// Something that is counted for each publisher.
public enum Quota: String, Sendable, CaseIterable {
    case drafts
    case draftBytes = "draft-bytes"
    case offers, submissions
    case imageBytes = "image-bytes"
    case requests, sessions
    case eventStreams = "event-streams"
    case mails

    /// The quota that a refusal, a problem or an API error refers to by its code; nil for other codes.
    public init?(code: String) {
        switch code {
        case "too-many-drafts": self = .drafts
        case "too-many-draft-bytes": self = .draftBytes
        case "too-many-offers": self = .offers
        case "too-many-submissions": self = .submissions
        case "image-bytes-too-many": self = .imageBytes
        default: return nil
        }
    }
}

/// The section `quotas` of the policy. Each number applies to one publisher; those of sessions and streams also to one
/// operator.
public struct Quotas: Sendable, Equatable {
    /// Drafts that the gateway keeps.
    public var drafts = 0
    /// MiB of all drafts and of the documents of earlier submissions.
    public var draftMiB = 0
    /// Offers that were ever published.
    public var offers = 0
    /// Submissions that run or wait for sign-off, an approval or an operator.
    public var submissions = 0
    /// GiB of images that certification reads in a day (UTC).
    public var imageGiBPerDay: Int64 = 0
    public var requestsPerSecond = 0
    /// Requests that may come at once before the rate limit applies.
    public var requestsAtOnce = 0
    public var sessions = 0
    /// Open pages that follow changes.
    public var eventStreams = 0
    /// Mails in an hour about all offers of the publisher to the publisher, and as many to operators; a mail to two addresses
    /// counts as two.
    public var mailsPerHour = 0
    /// The same about one offer.
    public var offerMailsPerHour = 0

    public init() {}

    public var draftBytes: Int { draftMiB << 20 }
    public var imageBytesPerDay: Int64 { imageGiBPerDay << 30 }

    /// Why they cannot be used; nil if they can.
    var fault: String? {
        let numbers = [
            drafts, draftMiB, offers, submissions, Int(imageGiBPerDay), requestsPerSecond, requestsAtOnce, sessions,
            eventStreams, mailsPerHour, offerMailsPerHour,
        ]
        return numbers.allSatisfy((1...1 << 30).contains) ? nil : "quotas: each number must be from 1 to 2^30"
    }
}

extension Quotas: JSONRecord {
    public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("drafts", &drafts)
        try v.member("draftMiB", &draftMiB)
        try v.member("offers", &offers)
        try v.member("submissions", &submissions)
        try v.member("imageGiBPerDay", &imageGiBPerDay)
        try v.member("requestsPerSecond", &requestsPerSecond)
        try v.member("requestsAtOnce", &requestsAtOnce)
        try v.member("sessions", &sessions)
        try v.member("eventStreams", &eventStreams)
        try v.member("mailsPerHour", &mailsPerHour)
        try v.member("offerMailsPerHour", &offerMailsPerHour)
    }
}
