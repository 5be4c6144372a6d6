import Base
import Events
import Foundation
import HTTP
import ImageFixtures
import JSON
import Offers
import TestSupport
import Testing

@testable import Gateway

/// The Editor, New offer and the Publish dialog, as a browser without scripts meets them.
@Suite struct EditorTests {
    private static let edit = "/offers/contoso/web-server/edit"
    private static let picture = "/media/logos/40x40"

    private func offer(_ name: String) -> [String] { ["definition", "offer", PortalFields.prefix + name] }

    private func kept(_ fixture: GatewayFixture) throws -> JSONNode {
        try #require(fixture.model.record(of: GatewayFixture.web)?.draft).kept.tree
    }

    /// The hidden entity tag of a page.
    private func tag(_ page: HTTPResponse) throws -> String {
        String(try #require(page.text.firstMatch(of: /name="etag" value="([^"]*)"/)).output.1)
            .replacing("&quot;", with: "\"")
    }

    private func opened() throws -> (fixture: GatewayFixture, browser: Browser, tag: String) {
        let fixture = try GatewayFixture()
        try fixture.put()
        let browser = try Browser(fixture)
        return (fixture, browser, try tag(browser.get(Self.edit)))
    }

    // MARK: New offer

    @Test func `A new offer is a draft that opens in the Editor, incomplete as it is`() throws {
        let fixture = try GatewayFixture()
        let browser = try Browser(fixture)
        #expect(browser.get("/offers").text.contains("href=\"/offers/new\""))
        #expect(browser.get("/offers/new").status == 200)
        let made = try browser.send(
            "/offers/new", ["type": "container-image", "id": "my-app", "title": "My <b>app</b>"])
        #expect(made["Location"] == "/offers/contoso/my-app/edit")
        let page = browser.get("/offers/contoso/my-app/edit")
        #expect(page.status == 200)
        #expect(page.text.contains("My &lt;b&gt;app&lt;/b&gt;") && !page.text.contains("<b>app"))
        #expect(browser.get("/offers").text.contains("My &lt;b&gt;app"))
        let document = fixture.call("GET").node
        #expect(document == fixture.call("GET").node)
        let draft = try #require(
            fixture.model.record(of: OfferKey(publisher: "contoso", offer: "my-app"))?.draft
        ).kept.tree
        #expect(draft["offerTypeId"] == "microsoft-azure-container")
    }

    @Test(arguments: [
        (["type": "virtual-machine", "id": "web-server", "title": "T"], "You have an offer with this ID"),
        (["type": "virtual-machine", "id": "Web Server", "title": "T"], "An ID has 1 to 50 characters"),
        (["type": "virtual-machine", "id": "ends-", "title": "T"], "An ID has 1 to 50 characters"),
        (["type": "virtual-machine", "id": "x", "title": ""], "Fill in this field."),
        (["type": "gadget", "id": "x", "title": "T"], "Fill in this field."),
        (["type": "virtual-machine", "id": "x", "title": String(repeating: "y", count: 51)], "51"),
    ])
    func `What is wrong with a new offer is said at once, and what was typed stays`(
        fields: [String: String], text: String
    ) throws {
        let fixture = try GatewayFixture()
        try fixture.put()
        let browser = try Browser(fixture)
        let count = fixture.sent.count
        let answer = try browser.send("/offers/new", fields)
        #expect(answer.status == 422)
        #expect(answer.text.contains(text))
        #expect(answer.text.contains("value=\"\(fields["id"] ?? "")\""))
        #expect(fixture.sent.count == count)
    }

    @Test func `An operator names the publisher of a new offer`() throws {
        let fixture = try GatewayFixture()
        let browser = try Browser(fixture, token: Token.operators)
        var fields = ["type": "virtual-machine", "id": "x", "title": "T", "publisher": "No Body"]
        #expect(try browser.send("/offers/new", fields).status == 422)
        fields["publisher"] = "fabrikam"
        #expect(try browser.send("/offers/new", fields)["Location"] == "/offers/fabrikam/x/edit")
    }

    // MARK: Saving and validating

