// What one publisher may have open: the coordinator refuses more, with a reason, and serves others.

import Base
import Events
import Offers
import TestSupport
import Testing

@testable import Coordination

@Suite struct QuotaTests {
    private func coordinator(_ change: (inout Quotas) -> Void) throws -> Coordinator {
        var quotas = Quotas()
        (quotas.offers, quotas.submissions) = (1_000, 1_000)
        change(&quotas)
        return try Coordinator(profiles: ["vm-2018": vm2018()], quotas: quotas)
    }

    /// What a publish comes to beside so many other offers of the publisher.
    private func publish(
        _ coordinator: Coordinator, _ state: Coordinator.State? = nil, offers: Int = 0, open: Int = 0
    ) throws -> Reaction<Coordinator.State> {
        let desk = try Desk()
        let command = Command(.publish, offer: offer, id: "publish-\(open)", at: morning, document: document)
        var tally = PublisherTally()
        (tally.offers, tally.open) = (offers, open)
        return try coordinator.handle(
            desk.input(command.message), Followed(), now: morning, tally: { $0 == "acme" ? tally : PublisherTally() },
            state: { _ in state })
    }

    private func refusal(_ reaction: Reaction<Coordinator.State>) throws -> Remark? {
        try reaction.messages.first { $0.topic == .history }.map { try Desk.entry($0).refusal } ?? nil
    }

    @Test func `A submission above the quota is refused with what to do, and leaves no row of a new offer`() throws {
        let coordinator = try coordinator { $0.submissions = 3 }
        #expect(try refusal(publish(coordinator, offers: 9, open: 2)) == nil)
        let refused = try publish(coordinator, offers: 9, open: 3)
        #expect(try refusal(refused) == Refusal.tooManySubmissions(most: 3).remark)
        #expect(refused.messages.map(\.topic) == [.history])
        #expect(Refusal.tooManySubmissions(most: 3).remark.refusalText(in: .english).hasPrefix("3 submissions of your"))
    }

    @Test func `A new offer above the quota is refused, one that is known is published`() throws {
        let coordinator = try coordinator { $0.offers = 5 }
        #expect(try refusal(publish(coordinator, offers: 5)) == Refusal.tooManyOffers(most: 5).remark)
        let known = Coordinator.State(status: OfferStatus(offer, at: morning))
        #expect(try refusal(publish(coordinator, known, offers: 5)) == nil)
        #expect(try refusal(publish(coordinator, offers: 4)) == nil)
    }

    @Test func `The submission that runs is the reason, not the quota that it fills`() throws {
        let coordinator = try coordinator { $0.submissions = 1 }
        let running = try #require(try publish(coordinator).state)
        let again = try publish(coordinator, running, offers: 1, open: 1)
        #expect(again.isOpen)
        #expect(try refusal(again)?.code == "already-running")
    }

    @Test func `Whether a row is open is read without the rest of it`() throws {
        let running = try #require(try publish(coordinator { _ in }).state).status
        var status = running
        for state in [OfferState.running, .waitingForPublisherReview, .succeeded, .failed, .canceled, .notStarted] {
            status.state = state
            status.title = #""state":"Running""#
            let row = StatusRecord(status, cause: "c", source: "/offers/offer-coordinator").json
            #expect(StatusRecord.isOpen(row) == state.isOpen, "\(state)")
        }
        #expect(!StatusRecord.isOpen(Array("no row".utf8)))
    }
}
