// What a withdrawn submission leaves behind at sign-off: nothing of its own, everything of another.

import Base
import Events
import Foundation
import Offers
import Testing

@testable import Stages

@Suite struct WithdrawTests {
    private let workshop: Workshop
    private let process: PublisherSignOff
    private let now: Timestamp

    init() throws {
        workshop = try Workshop()
        process = try PublisherSignOff(Settings([:]))
        now = try #require(Timestamp("2026-11-21T10:00:00Z"))
    }

    private var arrival: RecordMetadata {
        RecordMetadata(topic: "offers.publisher-sign-off", partition: 0, offset: 0, partitions: 4, time: now)
    }

    private func react(_ event: CloudEvent, _ rows: [Topic: [UInt8]] = [:]) throws -> [Message] {
        try process.react(to: event, arrival: arrival, rows: Rows(rows), now: now)
    }

    /// The rows that stand once the submission waits.
    private func waiting(_ submission: Int) throws -> [Topic: [UInt8]] {
        let event = try workshop.scheduled(Draft(), at: .publisherSignOff, submission: submission)
        var rows: [Topic: [UInt8]] = [:]
        for message in try react(event) where process.tables.contains(message.topic) {
            rows[message.topic] = message.value
        }
        return rows
    }

    private func decision(_ type: EventType, _ submission: Int) -> CloudEvent {
        var event = CloudEvent(
            id: "\(type)-\(submission)", source: "/offers/coordinator", type: type, subject: "contoso/web-server",
            time: now)
        event["submission"] = "contoso/web-server/\(submission)"
        return event
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

    @Test func `After go-live only the preview stands, and it goes`() throws {
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

    @Test func `A preview row that is none is poison, not silence`() throws {
        #expect(throws: Poison.self) { try react(decision(.signOffWithdrawn, 1), [.preview: Array("{}".utf8)]) }
    }
}
