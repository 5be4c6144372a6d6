// What a withdrawn submission leaves behind at sign-off: nothing of its own, everything of another.

import Base
import Events
import Offers
import Testing

@testable import Stages

@Suite struct WithdrawTests {
    private let signOff: SignOff

    init() throws { signOff = try SignOff() }

    private func react(_ event: CloudEvent, _ rows: [Topic: [UInt8]] = [:]) throws -> [Message] {
        try signOff.react(to: event, rows)
    }

    /// The rows of a submission that waits.
    private func waiting(_ submission: Int) throws -> [Topic: [UInt8]] {
        let step = try scheduled(SampleOffer().json, at: .publisherSignOff, submission: submission)
        return signOff.rows(after: try signOff.react(to: step))
    }

    private func decision(_ type: EventType, _ submission: Int) throws -> CloudEvent {
        signOff.decision(type, on: try #require(SubmissionID("contoso/web/\(submission)")))
    }

    private func gone(_ messages: [Message]) -> [String] {
        messages.map { "\($0.topic) \($0.value == nil ? "gone" : "written")" }
    }

    @Test func `A submission that waits loses its preview and its place`() throws {
        let rows = try waiting(1)
        #expect(rows.count == 2)
        #expect(
            gone(try react(decision(.signOffWithdrawn, 1), rows)) == [
                "\(Topic.preview) gone", "\(Topic.awaitingSignOff) gone",
            ])
    }

    @Test func `After go-live only the preview is left, and it goes`() throws {
        var rows = try waiting(1)
        let approved = try react(decision(.signOffApproved, 1), rows)
        #expect(approved.contains { $0.topic == .awaitingSignOff && $0.value == nil })
        rows[.awaitingSignOff] = nil
        #expect(gone(try react(decision(.signOffWithdrawn, 1), rows)) == ["\(Topic.preview) gone"])
    }

    @Test func `The preview of a newer submission is left alone`() throws {
        let rows = try waiting(2)
        #expect(try react(decision(.signOffWithdrawn, 1), rows) == [])
        var mixed = rows
        mixed[.awaitingSignOff] = try waiting(1)[.awaitingSignOff]
        #expect(gone(try react(decision(.signOffWithdrawn, 1), mixed)) == ["\(Topic.awaitingSignOff) gone"])
    }

    @Test func `A withdrawal that comes twice does nothing the second time`() throws {
        #expect(try react(decision(.signOffWithdrawn, 1)) == [])
    }
}
