import Base
import Events
import Localization
import Offers
import TestSupport
import Testing

@testable import Gateway

/// Publish, go live, cancel, and the operations that they become.
@Suite struct CommandCallTests {
    @Test func `Publish sends our document with the addresses, and its operation can be followed`() throws {
        let fixture = try GatewayFixture()
        try fixture.put()
        let body = #"{"metadata":{"notification-emails":"a@b.example, c@d.example"}}"#
        let answer = fixture.call("POST", "/publish", body: Array(body.utf8))
        #expect(answer.status == 202, "\(answer.text)")
        let command = try #require(fixture.commands.first)
        #expect(command.kind == .publish)
        #expect(command.event["notify"] == "a@b.example,c@d.example")
        #expect(command.event["awaited"] == "true")
        let document = try OfferDocument(command.event.data)
        #expect(document.listing.title == "Contoso Web Server")
        #expect(document.audience.countries == ["US", "FR", "JP"])
        #expect(document.plans.first?.diskVersions.first?.osDisk.url.hasSuffix("sig=c2lnbmF0dXJl") == true)
        let place = try #require(answer["Location"])
        #expect(answer["Operation-Location"] == place)
        #expect(
            place
                == "/api/publishers/contoso/offers/web-server/operations/\(command.event.id)?\(GatewayFixture.version)")
        let operation = fixture.ask("GET", place)
        #expect(operation.status == 200)
        #expect(operation.node["status"]?.text == "running")
        #expect(operation.node["submissionType"]?.text == "publish")
        #expect(operation.node["publishingVersion"]?.integer == 1)
        let all = fixture.call("GET", "/operations").node.items
        #expect(all.map { $0["id"]?.text } == [command.event.id])
        #expect(fixture.call("GET", "/operations?status=succeeded").node.items.isEmpty)
        let submissions = fixture.call("GET", "/submissions").node.items
        #expect(submissions.map { $0["id"]?.text } == [command.event.id])
    }

    @Test func `An offer that another client published is published again with that document`() throws {
        let fixture = try GatewayFixture()
        try fixture.setStatus { $0.state = .succeeded }
        #expect(fixture.call("POST", "/publish").errorCode == "documentNotFound")
        var document = try GatewayFixture.sample()
        document.set(["publisherId"], to: .string("contoso"))
        let ours = PortalTranslation(document, key: GatewayFixture.web, version: 1).ours.json
        let elsewhere = Command(
            .publish, offer: GatewayFixture.web, id: "kcat-1", at: fixture.time.value, document: ours)
        fixture.keep(elsewhere)
        fixture.model.change(GatewayFixture.web) { record in
            // Refused ones behind it do not put it out of mind.
            for number in 0..<9 { record.published("refused-\(number)", at: Place(partition: 0, offset: 8)) }
        }
        let answer = fixture.call("POST", "/publish")
        #expect(answer.status == 202, "\(answer.text)")
        #expect(fixture.commands.map(\.event.data) == [ours])
        fixture.kept.withLock { $0 = [:] }
        #expect(fixture.call("POST", "/publish").errorCode == "documentNotFound")
    }

    @Test func `A command belongs to the request's trace, or begins one that its log line names`() throws {
        let fixture = try GatewayFixture()
        try fixture.put()
        let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let target = "/api/publishers/contoso/offers/web-server/publish?\(GatewayFixture.version)"
        #expect(fixture.ask("POST", target, headers: ["traceparent": trace]).status == 202)
        #expect(fixture.ask("POST", target, headers: ["traceparent": "00-nonsense"]).status == 202)
        #expect(fixture.commands.first?.event.trace?.description == trace)
        #expect(fixture.commands.last?.event.trace != nil)
        #expect(fixture.notes.value.map { $0["trace_id"] } == fixture.commands.map { $0.event.trace?.traceID })
        #expect(fixture.notes.value.allSatisfy { $0["offer"] == "contoso/web-server" })
    }

    @Test func `A cancel answers definitely: done, or why not`() throws {
        let agreeable = try GatewayFixture()
        try agreeable.setStatus { $0.state = .waitingForPublisherReview }
        #expect(agreeable.call("POST", "/cancel").status == 200)
        let strict = try GatewayFixture(coordinator: GatewayFixture.refuse(.cancelTooLate))
        try strict.setStatus { $0.state = .running }
        let refused = strict.call("POST", "/cancel")
        #expect(refused.status == 409)
        #expect(refused.errorCode == "cancel-too-late")
        let reason = Refusal.cancelTooLate.remark.refusalText(in: .english)
        #expect(reason.contains("can no longer be canceled"))
        #expect(refused.node.at(["error", "message"])?.text == reason)
        let operation = try #require(strict.call("GET", "/operations").node.items.first)
        #expect(operation["status"]?.text == "failed")
        #expect(operation.at(["error", "code"])?.text == "cancel-too-late")
        #expect(operation.at(["error", "message"])?.text == reason)
    }

    @Test func `A refusal for an offer that was never published comes at once, though no status row tells of it`()
        throws
    {
        let fixture = try GatewayFixture(
            answerMilliseconds: 60_000, coordinator: GatewayFixture.refuse(.neverPublished))
        try fixture.put()
        let began = ContinuousClock.now
        for call in ["/golive", "/cancel"] {
            let refused = fixture.call("POST", call)
            #expect(refused.status == 409, "\(call)")
            #expect(refused.errorCode == "never-published")
            #expect(refused.node.at(["error", "message"])?.text?.contains("has never been published") == true)
        }
        #expect(ContinuousClock.now - began < .seconds(30))
        #expect(fixture.model.record(of: GatewayFixture.web)?.status == nil)
        let entries = fixture.history
        #expect(entries.map(\.sequence) == [0, 0])
        #expect(entries.allSatisfy { $0.kind == .commandRefused && $0.refusal?.code == "never-published" })
        let operations = fixture.call("GET", "/operations").node.items
        #expect(operations.map { $0["status"]?.text } == ["failed", "failed"])
        #expect(operations.map { $0.at(["error", "code"])?.text } == ["never-published", "never-published"])
        #expect(fixture.call("GET", "/status").node["status"]?.text == "neverPublished")
        #expect(fixture.call("GET", "/submissions").node.items.isEmpty)
    }

    @Test func `A command that nobody answers is kept, and said to be`() throws {
        let fixture = try GatewayFixture(answerMilliseconds: 100, coordinator: nil)
        try fixture.setStatus { $0.state = .waitingForPublisherReview }
        let live = fixture.call("POST", "/golive")
        #expect(live.status == 202)
        #expect(fixture.ask("GET", try #require(live["Location"])).node["status"]?.text == "notStarted")
        #expect(fixture.call("POST", "/cancel").status == 504)
    }

    @Test func `What was never put cannot be published, and what is wrong by now is not`() throws {
        let fixture = try GatewayFixture()
        #expect(fixture.call("POST", "/publish").status == 404)
        #expect(fixture.call("POST", "/golive").errorCode == "offerNotFound")
        try fixture.put()
        for body in [
            "[]", "{", #"{"metadata":[]}"#, #"{"metadata":{"notification-emails":7}}"#,
            "{\"metadata\":{\"notification-emails\":\"a@b.example\\r\\nBcc: x@y.example\"}}",
        ] {
            #expect(fixture.call("POST", "/publish", body: Array(body.utf8)).status == 400, "\(body)")
        }
        let wrong = fixture.call(
            "POST", "/publish", body: Array(#"{"metadata":{"notification-emails":"nobody"}}"#.utf8))
        #expect(wrong.status == 422)
        #expect(fixture.commands.isEmpty)
    }

    @Test func `Status has the portal's steps and states, and its links are filled`() throws {
        let fixture = try GatewayFixture()
        try fixture.setStatus { status in
            status.state = .waitingForPublisherReview
            status.title = "Contoso Web Server"
            status.previewLinks = ["https://preview.example/contoso/web-server"]
            status.live = .init(
                submission: 1, since: status.changed, links: ["https://live.example/contoso/web-server"], terms: nil)
            status.notify = ["a@b.example", "c@d.example"]
            status.follow(GatewayFixture.process) { step in
                switch step.stage {
                case .validateTestDrive: .skipped
                case .publisherSignOff: .waitingForPublisherReview
                case .provisionProduction, .goLive: .notStarted
                default: .complete
                }
            }
            status.steps[0].problems = [Problem(at: "/listing/title", "duplicate", ["value": "<b>bad</b>"])]
        }
        let node = fixture.call("GET", "/status").node
        #expect(node["status"]?.text == "waitingForPublisherReview")
        #expect(node["notificationEmails"]?.text == "a@b.example,c@d.example")
        #expect(
            node["previewLinks"]?.items.map { $0["uri"]?.text } == ["https://preview.example/contoso/web-server"])
        #expect(node["liveLinks"]?.items.map { $0["uri"]?.text } == ["https://live.example/contoso/web-server"])
        #expect(node["liveLinks"]?.items.first?["displayText"]?.text == "Contoso Web Server")
        let steps = node["steps"]?.items ?? []
        #expect(
            steps.compactMap { $0["id"]?.text } == [
                "displaydummycertify", "displaycertify", "displayprovision", "displaypackage", "publisher-signoff",
                "live",
            ])
        #expect(steps.compactMap { $0["status"]?.text }.last == "notStarted")
        #expect(steps[4]["status"]?.text == "waitingForPublisherReview")
        #expect(steps[0]["progressPercentage"]?.integer == 100)
        #expect(steps[1]["estimatedTimeFrame"]?.text == "3 days")
        #expect(steps[1]["stepName"]?.text == "Certification")
        #expect(steps[5]["estimatedTimeFrame"]?.text == "4 days + 4 days")
        #expect(steps[5]["description"]?.text == "Provisioning, Live")
        let html = steps[0]["messages"]?.items.first?["messageHtml"]?.text
        #expect(
            html == "/listing/title: “&lt;b&gt;bad&lt;/b&gt;” appears more than once in this list. Keep one of them.")
    }
}
