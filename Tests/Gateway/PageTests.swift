import BrokerClient
import Events
import Foundation
import HTTP
import Localization
import Offers
import TestSupport
import Testing

@testable import Gateway

/// The pages: who sees what, what a form may do, and that text stays text.
@Suite struct PageTests {
    @Test func `Nothing is shown before somebody has signed in`() throws {
        let fixture = try GatewayFixture()
        for (target, next) in [
            ("/", ""), ("/offers", ""), ("/offers/contoso/web-server", "?next=%2Foffers%2Fcontoso%2Fweb-server"),
            ("/offers?state=Failed&lang=fr", "?next=%2Foffers%3Fstate%3DFailed"),
        ] {
            #expect(fixture.ask("GET", target, token: nil)["Location"] == "/sign-in\(next)")
        }
        #expect(fixture.ask("GET", "/events", token: nil).status == 401)
        #expect(fixture.ask("POST", "/sign-in", token: nil, body: Array("token=wrong".utf8)).status == 403)
    }

    @Test func `An offer that was never published shows the steps that it will take, as many as afterwards`() throws {
        let fixture = try GatewayFixture()
        try fixture.put()
        let browser = try Browser(fixture)
        func line() -> Int {
            browser.get("/offers/contoso/web-server").text.matches(of: /<span class="dot"/).count
        }
        func steps() -> [String?] { fixture.call("GET", "/status").node["steps"]?.items.map { $0["id"]?.text } ?? [] }
        let before = (line: line(), steps: steps(), state: fixture.call("GET", "/status").node["status"]?.text)
        #expect(before.state == "neverPublished" && before.line == 7)
        #expect(
            before.steps == [
                "displaydummycertify", "displaycertify", "displayprovision", "displaypackage", "publisher-signoff",
                "live",
            ])
        #expect(
            browser.get("/offers/contoso/web-server").text.contains("<li class=\"NotStarted\" aria-current=\"step\">"))
        #expect(!browser.get("/offers/contoso/web-server").text.contains("/support\""))
        try fixture.setStatus { status in
            status.submissions = 1
            status.state = .running
            status.follow(GatewayFixture.process, hasTestDrive: false)
            status.currentStep = 0
        }
        #expect(line() == before.line && steps() == before.steps)
    }

    @Test func `Publishers whose offers wait in a paused stage read the text for them`() throws {
        let fixture = try GatewayFixture()
        try fixture.setStatus { status in
            status.submissions = 1
            status.state = .running
            status.follow(GatewayFixture.process, hasTestDrive: false)
            status.currentStep = 2
        }
        let browser = try Browser(fixture)
        func mark() -> Substring? {
            browser.get("/offers/contoso/web-server").text.firstMatch(of: /data-live="([^"]+)"/)?.output.1
        }
        let before = mark()
        let pause = Controls.Pause(since: fixture.time.value, reason: "disk full", notice: "We are moving", by: "Olga")
        func control(_ stage: Stage, _ pause: Controls.Pause?) throws {
            try fixture.model.take(
                TopicRecord(Controls.message(.stage(stage), pause, id: "x", source: "/offers/client")))
        }
        try control(.package, pause)
        #expect(!browser.get("/offers/contoso/web-server").text.contains("We are moving"))
        try control(.certify, pause)
        let page = browser.get("/offers/contoso/web-server").text
        #expect(page.contains("We are moving") && page.contains("An operator has paused this step for all offers."))
        #expect(!page.contains("disk full") && !page.contains("Olga"))
        #expect(mark() != before, "an open page hears of it")
        try control(.certify, nil)
        #expect(mark() == before && !browser.get("/offers/contoso/web-server").text.contains("We are moving"))
    }

    @Test func `The table has all offers with the newest status last, filtered as asked`() throws {
        let fixture = try GatewayFixture()
        try fixture.setStatus { status in
            status.title = "Web"
            status.state = .succeeded
        }
        try fixture.setStatus(OfferKey(publisher: "contoso", offer: "other")) { status in
            status.title = "Other"
            status.state = .failed
        }
        try fixture.setStatus(OfferKey(publisher: "fabrikam", offer: "secret")) { $0.title = "Hidden" }
        let browser = try Browser(fixture)
        let all = browser.get("/offers").text
        #expect(all.contains(">Web<") && all.contains(">Other<") && !all.contains("Hidden"))
        #expect(
            all.contains(
                "<td><a class=\"badge Succeeded\" href=\"/offers/contoso/web-server\">No longer sold</a></td>\n</tr>"))
        let failed = browser.get("/offers?state=Failed").text
        #expect(!failed.contains(">Web<") && failed.contains(">Other<"))
        #expect(try Browser(fixture, token: Token.operators).get("/offers?publisher=fabrikam").text.contains("Hidden"))
        #expect(browser.get("/offers/fabrikam/secret").status == 404)
    }

    @Test func `Scripts in an offer stay text, in title, problems and links`() throws {
        let fixture = try GatewayFixture()
        let evil = "<script>alert('x')</script>\" onload=\"y"
        let name = LocalizedText(en: evil, fr: evil, ja: evil)
        let process = PublishingProcess(
            PublishingProfile(
                name: "evil", title: name, reviewLabel: name, steps: [.init(stage: .certify, name: name)]))
        try fixture.announce(process)
        try fixture.setStatus { status in
            status.title = evil
            status.state = .failed
            status.previewLinks = ["javascript:alert(1)"]
            status.follow(process) { _ in .rejected }
            status.currentStep = 0
            status.steps[0].problems = [Problem(at: "/\(evil)", "duplicate", ["value": evil])]
            status.steps[0].notes = [Remark("certification-skipped", ["submission": evil])]
            status.steps[0].progress = Progress(percent: 5, regions: [.init(name: evil, percent: 5, state: evil)])
        }
        let browser = try Browser(fixture)
        for page in [browser.get("/offers"), browser.get("/offers/contoso/web-server")] {
            #expect(page.status == 200)
            #expect(!page.text.contains("<script>") && !page.text.contains("onload=\""))
            #expect(!page.text.contains("href=\"javascript"))
            #expect(page["Content-Security-Policy"]?.contains("script-src 'self'") == true)
        }
    }

    @Test func `A copy is shown with its bytes, its rate and the time left, on its page and in the API`() throws {
        let fixture = try GatewayFixture()
        let name = LocalizedText(en: "Copy", fr: "Copie", ja: "コピー")
        let process = PublishingProcess(
            PublishingProfile(
                name: "copy", title: name, reviewLabel: name, steps: [.init(stage: .provisionPreview, name: name)]))
        try fixture.announce(process)
        try fixture.setStatus { status in
            status.state = .running
            status.follow(process) { _ in .inProgress }
            status.currentStep = 0
            var west = Progress.Region(
                name: "west", percent: 4, state: "copying", bytesDone: 300 << 20, bytesTotal: 8 << 30)
            west.bytesPerSecond = 50 << 20
            status.steps[0].progress = Progress(percent: 4, regions: [west])
        }
        let page = try Browser(fixture).get("/offers/contoso/web-server").text
        #expect(page.contains("300.0 MiB of 8.0 GiB, 50.0 MiB/s, 3 min left"))
        let messages = fixture.call("GET", "/status").node["steps"]?.items.first?["messages"]?.items ?? []
        #expect(messages.map { $0["messageHtml"]?.text } == ["west: 300.0 MiB of 8.0 GiB, 50.0 MiB/s, 3 min left"])
        #expect(messages.map { $0["level"]?.text } == ["information"])
    }

    @Test func `A pause is shown with its reason, and is gone when the offer resumes`() throws {
        let fixture = try GatewayFixture()
        try fixture.setStatus { $0.paused = .init(since: $0.changed, notice: "moving <the> store") }
        let browser = try Browser(fixture)
        let page = browser.get("/offers/contoso/web-server").text
        #expect(page.contains("An operator has paused this offer"))
        #expect(page.contains("moving &lt;the&gt; store"))
        try fixture.setStatus { $0.paused = nil }
        #expect(!browser.get("/offers/contoso/web-server").text.contains("An operator has paused this offer"))
    }

    @Test func `A form without the login's own token, or from elsewhere, changes nothing`() throws {
        let fixture = try GatewayFixture()
        try fixture.setStatus { $0.state = .waitingForPublisherReview }
        let browser = try Browser(fixture)
        let right = "form-token=\(try browser.formToken())"
        let stranger = "form-token=\(try Browser(fixture).formToken())"
        for form in ["", "form-token=", stranger] {
            #expect(browser.post("/offers/contoso/web-server/go-live", form).status == 403)
        }
        for headers in [["sec-fetch-site": "cross-site"], ["origin": "https://evil.example", "host": "here.example"]] {
            #expect(browser.post("/offers/contoso/web-server/go-live", right, headers).status == 403)
        }
        #expect(browser.post("/offers/fabrikam/x/cancel", right).status == 404)
        #expect(fixture.commands.isEmpty)
        let live = browser.post("/offers/contoso/web-server/go-live", right)
        #expect(live["Location"] == "/offers/contoso/web-server?done=go-live")
        #expect(fixture.commands.map(\.kind) == [.goLive])
    }

    @Test func `Each form does what its button says, and a refusal is shown with its reason`() throws {
        let fixture = try GatewayFixture()
        try fixture.put()
        let browser = try Browser(fixture)
        let token = "form-token=\(try browser.formToken())"
        #expect(browser.post("/offers/contoso/web-server/publish", "\(token)&emails=a%40b.example").status == 303)
        #expect(browser.post("/offers/contoso/web-server/support", "\(token)&text=Help%0Aplease").status == 303)
        #expect(browser.post("/offers/contoso/web-server/cancel", token).status == 303)
        #expect(fixture.commands.map(\.kind) == [.publish, .requestSupport, .cancel])
        #expect(fixture.commands[1].event["text"] == "Help\nplease")
        let strict = try GatewayFixture(coordinator: GatewayFixture.refuse(.unknownProfile("<too>", known: ["<a>"])))
        try strict.setStatus { $0.state = .running }
        let other = try Browser(strict)
        let refused = other.post("/offers/contoso/web-server/cancel", "form-token=\(try other.formToken())")
        #expect(refused.status == 409)
        #expect(refused.text.contains("role=\"alert\"") && refused.text.contains("“&lt;too&gt;”"))
    }

    @Test func `Pages speak the reader's language`() throws {
        let fixture = try GatewayFixture()
        func language(_ target: String, _ accept: String) -> Bool? {
            fixture.ask("GET", target, token: nil, headers: ["accept-language": accept]).text.contains(
                "lang=\"fr\">\n<head")
        }
        #expect(language("/sign-in", "de;q=0.9, fr-CA;q=0.8, en;q=0.7") == true)
        #expect(language("/sign-in", "en, fr;q=0.5") == false)
        #expect(language("/sign-in?lang=fr", "en") == true)
        let ja = fixture.ask("GET", "/sign-in?lang=ja", token: nil)
        #expect(ja.text.contains("サインイン"))
        #expect(ja["Set-Cookie"]?.hasPrefix("lang=ja;") == true)
    }

    @Test func `State, steps and notes appear in the reader's language, whatever the submission's`() throws {
        let fixture = try GatewayFixture()
        try fixture.setStatus { status in
            status.state = .waitingForPublisherReview
            status.language = .japanese
            status.currentStep = 5
            status.follow(GatewayFixture.process) { step in
                step.stage == .publisherSignOff ? .waitingForPublisherReview : .complete
            }
            status.steps[2].notes = [Remark("certification-skipped", ["submission": "2"])]
        }
        let browser = try Browser(fixture)
        let english = browser.get("/offers/contoso/web-server?lang=en").text
        #expect(english.contains(">Available in preview<"))
        #expect(english.contains("<span class=\"name\">Provisioning<"))
        #expect(english.contains("the technical assets equal those of submission 2."))
        let french = browser.get("/offers/contoso/web-server?lang=fr").text
        #expect(french.contains(">Disponible en version préliminaire<") && !french.contains("Available in preview"))
        #expect(french.contains("<span class=\"name\">Approvisionnement<") && !french.contains("Provisioning"))
        let note = Remark("certification-skipped", ["submission": "2"]).text(in: .french)
        #expect(french.contains(note.escapedForHTML) && !french.contains("technical assets"))
        #expect(browser.get("/offers?lang=ja").text.contains(">プレビューで利用可能<"))
    }

    @Test func `Steps of a process that is not known yet have their names once it is`() throws {
        let fixture = try GatewayFixture()
        let name = LocalizedText(en: "Late step", fr: "", ja: "")
        let late = PublishingProcess(
            PublishingProfile(
                name: "late", title: name, reviewLabel: name, steps: [.init(stage: .certify, name: name)]))
        try fixture.setStatus { status in
            status.state = .running
            status.currentStep = 0
            status.follow(late) { _ in .inProgress }
        }
        let browser = try Browser(fixture)
        let before = browser.get("/offers/contoso/web-server")
        #expect(before.status == 200 && !before.text.contains("Late step"))
        try fixture.announce(late)
        #expect(browser.get("/offers/contoso/web-server").text.contains("<span class=\"name\">Late step<"))
        let steps = fixture.call("GET", "/status").node["steps"]?.items ?? []
        #expect(steps.map { $0["stepName"]?.text } == ["Late step"])
    }

    @Test func `Screen readers can find the current step of an offer`() throws {
        let fixture = try GatewayFixture()
        try fixture.setStatus { status in
            status.state = .running
            status.currentStep = 2
            status.follow(GatewayFixture.process) { step in
                switch step.stage {
                case .validatePrerequisites: .complete
                case .validateTestDrive: .skipped
                case .certify: .inProgress
                default: .notStarted
                }
            }
        }
        let page = try Browser(fixture).get("/offers/contoso/web-server").text
        let line = try #require(
            page.range(of: "<ol class=\"line\"[\\s\\S]*?</ol>", options: .regularExpression).map { page[$0] })
        #expect(line.split(separator: "<li ").count - 1 == 7)
        #expect(line.contains("<li class=\"InProgress\" aria-current=\"step\">"))
        #expect(page.contains("<main id=\"main\"") && page.contains("class=\"skip\""))
    }

    @Test func `Pages ask for texts that exist, and each text of the pages is used`() throws {
        let folders = ["Editor", "Pages", "Marketplace", "Operations"].map {
            Repository.root.appending(path: "Sources/Gateway/\($0)")
        }
        let files = try folders.flatMap {
            try FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil)
        }
        let source = try files.filter { $0.pathExtension == "swift" }
            .map { try String(contentsOf: $0, encoding: .utf8) }.joined()
        let asked = Set(source.matches(of: /words(?:\[|\.text\()"([a-z-]+)"(?:\]|, \[)/).map { "page.\($0.output.1)" })
        // A text may be chosen by a condition.
        let named = Set(source.matches(of: /"([a-z-]+)"/).map { "page.\($0.output.1)" })
        let known = Localization.table(.english).keys.filter { $0.hasPrefix("page.") }
        #expect(asked.subtracting(known) == [])
        #expect(Set(known.filter { !$0.dropFirst(5).contains(".") }).subtracting(named) == [])
    }

    @Test func `A change of the offer reaches its open pages, another's does not`() throws {
        let fixture = try GatewayFixture()
        try fixture.setStatus { $0.state = .running }
        let browser = try Browser(fixture)
        let answer = browser.get("/offers/contoso/web-server/events")
        #expect(answer["Content-Type"] == "text/event-stream; charset=utf-8")
        guard case .stream(let next) = answer.body else {
            Issue.record("no stream")
            return
        }
        #expect(next() == Array("retry: 3000\n\n".utf8))
        try fixture.setStatus(OfferKey(publisher: "fabrikam", offer: "x")) { $0.title = "y" }
        #expect(next() == Array(":\n\n".utf8))
        try fixture.setStatus { $0.transitions = 7 }
        #expect(String(decoding: next() ?? [], as: UTF8.self) == "event: changed\ndata:\n\n")
        fixture.model.close()
        #expect(next() == nil)
    }
}
