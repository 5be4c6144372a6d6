import Events
import Foundation
import HTTP
import JSON
import Offers
import TestSupport
import Testing

@testable import Gateway

/// What the Publish dialog asks, what it sends, and what it refuses there and then.
@Suite struct PublishDialogTests {
    private static let publish = "/offers/contoso/web-server/publish"
    private static let list = "/audience/previewSubscriptions"
    private static let guid = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"

    private func opened() throws -> (fixture: GatewayFixture, browser: Browser) {
        let fixture = try GatewayFixture()
        try fixture.put()
        return (fixture, try Browser(fixture))
    }

    @Test func `The dialog has the last addresses, the processes and what will happen`() throws {
        let (fixture, browser) = try opened()
        try fixture.setStatus { $0.notify = ["a@b.example", "c@d.example"] }
        let page = browser.get(Self.publish).text
        #expect(page.contains("value=\"a@b.example, c@d.example\""))
        let names = page.matches(of: /name="process" value="([^"]+)"( checked)?/).map {
            "\($0.output.1)\($0.output.2 ?? "")"
        }
        #expect(names == ["vm-2018 checked", "vm-2017", "vm-staging-2016"])
        #expect(page.contains("Certification: up to 3 days"))
        #expect(page.contains("Who can access your staged offer?"))
        #expect(!page.contains("name=\"again\"") && page.contains("class=\"primary\">Publish<"))
    }

    @Test func `Addresses, process and allow-list go with the command, the offer type's own not by name`() throws {
        let (fixture, browser) = try opened()
        let own = try browser.send(
            Self.publish, ["emails": "a@b.example; \"Lovelace, Ada\" <ada@d.example>", "process": "vm-2018"])
        #expect(own["Location"] == "/offers/contoso/web-server?done=publish")
        var event = try #require(fixture.commands.last).event
        #expect(event[Command.Name.notify] == "a@b.example,\"Lovelace, Ada\" <ada@d.example>")
        #expect(event[Command.Name.profile] == nil && event[Command.Name.allowList] == nil)
        let other = "11111111-1111-1111-1111-111111111111"
        _ = try browser.send(
            Self.publish,
            [
                "emails": "", "process": "vm-staging-2016", "rows \(Self.list)": "1", "new \(Self.list)": "1",
                "\(Self.list)/0/id": Self.guid, "\(Self.list)/0/type": "pay-as-you-go", "\(Self.list)/1/id": other,
                "\(Self.list)/1/type": "enterprise-agreement",
            ])
        event = try #require(fixture.commands.last).event
        #expect(event[Command.Name.profile] == "vm-staging-2016")
        #expect(event[Command.Name.allowList] == "\(Self.guid)=pay-as-you-go \(other)=enterprise-agreement")
    }

    @Test func `A forbidden type of subscription is refused at its field, and what was typed stays`() throws {
        let (fixture, browser) = try opened()
        let answer = try browser.send(
            Self.publish,
            [
                "emails": "a@b.example", "rows \(Self.list)": "1", "\(Self.list)/0/id": Self.guid,
                "\(Self.list)/0/type": "csp",
            ])
        #expect(answer.status == 422)
        #expect(answer.text.contains("id=\"\(Self.list)/0/type!told\""))
        #expect(answer.text.contains("value=\"csp\" selected") && answer.text.contains("value=\"a@b.example\""))
        #expect(answer.text.contains("<a href=\"#\(Self.list)/0/type\">"))
        #expect(fixture.commands.isEmpty)
    }

    @Test func `A process can demand an address, and a wrong address is refused`() throws {
        let (fixture, browser) = try opened()
        let missing = try browser.send(Self.publish, ["emails": "", "process": "vm-2017"])
        #expect(missing.status == 422 && missing.text.contains("<a href=\"#emails\">"))
        #expect(missing.text.contains("value=\"vm-2017\" checked"))
        let hostile = try browser.send(Self.publish, ["emails": "Ada\r\nBcc: x@y.example <ada@d.example>"])
        #expect(hostile.status == 422)
        let wrong = try browser.send(Self.publish, ["emails": "<nobody>"])
        #expect(wrong.status == 422 && wrong.text.contains("value=\"&lt;nobody&gt;\""))
        #expect(fixture.commands.isEmpty)
    }

    @Test func `Problems of the document lead to their fields in the Editor`() throws {
        let (fixture, browser) = try opened()
        try fixture.put { $0.set(["definition", "offer", PortalFields.prefix + "title"], to: "") }
        let answer = try browser.send(Self.publish, ["emails": ""])
        #expect(answer.status == 422)
        #expect(answer.text.contains("href=\"/offers/contoso/web-server/edit?check=1#/listing/title\""))
    }

    @Test func `What is live without a change is published again only when asked twice`() throws {
        let (fixture, browser) = try opened()
        _ = try browser.send(Self.publish, ["emails": ""])
        try fixture.setStatus { status in
            status.state = .succeeded
            status.live = .init(submission: 1, since: status.changed, links: [], terms: nil)
        }
        let page = browser.get(Self.publish).text
        #expect(page.contains("name=\"again\"") && !page.contains("class=\"primary\">Publish<"))
        #expect(
            browser.get("/offers/contoso/web-server").text.contains("<a class=\"button\" href=\"\(Self.publish)\">"))
        let asked = try browser.send(Self.publish, ["emails": "x@y.example"])
        #expect(asked.status == 422 && asked.text.contains("value=\"x@y.example\""))
        #expect(fixture.commands.count == 1)
        #expect(try browser.send(Self.publish, ["emails": "", "again": "1"]).status == 303)
        #expect(fixture.commands.count == 2)
        try fixture.put { $0.set(["definition", "offer", PortalFields.prefix + "summary"], to: "New") }
        #expect(!browser.get(Self.publish).text.contains("name=\"again\""))
    }

    @Test func `The status page leads to the field of each problem, and asks before it goes live or cancels`() throws {
        let (fixture, browser) = try opened()
        try fixture.setStatus { status in
            status.follow(GatewayFixture.process) { _ in .notStarted }
            status.currentStep = 0
            status.steps[0].state = .rejected
            status.steps[0].problems = [
                Problem(at: "/plans/0/sizes/2", "wrong-type-text"), Problem(at: "/version", "wrong-type-integer"),
            ]
            status.state = .failed
        }
        let failed = browser.get("/offers/contoso/web-server").text
        #expect(failed.contains("href=\"/offers/contoso/web-server/edit?check=1#/plans/0/sizes\""))
        #expect(!failed.contains("#/version"))
        try fixture.setStatus { status in
            status.currentStep = 5
            status.follow(GatewayFixture.process) { step in
                step.stage == .publisherSignOff ? .waitingForPublisherReview : .complete
            }
            status.state = .waitingForPublisherReview
        }
        let waiting = browser.get("/offers/contoso/web-server").text
        #expect(waiting.contains("<details class=\"ask primary\"><summary>Go live</summary>"))
        #expect(waiting.contains("You cannot cancel after this."))
        #expect(waiting.contains("<details class=\"ask danger\"><summary>Cancel publishing</summary>"))
    }
}
