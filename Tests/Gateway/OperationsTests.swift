// What operators see and do, by page and by call; and that nobody else does.

import Base
import BrokerClient
import Events
import Foundation
import HTTP
import JSON
import Offers
import Testing

@testable import Gateway

@Suite struct OperationsTests {
    /// `count` offers that a fault has blocked.
    private func blocked(_ fixture: GatewayFixture, _ count: Int, code: String = "scanner-away") throws {
        for number in 0..<count {
            try fixture.setStatus(OfferKey(publisher: "contoso", offer: "\(code)-\(number)")) { status in
                status.title = "Offer \(number)"
                status.submissions = 1
                status.follow(GatewayFixture.process) { _ in .notStarted }
                status.currentStep = 2
                status.state = .running
                status.steps[2].state = .blocked
                status.steps[2].scheduled = status.changed
                status.steps[2].began = status.changed
                status.steps[2].attempt = 3
                status.steps[2].fault = Fault(code, "the scanner <is> away")
            }
        }
    }

    private func letter(_ fixture: GatewayFixture, value: String = "{}") throws {
        let headers: [Message.Header] = [
            .init(DeadLetter.Name.topic, "offers.commands"), .init(DeadLetter.Name.partition, "3"),
            .init(DeadLetter.Name.offset, "17"), .init(DeadLetter.Name.code, "not-an-offer"),
            .init(DeadLetter.Name.reason, "the <document> is bad"), .init("content-type", "application/json"),
        ]
        try fixture.store(
            Message(topic: .deadLetters, key: Array("contoso/web".utf8), value: Array(value.utf8), headers: headers))
    }

    private func call(
        _ fixture: GatewayFixture, _ method: String, _ path: String, _ body: String = "",
        token: String = Token.operators
    ) -> HTTPResponse {
        let mark = path.contains("?") ? "&" : "?"
        return fixture.ask(
            method, "/api/operations/\(path)\(mark)\(GatewayFixture.version)", token: token, body: Array(body.utf8))
    }

    @Test func `To a publisher there are no operators' pages and calls`() throws {
        let fixture = try GatewayFixture()
        let browser = try Browser(fixture)
        for path in ["", "/stages", "/dead-letters", "/quotas", "/audit", "/dead-letters/0/0"] {
            #expect(browser.get("/operations\(path)").status == 404)
        }
        let form = "form-token=\(try browser.formToken())&scope=pipeline&action=pause&reason=x"
        #expect(browser.post("/operations/stages", form).status == 404)
        #expect(!browser.get("/offers").text.contains("/operations"))
        for path in ["needs", "stages", "dead-letters", "audit"] {
            #expect(call(fixture, "GET", path, token: Token.contoso).status == 403)
        }
        #expect(call(fixture, "POST", "pipeline/pause", #"{"reason":"x"}"#, token: Token.contoso).status == 403)
        #expect(fixture.sent.isEmpty)
    }

    @Test func `Five blocked offers are found on one page and resumed at once, with a reason and a name`() throws {
        let fixture = try GatewayFixture()
        try blocked(fixture, 5)
        try blocked(fixture, 2, code: "region-away")
        let browser = try Browser(fixture, token: Token.operators)
        let page = browser.get("/operations").text
        #expect(page.contains("<strong>7</strong> <span>Blocked</span>"))
        #expect(page.contains("the scanner &lt;is&gt; away") && page.contains("Olga Operator"))
        let filtered = browser.get("/operations?code=scanner-away&stage=certify").text
        #expect(filtered.contains("scanner-away-4") && !filtered.contains("contoso/region-away-0"))
        let token = "form-token=\(try browser.formToken())"
        #expect(browser.post("/operations", "\(token)&action=resume&all=on&code=scanner-away").status == 400)
        #expect(browser.post("/operations", "\(token)&action=resume&reason=why").status == 400)
        let tooNew = browser.post("/operations", "\(token)&action=resume&all=on&stage=certify&hours=1&reason=why")
        #expect(tooNew.status == 400)
        #expect(fixture.commands.isEmpty)
        let done = browser.post("/operations", "\(token)&action=resume&all=on&code=scanner-away&reason=Scanner+is+back")
        #expect(done.text.contains("Done for 5 of 5."))
        #expect(fixture.commands.map(\.kind) == Array(repeating: .resume, count: 5))
        #expect(fixture.commands.allSatisfy { $0.actor == Actor(.operator, name: "Olga Operator") })
        #expect(fixture.commands.allSatisfy { $0.event["text"] == "Scanner is back" })
        fixture.time.withLock { $0 = $0 + .seconds(3_700) }
        let late = browser.post(
            "/operations", "\(token)&action=resume&all=on&stage=certify&hours=1&code=region-away&reason=x")
        #expect(late.text.contains("Done for 2 of 2."))
        let one = browser.post("/operations", "\(token)&action=reject&offer%3Acontoso%2Fregion-away-1=on&reason=No")
        #expect(one.status == 200 && fixture.commands.last?.offer.offer == "region-away-1")
    }

