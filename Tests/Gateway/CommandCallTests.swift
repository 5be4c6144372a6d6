import Base
import Events
import Localization
import Offers
import Testing

@testable import Gateway

/// Publish, go live, cancel, and the operations that they become.
@Suite struct CommandCallTests {
    @Test func `Publish sends our document with the addresses, and its operation can be followed`() throws {
        let bench = try Bench()
        try bench.put()
        let body = #"{"metadata":{"notification-emails":"a@b.example, c@d.example"}}"#
        let answer = bench.call("POST", "/publish", body: Array(body.utf8))
        #expect(answer.status == 202, "\(answer.text)")
        let command = try #require(bench.commands.first)
        #expect(command.kind == .publish)
        #expect(command.event["notify"] == "a@b.example,c@d.example")
        let document = try OfferDocument(command.event.data)
        #expect(document.listing.title == "Contoso Web Server")
        #expect(document.audience.countries == ["US", "FR", "JP"])
        #expect(document.plans.first?.diskVersions.first?.osDisk.url.hasSuffix("sig=c2lnbmF0dXJl") == true)
        let place = try #require(answer["Location"])
        #expect(place == "/api/publishers/contoso/offers/web-server/operations/\(command.event.id)?\(Bench.version)")
        let operation = bench.ask("GET", place)
        #expect(operation.status == 200)
        #expect(operation.node["status"]?.text == "running")
        #expect(operation.node["submissionType"]?.text == "publish")
        #expect(operation.node["publishingVersion"]?.integer == 1)
        let all = bench.call("GET", "/operations").node.items
        #expect(all.map { $0["id"]?.text } == [command.event.id])
        #expect(bench.call("GET", "/operations?status=succeeded").node.items.isEmpty)
        let submissions = bench.call("GET", "/submissions").node.items
        #expect(submissions.map { $0["id"]?.text } == ["contoso/web-server/1"])
    }

    @Test func `An offer that another client published is published again with that document`() throws {
        let bench = try Bench()
        bench.stand { $0.state = .succeeded }
        #expect(bench.call("POST", "/publish").errorCode == "documentNotFound")
        var document = try Bench.sample()
        document.set(["publisherId"], to: .string("contoso"))
        let ours = PortalDocument.toOurs(document, key: Bench.web, version: 1).written
        let elsewhere = Command(.publish, offer: Bench.web, id: "kcat-1", at: bench.time.value, document: ours)
        bench.kept.withLock { $0[7] = elsewhere.event }
        bench.model.change(Bench.web) { record in
            record.published("kcat-1", at: Place(partition: 0, offset: 7))
            var status = record.status ?? OfferStatus(Bench.web, at: bench.time.value)
            status.memory.transitions += 1
            record.take(Transition(.submitted, of: status, by: "publisher", cause: "kcat-1", at: bench.time.value))
            // Refused ones behind it do not put it out of mind.
            for number in 0..<9 { record.published("refused-\(number)", at: Place(partition: 0, offset: 8)) }
        }
        let answer = bench.call("POST", "/publish")
        #expect(answer.status == 202, "\(answer.text)")
        #expect(bench.commands.map(\.event.data) == [ours])
        bench.kept.withLock { $0 = [:] }
        #expect(bench.call("POST", "/publish").errorCode == "documentNotFound")
    }

    @Test func `A command belongs to the request's trace, or begins one that its log line names`() throws {
        let bench = try Bench()
        try bench.put()
        let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let target = "/api/publishers/contoso/offers/web-server/publish?\(Bench.version)"
        #expect(bench.ask("POST", target, headers: ["traceparent": trace]).status == 202)
        #expect(bench.ask("POST", target, headers: ["traceparent": "00-nonsense"]).status == 202)
        #expect(bench.commands.first?.event.trace?.description == trace)
        #expect(bench.commands.last?.event.trace != nil)
        #expect(bench.notes.value.map { $0["trace_id"] } == bench.commands.map { $0.event.trace?.traceID })
        #expect(bench.notes.value.allSatisfy { $0["offer"] == "contoso/web-server" })
    }

