// Sign-off: shows, waits, and acts on a decision once; what is late, doubled or of another submission does nothing.

import Base
import Events
import JSON
import Offers
import Testing

@testable import Stages

@Suite struct PublisherSignOffTests {
    private let signOff: SignOff
    private let offer = SampleOffer.container("file:///layout", tags: [:])

    init() throws { signOff = try SignOff(["preview-base": "https://preview.test/"]) }

    private func step(submission: Int = 1, _ facts: [String: String] = [:]) throws -> ScheduledStep {
        try scheduled(offer.json, at: .publisherSignOff, submission: submission, facts)
    }

    private func decision(_ type: EventType, submission: Int = 1) throws -> CloudEvent {
        signOff.decision(type, on: try #require(SubmissionID("contoso/web/\(submission)")))
    }

    private func outcome(_ messages: [Message]) throws -> Outcome? {
        try messages.first { $0.topic == .outcomes }?.value.map { try StepResult(json: $0).outcome }
    }

    /// The rows of a submission that waits.
    private func rows(submission: Int = 1) throws -> [Topic: [UInt8]] {
        signOff.rows(after: try signOff.react(to: step(submission: submission)))
    }

    private func waiting(_ messages: [Message]) throws -> ScheduledStep {
        try ScheduledStep(json: try #require(messages.first { $0.topic == .awaitingSignOff }?.value))
    }

    @Test func `A scheduled step lists the preview, waits in a row and says where to look`() throws {
        let messages = try signOff.react(to: step(["package": "sha256:abc"]))
        #expect(messages.map(\.topic) == [.preview, .awaitingSignOff, .outcomes])
        #expect(try outcome(messages) == .waiting(StepOutputs(["previewlink": "https://preview.test/contoso/web"])))
        let listed = try CloudEvent(structured: try #require(messages[0].value))
        #expect(listed.type == .previewListed)
        #expect(listed.id == "contoso/web/1/5-publisher-sign-off/1/preview-listed")
        let data = try JSONNode(listed.data)
        #expect(data["allowed"]?.items.first?["id"]?.text == "3f2504e0-4f89-41d3-9a0c-0305e82c3301")
        #expect(data["package"]?.text == "sha256:abc")
        #expect(data["listing"]?["title"]?.text == "Web Server")
        #expect(try waiting(messages) == step(["package": "sha256:abc"]))
    }

    @Test func `The preview of an offer under the standard contract has its address`() throws {
        var offer = offer
        offer.terms = #""standardContract": true"#
        let address = "https://www.contoso.example/contract"
        let messages = try signOff.react(
            to: scheduled(offer.json, at: .publisherSignOff, [Fact.standardContract: address]))
        let listing = try JSONNode(CloudEvent(structured: try #require(messages.first?.value)).data)["listing"]
        #expect(listing?["termsOfUse"]?.text == address && listing?["standardContract"] == true)
    }

    @Test func `A document that cannot be shown blocks the step, so that somebody hears of it`() throws {
        let document = Array(#"{"publisher":"contoso","offer":"web","type":"container-image"}"#.utf8)
        let messages = try signOff.react(to: scheduled(document, at: .publisherSignOff))
        #expect(messages.map(\.topic) == [.outcomes])
        guard case .faulted(let fault)? = try outcome(messages) else { throw Poison("test", "not blocked") }
        #expect(fault.code == "not-an-offer")
    }

    @Test func `A row that cannot be read is not taken for a missing one`() throws {
        for table in [Topic.awaitingSignOff, .preview] {
            var rows = try rows()
            rows[table] = Array("{}".utf8)
            #expect(throws: (any Error).self) { try signOff.react(to: decision(.signOffApproved), rows) }
        }
    }

    @Test func `The same step twice says the same twice`() throws {
        let first = try signOff.react(to: step())
        #expect(try signOff.react(to: step()) == first)
        #expect(try signOff.react(to: step(), rows()) == first)
    }

    @Test func `Go live hands off to the next stage and keeps the preview`() throws {
        let messages = try signOff.react(to: decision(.signOffApproved), rows())
        #expect(messages.map(\.topic) == [.stage(.provisionProduction), .outcomes, .awaitingSignOff])
        #expect(messages[2].value == nil)
        let next = try ScheduledStep(
            key: messages[0].key, value: messages[0].value, headers: messages[0].headers, for: .provisionProduction)
        #expect(next.offer.bytes == offer.json)
        #expect(try outcome(messages) == .completed(StepOutputs()))
    }

    @Test(arguments: [EventType.signOffApproved, .signOffWithdrawn])
    func `A decision that comes twice or for another submission does nothing`(type: EventType) throws {
        #expect(try signOff.react(to: decision(type)).isEmpty)
        #expect(try signOff.react(to: decision(type, submission: 2), rows()).isEmpty)
        #expect(try signOff.react(to: decision(type, submission: 1), rows(submission: 2)).isEmpty)
    }

    @Test func `A new submission takes the place of an old row`() throws {
        let messages = try signOff.react(to: step(submission: 2), rows(submission: 1))
        #expect(try waiting(messages).number == 2)
    }

    @Test func `A step that comes again after a newer submission waits changes nothing`() throws {
        #expect(try signOff.react(to: step(submission: 1), rows(submission: 2)).isEmpty)
        let approved = try signOff.react(to: decision(.signOffApproved, submission: 2), rows(submission: 2))
        let rows = try signOff.rows(rows(submission: 2), after: approved)
        #expect(try signOff.react(to: step(submission: 1), rows).isEmpty)
    }

    @Test func `A wrong allow-list is rejected and nothing is shown`() throws {
        var step = try step()
        step.allowList = "not-a-guid=pay-as-you-go"
        let messages = try signOff.react(to: step)
        #expect(messages.map(\.topic) == [.outcomes])
        guard case .rejected(let problems)? = try outcome(messages) else { throw Poison("test", "not rejected") }
        #expect(problems.map(\.code) == ["guid-malformed"])
    }

    @Test func `Anything else is poison`() throws {
        #expect(throws: Poison.self) { try signOff.react(to: decision(.statusChanged)) }
        #expect(throws: Poison.self) {
            try signOff.react(to: Message(topic: .stage(.publisherSignOff), key: nil, value: Array("junk".utf8)))
        }
    }

    @Test func `A preview address that is not one ends the program with a clear message`() {
        let error = #expect(throws: Settings.Wrong.self) { try PublisherSignOff(Settings(["preview-base": "preview"])) }
        #expect(error?.description.contains("--preview-base preview") == true)
    }
}