    @Test func `By call the same is found and resumed, and a refusal is said for its offer`() throws {
        let fixture = try GatewayFixture(coordinator: GatewayFixture.refuse(.nothingBlocked))
        try blocked(fixture, 2)
        let needs = call(fixture, "GET", "needs?code=scanner-away").node.items
        #expect(needs.count == 2 && needs[0]["needs"]?.text == "operator" && needs[0]["attempts"]?.integer == 3)
        #expect(call(fixture, "GET", "needs?stage=package").node.items.isEmpty)
        #expect(call(fixture, "POST", "needs/resume", #"{"code":"scanner-away"}"#).errorCode == "malformedBody")
        for everything in ["", #""hours":0,"#, #""code":"","#] {
            #expect(call(fixture, "POST", "needs/resume", "{\(everything)\"reason\":\"back\"}").status == 400)
        }
        let answer = call(fixture, "POST", "needs/resume", #"{"code":"scanner-away","reason":"back"}"#)
        #expect(answer.node.items.map { $0["code"]?.text } == ["nothing-blocked", "nothing-blocked"])
        #expect(call(fixture, "POST", "needs/resume", #"{"hours":1,"reason":"back"}"#).node.items.isEmpty)
        fixture.time.withLock { $0 = $0 + .seconds(3_700) }
        #expect(call(fixture, "POST", "needs/resume", #"{"hours":1,"reason":"back"}"#).node.items.count == 2)
        for wrong in [#""1""#, "-1", "0.5", "100001"] {
            let answer = call(fixture, "POST", "needs/resume", "{\"hours\":\(wrong),\"reason\":\"back\"}")
            #expect(answer.errorCode == "malformedBody", "\(wrong)")
        }
    }

    @Test func `A stage is paused and resumed; why is for operators, and publishers read a text of their own`() throws {
        let fixture = try GatewayFixture()
        let browser = try Browser(fixture, token: Token.operators)
        let token = "form-token=\(try browser.formToken())"
        #expect(browser.post("/operations/stages", "\(token)&scope=stage%3Acertify&action=pause").status == 400)
        let paused = browser.post(
            "/operations/stages",
            "\(token)&scope=stage%3Acertify&action=pause&reason=disk+full&notice=We+are+moving")
        #expect(paused["Location"] == "/operations/stages?done=paused")
        let page = browser.get("/operations/stages").text
        #expect(
            page.contains("disk full") && page.contains("We are moving") && page.contains("Paused by Olga Operator"))
        let tile = "<strong>1</strong> <span>Paused stages</span>"
        #expect(browser.get("/operations").text.contains(tile))
        let records = fixture.sent
        #expect(records.map(\.topic) == [.audit, .controls])
        let entry = try AuditEntry(CloudEvent(structured: records[0].value ?? []))
        #expect((entry.action, entry.subject, entry.by) == (.paused, "stage:certify", "Olga Operator"))
        let stages = call(fixture, "GET", "stages").node["stages"]?.items ?? []
        let certify = try #require(stages.first { $0["stage"]?.text == "certify" })
        #expect(certify["workers"]?.integer == 2 && certify.at(["paused", "reason"])?.text == "disk full")
        #expect(call(fixture, "POST", "stages/certify/resume", #"{"reason":"done"}"#).status == 204)
        #expect(call(fixture, "POST", "stages/none/pause", #"{"reason":"x"}"#).status == 404)
        #expect(!browser.get("/operations/stages").text.contains("disk full"))
        #expect(!browser.get("/operations").text.contains(tile))
        #expect(fixture.sent.last?.value == nil)
    }

    @Test func `A dead letter is shown, edited and sent again, or discarded; then nobody needs to look at it`() throws {
        let fixture = try GatewayFixture()
        for _ in 0..<3 { try letter(fixture, value: "{\"a\": \"</textarea><script>\"}") }
        let browser = try Browser(fixture, token: Token.operators)
        let list = browser.get("/operations/dead-letters").text
        #expect(list.contains("not-an-offer") && list.contains("the &lt;document&gt; is bad"))
        let shown = browser.get("/operations/dead-letters/0/1").text
        #expect(shown.contains("&lt;/textarea&gt;&lt;script&gt;") && shown.contains("offers.commands/3@17"))
        let token = "form-token=\(try browser.formToken())"
        let edited = browser.post(
            "/operations/dead-letters/0/1", "\(token)&action=edit&reason=mended&value=%7B%22b%22%3A1%7D")
        #expect(edited["Location"] == "/operations/dead-letters?done=redriven")
        let again = try #require(fixture.sent.last)
        #expect(again.topic == .commands && again.value == Array(#"{"b":1}"#.utf8))
        #expect(again.headers.map(\.name) == ["content-type", DeadLetter.Name.redriven])
        let audit = try AuditEntry(CloudEvent(structured: fixture.sent[0].value ?? []))
        #expect((audit.action, audit.subject, audit.reason) == (.edited, "dead-letter:0/1", "mended"))
        #expect(call(fixture, "POST", "dead-letters/0/0/discard", #"{"reason":"noise"}"#).status == 204)
        #expect(call(fixture, "GET", "dead-letters").node.items.map { $0["id"]?.text } == ["0/2"])
        #expect(call(fixture, "POST", "dead-letters/0/2/redrive", #"{"reason":"again"}"#).status == 204)
        #expect(call(fixture, "GET", "dead-letters").node.items.isEmpty)
        #expect(call(fixture, "GET", "dead-letters/0/9").status == 404)
        #expect(browser.get("/operations/dead-letters").text.contains("No dead letter is waiting for an operator"))
    }

