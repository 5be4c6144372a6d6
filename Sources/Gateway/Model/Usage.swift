// How much of the gateway's and the coordinator's storage a publisher uses, for quotas and operators.

import Offers

/// Counts about one publisher's offers.
struct Usage: Sendable, Equatable {
    var drafts = 0
    /// Of drafts, and of the documents of earlier submissions.
    var draftBytes = 0
    /// Offers that were ever published.
    var offers = 0
    /// Those that run or wait.
    var submissions = 0

    static func + (one: Usage, other: Usage) -> Usage {
        Usage(
            drafts: one.drafts + other.drafts, draftBytes: one.draftBytes + other.draftBytes,
            offers: one.offers + other.offers, submissions: one.submissions + other.submissions)
    }

    static func - (one: Usage, other: Usage) -> Usage {
        Usage(
            drafts: one.drafts - other.drafts, draftBytes: one.draftBytes - other.draftBytes,
            offers: one.offers - other.offers, submissions: one.submissions - other.submissions)
    }
}

/// The offers, and the totals of each publisher.
struct OfferTable: Sendable {
    private(set) var offers: [OfferKey: OfferRecord] = [:]
    private(set) var usage: [String: Usage] = [:]
    private(set) var draftBytes = 0
    /// Documents that were dropped since the start.
    private(set) var leftOut = 0

    subscript(key: OfferKey) -> OfferRecord? { offers[key] }

    mutating func change(_ key: OfferKey, mostDraftBytes: Int, _ body: (inout OfferRecord) -> Void) {
        let before = offers[key]?.usage ?? Usage()
        body(&offers[key, default: OfferRecord()])
        count(key, since: before)
        while draftBytes > mostDraftBytes, leaveOutLargest() {}
    }

    /// Changes all offers in a way that does not affect quotas.
    mutating func update(_ body: (inout OfferRecord) -> Void) {
        for key in offers.keys { body(&offers[key, default: OfferRecord()]) }
    }

    private mutating func count(_ key: OfferKey, since before: Usage) {
        let after = offers[key]?.usage ?? Usage()
        guard after != before else { return }
        let all = (usage[key.publisher] ?? Usage()) + after - before
        usage[key.publisher] = all == Usage() ? nil : all
        draftBytes += after.draftBytes - before.draftBytes
    }

    /// Drops the largest document of the publisher with the most; false if there is none.
    private mutating func leaveOutLargest() -> Bool {
        guard let publisher = usage.max(by: { $0.value.draftBytes < $1.value.draftBytes })?.key,
            let key = offers.lazy.filter({ $0.key.publisher == publisher }).max(by: {
                $0.value.largest < $1.value.largest
            }
            )?.key
        else { return false }
        let before = offers[key]?.usage ?? Usage()
        guard offers[key]?.leaveOutLargest() ?? 0 > 0 else { return false }
        count(key, since: before)
        leftOut += 1
        return true
    }
}