    @Test func `A cancel answers definitely: done, or why not`() throws {
        let agreeable = try Bench()
        agreeable.stand { $0.state = .waitingForPublisherReview }
        #expect(agreeable.call("POST", "/cancel").status == 200)
        let strict = try Bench(coordinator: Bench.refuse("cancel-too-late", "Go live was accepted."))
        strict.stand { $0.state = .running }
        let refused = strict.call("POST", "/cancel")
        #expect(refused.status == 409)
        #expect(refused.errorCode == "cancel-too-late")
        #expect(refused.node.at(["error", "message"])?.text == "Go live was accepted.")
        let operation = try #require(strict.call("GET", "/operations").node.items.first)
        #expect(operation["status"]?.text == "failed")
        #expect(operation.at(["error", "message"])?.text == "Go live was accepted.")
    }

    @Test func `A command that nobody answers is kept, and said to be`() throws {
        let bench = try Bench(answerMilliseconds: 100, coordinator: nil)
        bench.stand { $0.state = .waitingForPublisherReview }
        let live = bench.call("POST", "/golive")
        #expect(live.status == 202)
        #expect(bench.ask("GET", try #require(live["Location"])).node["status"]?.text == "notStarted")
        #expect(bench.call("POST", "/cancel").status == 504)
    }

    @Test func `What was never put cannot be published, and what is wrong by now is not`() throws {
        let bench = try Bench()
        #expect(bench.call("POST", "/publish").status == 404)
        #expect(bench.call("POST", "/golive").errorCode == "offerNotFound")
        try bench.put()
        for body in [
            "[]", "{", #"{"metadata":[]}"#, #"{"metadata":{"notification-emails":7}}"#,
            "{\"metadata\":{\"notification-emails\":\"a@b.example\\r\\nBcc: x@y.example\"}}",
        ] {
            #expect(bench.call("POST", "/publish", body: Array(body.utf8)).status == 400, "\(body)")
        }
        let wrong = bench.call("POST", "/publish", body: Array(#"{"metadata":{"notification-emails":"nobody"}}"#.utf8))
        #expect(wrong.status == 422)
        #expect(bench.commands.isEmpty)
    }

    @Test func `Status has the portal's steps and states, and its links are filled`() throws {
        let bench = try Bench()
        let longest = PublishingProfile.Longest(duration: "P4D", calendar: .elapsed)
        bench.stand { status in
            status.state = .waitingForPublisherReview
            status.previewLinks = ["https://preview.example/contoso/web-server"]
            status.liveLinks = ["https://live.example/contoso/web-server"]
            status.notify = ["a@b.example", "c@d.example"]
            let name = LocalizedText(en: "Step", fr: "Étape", ja: "段階")
            status.steps = Stage.all.map { stage in
                let state: StepState =
                    switch stage {
                    case .validateTestDrive: .skipped
                    case .publisherSignOff: .waitingForPublisherReview
                    case .provisionProduction, .goLive: .notStarted
                    default: .complete
                    }
                return StepStatus(
                    PublishingProfile.Step(stage: stage, name: name, longest: longest), language: .english, state: state
                )
            }
            status.steps[0].problems = [Problem(at: "/listing/title", "duplicate", ["value": "<b>bad</b>"])]
        }
        let node = bench.call("GET", "/status").node
        #expect(node["status"]?.text == "waitingForPublisherReview")
        #expect(node["notificationEmails"]?.text == "a@b.example,c@d.example")
        #expect(node["previewLinks"]?.items.count == 1)
        #expect(node["liveLinks"]?.items.count == 1)
        let steps = node["steps"]?.items ?? []
        #expect(
            steps.compactMap { $0["id"]?.text } == [
                "displaydummycertify", "displaycertify", "displayprovision", "displaypackage", "publisher-signoff",
                "live",
            ])
        #expect(steps.compactMap { $0["status"]?.text }.last == "notStarted")
        #expect(steps[4]["status"]?.text == "waitingForPublisherReview")
        #expect(steps[0]["progressPercentage"]?.integer == 100)
        #expect(steps[1]["estimatedTimeFrame"]?.text == "4 days")
        let html = steps[0]["messages"]?.items.first?["messageHtml"]?.text
        #expect(
            html == "/listing/title: “&lt;b&gt;bad&lt;/b&gt;” appears more than once in this list. Keep one of them.")
    }
}