    @Test func `Dead letters are chosen by program, code and time, and discarded at once`() throws {
        let fixture = try GatewayFixture()
        for (program, code) in [("certify", "not-an-offer"), ("certify", "too-large"), ("package", "too-large")] {
            try fixture.store(
                Message(
                    topic: .deadLetters, key: nil, value: [],
                    headers: [.init(DeadLetter.Name.program, program), .init(DeadLetter.Name.code, code)]))
        }
        let browser = try Browser(fixture, token: Token.operators)
        func shown(_ query: String) -> [String] {
            let page = browser.get("/operations/dead-letters?\(query)").text
            return page.matches(of: /href="\/operations\/dead-letters\/(0\/[0-9])"/).map { String($0.output.1) }
                .sorted()
        }
        #expect(shown("") == ["0/0", "0/1", "0/2"])
        #expect(shown("program=certify&code=too-large") == ["0/1"])
        // They are half an hour old.
        #expect(shown("hours=1") == [])
        let token = "form-token=\(try browser.formToken())&reason=noise&action=discard&all=on"
        #expect(browser.post("/operations/dead-letters", "\(token)&program=certify&hours=1").status == 400)
        #expect(browser.post("/operations/dead-letters", "\(token)&program=certify&hours=0").status == 303)
        #expect(shown("") == ["0/2"])
    }

    @Test func `The audit names who did what to which offer, stage and dead letter`() throws {
        let fixture = try GatewayFixture()
        try fixture.setStatus { $0.state = .waitingForPublisherReview }
        #expect(fixture.call("POST", "/golive").status == 202)
        try fixture.store(
            AuditEntry(
                .paused, "stage:certify", by: "Otto", reason: "disk <full>", id: "a", at: fixture.time.value
            ).message)
        let page = try Browser(fixture, token: Token.operators).get("/operations/audit").text
        #expect(page.contains("disk &lt;full&gt;") && page.contains("Otto") && page.contains("Go live accepted"))
        let only = try Browser(fixture, token: Token.operators).get("/operations/audit?who=Otto").text
        #expect(!only.contains("Go live accepted<"))
        #expect(call(fixture, "GET", "audit").node.items.count == 2)
    }

    @Test func `An operator's command about a publisher's offer is the operator's`() throws {
        let fixture = try GatewayFixture()
        try fixture.setStatus { $0.state = .waitingForPublisherReview }
        #expect(fixture.call("POST", "/golive", token: Token.operators).status == 202)
        #expect(fixture.commands.last?.actor == Actor(.operator, name: "Olga Operator"))
        #expect(fixture.call("POST", "/golive").status == 202)
        #expect(fixture.commands.last?.actor == Actor(.publisher, name: "contoso"))
    }

    @Test func `Stop selling is asked by call and by button, and answers definitely`() throws {
        let fixture = try GatewayFixture()
        try fixture.setStatus { status in
            status.submissions = 1
            status.state = .succeeded
            status.live = .init(submission: 1, since: status.changed, links: ["https://shop.example/x"], terms: nil)
        }
        let browser = try Browser(fixture)
        #expect(
            browser.get("/offers/contoso/web-server").text.contains(
                "action=\"/offers/contoso/web-server/stop-selling\""))
        #expect(fixture.call("DELETE").node["status"]?.text == "stopped")
        let form = "form-token=\(try browser.formToken())"
        #expect(
            browser.post("/offers/contoso/web-server/stop-selling", form)["Location"]?.hasSuffix("done=stop-selling")
                == true)
        #expect(fixture.commands.map(\.kind) == [.stopSelling, .stopSelling])
        try fixture.setStatus { $0.live?.stopped = $0.changed }
        let page = browser.get("/offers/contoso/web-server").text
        #expect(page.contains("No longer sold") && !page.contains("https://shop.example/x"))
    }
}