    @Test func `A draft is kept as it is typed, and its problems are beside its fields`() throws {
        let (fixture, browser, tag) = try opened()
        let long = String(repeating: "é", count: 3_000)
        let fields = [
            "etag": tag, "/listing/summary": long, "/listing/title": "", "/contacts/support/email": "<b>nobody</b>",
        ]
        let saved = try browser.send(Self.edit, fields)
        #expect(saved["Location"] == Self.edit + "?done=saved")
        #expect(try kept(fixture).at(offer("summary")) == .string(long))
        #expect(try kept(fixture).at(offer("title")) == nil)
        let plain = browser.get(Self.edit).text
        #expect(plain.contains("3000 / 100") && !plain.contains("aria-invalid"))
        let checked = browser.get(Self.edit + "?check=1").text
        for pointer in ["/listing/summary", "/listing/title", "/contacts/support/email"] {
            #expect(checked.contains("<a href=\"#\(pointer)\">"), "\(pointer)")
            #expect(checked.contains("id=\"\(pointer)!told\""), "\(pointer)")
        }
        #expect(checked.contains("Fill in this field."))
        #expect(checked.contains("Marketplace listing <span class=\"count bad\">2<"))
        #expect(!checked.contains("<b>nobody"))
    }

    @Test func `HTML in every field stays text`() throws {
        let (fixture, browser, _) = try opened()
        let evil = "\"'></textarea></select><script>alert(1)</script>"
        let page = browser.get(Self.edit)
        var fields = ["etag": try tag(page)]
        for match in page.text.matches(of: /name="((?:\/|rows |new )[^"]+)"/) {
            let name = String(match.output.1)
            fields[name] = name.hasPrefix("/") ? evil : "1"
            // Two images of one version would be refused.
            if name.hasSuffix("/images/1/version") { fields[name] = "2" }
        }
        #expect(fields.count > 60)
        #expect(try browser.send(Self.edit, fields).status == 303)
        for target in [Self.edit, Self.edit + "?check=1", "/offers/contoso/web-server/publish", "/offers"] {
            let text = browser.get(target).text
            #expect(!text.contains("<script>alert"), "\(target)")
        }
        #expect(try kept(fixture).at(offer("title")) == .string(evil))
    }

    @Test func `Validate saves and leads to the problems, Publish to the dialog where there are none`() throws {
        let (_, browser, tag) = try opened()
        #expect(
            try browser.send(Self.edit, ["etag": tag, "do": "publish"])["Location"]
                == "/offers/contoso/web-server/publish")
        let checked = try browser.send(Self.edit, ["etag": tag, "do": "validate", "/listing/summary": ""])
        #expect(checked["Location"] == Self.edit + "?check=1")
        let again = try self.tag(browser.get(Self.edit))
        #expect(again != tag)
        #expect(try browser.send(Self.edit, ["etag": again, "do": "publish"])["Location"] == Self.edit + "?check=1")
    }

    @Test func `Saving without a change writes nothing`() throws {
        let (fixture, browser, tag) = try opened()
        let count = fixture.sent.count
        #expect(try browser.send(Self.edit, ["etag": tag, "do": "save"]).status == 303)
        #expect(fixture.sent.count == count)
    }

    @Test func `The buttons of a plan save first, and lead to the plan`() throws {
        let (fixture, browser, tag) = try opened()
        let copied = try browser.send(
            Self.edit, ["etag": tag, "do": "copy 0", "rows /plans": "1", "/plans/0/title": "Renamed"])
        #expect(copied["Location"] == Self.edit + "?done=saved#/plans/1")
        let plans = try #require(try kept(fixture).at(["definition", "plans"])?.items)
        #expect(plans.map { $0["planId"]?.text } == ["basic", "basic-2"])
        #expect(plans.allSatisfy { $0["microsoft-azure-virtualmachines.skuTitle"] == "Renamed" })
        // The copy has the signature that the page never showed.
        #expect(plans.allSatisfy { String(decoding: $0.json, as: UTF8.self).contains("sig=c2lnbmF0dXJl") })
        #expect(!browser.get(Self.edit).text.contains("c2lnbmF0dXJl"))
    }

    @Test func `An address with a mask in place of its signature is not kept, and stays on the page`() throws {
        let (fixture, browser, tag) = try opened()
        let url = "https://contoso.blob.example/vhds/other.vhd?sp=rl&sig=***"
        let answer = try browser.send(
            Self.edit,
            [
                "etag": tag, "rows /plans": "1", "rows /plans/0/images": "1", "/plans/0/images/0/osDisk/url": url,
                "/listing/title": "Typed too",
            ])
        #expect(answer.status == 422)
        #expect(answer.text.contains("id=\"/plans/0/images/0/osDisk/url!told\""))
        #expect(answer.text.contains("value=\"Typed too\"") && answer.text.contains("other.vhd"))
        #expect(try kept(fixture).at(offer("title")) == "Contoso Web Server")
    }

    @Test func `An offer that was published another way is edited whole`() throws {
        let fixture = try GatewayFixture()
        let ours = PortalTranslation(try GatewayFixture.sample(), key: GatewayFixture.web, version: 1).ours
        try fixture.setStatus { $0.state = .succeeded }
        fixture.keep(Command(.publish, offer: GatewayFixture.web, id: "c", at: fixture.time.value, document: ours.json))
        let browser = try Browser(fixture)
        let page = browser.get(Self.edit)
        #expect(page.text.contains("value=\"Contoso Web Server\"") && !page.text.contains("c2lnbmF0dXJl"))
        #expect(fixture.call("GET")["ETag"] == (try tag(page)))
        #expect(try browser.send(Self.edit, ["etag": try tag(page), "/listing/title": "New"]).status == 303)
        let again = PortalTranslation(try kept(fixture), key: GatewayFixture.web, version: 1)
        var expected = ours
        expected.set(["listing", "title"], to: "New")
        #expect(again.problems.isEmpty)
        #expect(again.ours.canonical == expected.canonical)
    }

    // MARK: Somebody else, and a session that ended

    @Test func `Of two who edit one offer the second sees both values and chooses`() throws {
        let (fixture, browser, tag) = try opened()
        let other = try Browser(fixture)
        #expect(try other.send(Self.edit, ["etag": tag, "/listing/title": "Theirs"]).status == 303)
        let mine = ["etag": tag, "/listing/title": "Mine", "/listing/summary": "My summary"]
        let answer = try browser.send(Self.edit, mine)
        #expect(answer.status == 412)
        #expect(answer.text.contains("value=\"Mine\"") && answer.text.contains("<blockquote>Theirs</blockquote>"))
        #expect(answer.text.contains("<a href=\"#/listing/title\">"))
        #expect(answer.text.contains("name=\"theirs /listing/title\""))
        #expect(try kept(fixture).at(offer("title")) == "Theirs")
        // Their title, my summary.
        let chosen = mine.merging(["etag": try self.tag(answer), "theirs /listing/title": "1"]) { $1 }
        #expect(try browser.send(Self.edit, chosen).status == 303)
        #expect(try kept(fixture).at(offer("title")) == "Theirs")
        #expect(try kept(fixture).at(offer("summary")) == "My summary")
    }

    @Test func `What another has added is not lost by a save that did not know of it`() throws {
        let (fixture, browser, tag) = try opened()
        let rows = [
            "rows /listing/usefulLinks": "1", "new /listing/usefulLinks": "1", "/listing/usefulLinks/1/title": "",
            "/listing/usefulLinks/1/url": "",
        ]
        let other = try Browser(fixture)
        let added = rows.merging(
            ["/listing/usefulLinks/1/title": "Theirs", "/listing/usefulLinks/1/url": "https://theirs.example"]) { $1 }
        #expect(try other.send(Self.edit, added.merging(["etag": tag]) { $1 }).status == 303)
        let answer = try browser.send(Self.edit, rows.merging(["etag": tag, "/listing/title": "Mine"]) { $1 })
        #expect(answer.status == 412)
        #expect(answer.text.contains("value=\"https://theirs.example\""))
    }

    @Test func `When the session ended while somebody typed, signing in continues with all of it`() throws {
        let (fixture, browser, tag) = try opened()
        let typed = ["etag": tag, "do": "save", "/listing/title": "Line one\r\n<i>two</i>", "form-token": "old"]
        fixture.time.withLock { $0 = $0 + .seconds(13 * 3_600) }
        var parts = FormParts()
        parts.texts = typed
        parts.files = ["file \(Self.picture)": png()]
        let cookie = ["cookie": "session=\(browser.session)"]
        let asked = fixture.ask("POST", Self.edit, token: nil, headers: cookie, parts: parts)
        #expect(asked.status == 403)
        #expect(asked.text.contains("action=\"\(Self.edit)\""))
        var fields: [String: String] = [:]
        for match in asked.text.matches(of: /<input type="hidden" name="([^"]*)" value="([^"]*)">/) {
            fields[String(match.output.1)] = String(match.output.2).replacing("&quot;", with: "\"")
                .replacing("&lt;", with: "<").replacing("&gt;", with: ">")
        }
        parts = FormParts()
        parts.texts = fields.merging(["token": "wrong-token-0123456789"]) { $1 }
        #expect(
            fixture.ask("POST", Self.edit, token: nil, headers: cookie, parts: parts).text.contains(
                "This token is not known"))
        parts.texts["token"] = Token.contoso
        let saved = fixture.ask("POST", Self.edit, token: nil, headers: cookie, parts: parts)
        #expect(saved["Location"] == Self.edit + "?done=saved")
        #expect(saved["Set-Cookie"]?.hasPrefix("session=") == true)
        #expect(try kept(fixture).at(offer("title")) == "Line one\n<i>two</i>")
        #expect(try kept(fixture).at(offer("smallLogo"))?.text?.hasPrefix("data:image/png;base64,") == true)
    }

    @Test func `A form of an earlier session is confirmed, not lost, and does nothing by itself`() throws {
        let (fixture, browser, tag) = try opened()
        let count = fixture.sent.count
        let answer = try browser.send(Self.edit, ["form-token": "earlier", "etag": tag, "/listing/title": "Typed"])
        #expect(answer.status == 403)
        #expect(answer.text.contains("name=\"/listing/title\" value=\"Typed\""))
        #expect(answer.text.contains("name=\"form-token\" value=\"\(try browser.formToken())\""))
        #expect(!answer.text.contains("type=\"password\""))
        #expect(fixture.sent.count == count)
    }

    @Test func `Another publisher's offer cannot be edited`() throws {
        let fixture = try GatewayFixture()
        try fixture.setStatus(OfferKey(publisher: "fabrikam", offer: "secret")) { $0.title = "Hidden" }
        let browser = try Browser(fixture)
        #expect(browser.get("/offers/fabrikam/secret/edit").status == 404)
        #expect(try browser.send("/offers/fabrikam/secret/edit", ["/listing/title": "x"]).status == 404)
        #expect(browser.get("/offers/fabrikam/secret/picture?at=\(Self.picture)").status == 404)
    }

    // MARK: Pictures

    @Test func `Of a picture at another address the Editor says when it is shown, and takes it from nowhere`() throws {
        let (_, browser, _) = try opened()
        let page = browser.get(Self.edit)
        #expect(page.text.contains("https://www.contoso.example/logos/"))
        #expect(page.text.contains("It is fetched when you publish, and the preview shows it."))
        #expect(!page.text.contains("<img class=\"shown\""))
        #expect(page["Content-Security-Policy"]?.contains("img-src 'self'") == true)
        let mine = try browser.send(Self.edit, ["etag": try tag(page)], files: ["file \(Self.picture)": png()])
        #expect(mine.status == 303)
        #expect(
            browser.get(Self.edit).text.matches(of: /It is fetched when/).count
                < page.text.matches(of: /It is fetched when/).count)
    }

    private func png() -> [UInt8] { Picture.png(width: 40, height: 40) }

    @Test func `A picture that was chosen is kept and shown, one that is not a PNG is refused at its field`() throws {
        let (fixture, browser, tag) = try opened()
        let file = "file \(Self.picture)"
        let wrong = try browser.send(
            Self.edit, ["etag": tag, "/listing/title": "Typed"], files: [file: Array("GIF89a<script>".utf8)])
        #expect(wrong.status == 422)
        #expect(wrong.text.contains("id=\"\(Self.picture)!told\"") && wrong.text.contains("value=\"Typed\""))
        #expect(try kept(fixture).at(offer("title")) == "Contoso Web Server")
        let large = try browser.send(Self.edit, ["etag": tag], files: ["file /media/logos/90x90": png()])
        #expect(large.status == 422 && large.text.contains("40x40"))
        #expect(browser.get("\(Self.edit.replacing("edit", with: "picture"))?at=\(Self.picture)").status == 404)
        #expect(try browser.send(Self.edit, ["etag": tag], files: [file: png(), "file /x": [1]]).status == 303)
        let shown = browser.get("\(Self.edit.replacing("edit", with: "picture"))?at=\(Self.picture)")
        #expect(shown.status == 200 && shown["Content-Type"] == "image/png")
        #expect(shown.bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        let page = browser.get(Self.edit)
        #expect(
            page.text.contains(
                "src=\"/offers/contoso/web-server/picture?at=\(Self.picture)\" width=\"40\" height=\"40\""))
        // The page carries no picture, and saving it loses none.
        #expect(!page.text.contains("base64"))
        let again = try browser.send(
            Self.edit, ["etag": try self.tag(page), Self.picture: EditorForm.picture, "/listing/title": "New"])
        #expect(again.status == 303)
        #expect(try kept(fixture).at(offer("smallLogo"))?.text?.hasPrefix("data:image/png;base64,") == true)
    }
}
