// Sign-off: shows, waits, and acts on a decision once; what is late, doubled or of another submission does nothing.

import Base
import Events
import JSON
import Offers
import Testing

@testable import Stages

@Suite struct PublisherSignOffTests {
    private let process: PublisherSignOff
    private let offer = SampleOffer.container("file:///layout", tags: [:])
    private let now = Timestamp(milliseconds: 1_700_000_000_000)

    init() throws { process = try PublisherSignOff(Settings(["preview-base": "https://preview.test/"])) }

    private func react(to event: CloudEvent, row: [UInt8]? = nil) throws -> [Message] {
        let arrival = RecordMetadata(
            topic: "offers.stage.publisher-sign-off", partition: 0, offset: 0, partitions: 8, time: now)
        let rows = Rows(row.map { [.awaitingSignOff: $0] } ?? [:])
        return try process.react(to: event, arrival: arrival, rows: rows, now: now)
    }

    private func wait(submission: Int = 1, _ facts: [String: String] = [:]) throws -> [Message] {
        try react(to: try scheduled(offer.json, at: .publisherSignOff, submission: submission, facts))
    }

    private func decision(_ type: EventType, submission: Int = 1) -> CloudEvent {
        var event = CloudEvent(id: "d", source: "/offers/coordinator", type: type, subject: "contoso/web", time: now)
        event[ScheduledStep.Name.submission] = "contoso/web/\(submission)"
        return event
    }

    private func outcome(_ messages: [Message]) throws -> Outcome? {
        try messages.first { $0.topic == .outcomes }?.value
            .map { try StepResult(try CloudEvent(structured: $0)).outcome }
    }

    private func row(submission: Int = 1) throws -> [UInt8] {
        try #require(try wait(submission: submission).first { $0.topic == .awaitingSignOff }?.value)
    }

    @Test func `A scheduled step lists the preview, waits in a row and says where to look`() throws {
        let messages = try wait(["package": "sha256:abc"])
        #expect(messages.map(\.topic) == [.preview, .awaitingSignOff, .outcomes])
        #expect(try outcome(messages) == .waiting(StepOutputs(["previewlink": "https://preview.test/contoso/web"])))
        let listed = try CloudEvent(structured: try #require(messages[0].value))
        #expect(listed.type == .previewListed)
        #expect(listed.id == "contoso/web/1/5-publisher-sign-off/1/preview-listed")
        let data = try JSONNode(listed.data)
        #expect(data["allowed"]?.items.first?["id"]?.text == "3f2504e0-4f89-41d3-9a0c-0305e82c3301")
        #expect(data["package"]?.text == "sha256:abc")
        #expect(data["listing"]?["title"]?.text == "Web Server")
        let waiting = try CloudEvent(structured: try #require(messages[1].value))
        #expect(waiting.data == offer.json)
    }

    @Test func `A document that cannot be shown blocks the step, so that somebody hears of it`() throws {
        let document = Array(#"{"publisher":"contoso","offer":"web","type":"container-image"}"#.utf8)
        let messages = try react(to: try scheduled(document, at: .publisherSignOff))
        #expect(messages.map(\.topic) == [.outcomes])
        guard case .faulted(let fault)? = try outcome(messages) else { throw Poison("test", "not blocked") }
        #expect(fault.code == "not-an-offer")
    }

    @Test func `The same step twice says the same twice`() throws {
        #expect(try wait() == wait())
    }

    @Test func `Go live hands on to the next stage and keeps the preview`() throws {
        let messages = try react(to: decision(.signOffApproved), row: try row())
        #expect(messages.map(\.topic) == [.stage(.provisionProduction), .outcomes, .awaitingSignOff])
        #expect(messages[2].value == nil)
        let next = try ScheduledStep(try CloudEvent(structured: try #require(messages[0].value)))
        #expect(next.stop.stage == .provisionProduction)
        #expect(next.event.data == offer.json)
        #expect(try outcome(messages) == .completed(StepOutputs()))
    }

    @Test(arguments: [EventType.signOffApproved, .signOffWithdrawn])
    func `A decision that comes twice or for another submission does nothing`(type: EventType) throws {
        #expect(try react(to: decision(type)).isEmpty)
        #expect(try react(to: decision(type, submission: 2), row: try row()).isEmpty)
        #expect(try react(to: decision(type, submission: 1), row: try row(submission: 2)).isEmpty)
    }

    @Test func `A new submission takes the place of an old row`() throws {
        let event = try scheduled(offer.json, at: .publisherSignOff, submission: 2)
        let messages = try react(to: event, row: try row(submission: 1))
        let waiting = try #require(messages.first { $0.topic == .awaitingSignOff }?.value)
        #expect(try ScheduledStep(CloudEvent(structured: waiting)).submission.number == 2)
    }

    @Test func `A wrong allow-list is rejected and nothing is shown`() throws {
        let messages = try wait(["allowlist": "not-a-guid=pay-as-you-go"])
        #expect(messages.map(\.topic) == [.outcomes])
        guard case .rejected(let problems) = try outcome(messages) else { return #expect(Bool(false), "not rejected") }
        #expect(problems.map(\.code) == ["guid-malformed"])
    }

    @Test func `Anything else is poison, and so is a row that is no step`() throws {
        #expect(throws: Poison.self) { try react(to: decision(.statusChanged)) }
        #expect(throws: Poison.self) { try react(to: decision(.signOffApproved), row: Array("junk".utf8)) }
    }

    @Test func `A preview address that is none ends the program with a clear line`() {
        let error = #expect(throws: Settings.Wrong.self) { try PublisherSignOff(Settings(["preview-base": "preview"])) }
        #expect(error?.description.contains("--preview-base preview") == true)
    }
}
