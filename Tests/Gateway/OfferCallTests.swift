import Base
import JSON
import Offers
import Stages
import Testing

@testable import Gateway

/// Documents: who gets back what was put.
@Suite struct OfferCallTests {
    private let title = PortalFields.prefix + "title"

    @Test func `A document that was put comes back with every key, known or not`() throws {
        let fixture = try GatewayFixture()
        let put = try fixture.put()
        #expect(put.status == 201, "\(put.text)")
        let got = fixture.call("GET")
        #expect(got.status == 200)
        #expect(got["ETag"] == put["ETag"])
        var expected = try GatewayFixture.sample()
        expected.set(["version"], to: .number(1))
        // The answer says more than the document. What it adds is not kept where it comes back.
        #expect(got.node["status"]?.text == "neverPublished")
        #expect(got.node["changedTime"]?.text != nil)
        #expect(fixture.call("PUT", match: got["ETag"], body: got.bytes).status == 200)
        let kept = try #require(fixture.model.record(of: GatewayFixture.web)?.draft).kept.tree
        expected.set(["version"], to: .number(2))
        #expect(kept == expected)
        #expect(try fixture.put().status == 200)
    }

    @Test func `Terms beside the standard contract come back as they were put, and do not reach the pipeline`() throws {
        let fixture = try GatewayFixture()
        let contract = ["definition", "offer", PortalFields.prefix + "useEnterpriseContract"]
        try fixture.put { $0.set(contract, to: true) }
        let got = fixture.call("GET").node
        let terms = ["definition", "offer", PortalFields.prefix + "termsOfUse"]
        #expect(got.at(contract) == true && got.at(terms)?.text == "Use it as the license says.")
        #expect(fixture.call("POST", "/publish").status == 202)
        let listing = try JSONNode(try #require(fixture.commands.first).event.data)["listing"]
        #expect(listing?["standardContract"] == true && listing?["termsOfUse"] == nil)
    }

    @Test func `The listing of an offer under the standard contract is given without terms`() throws {
        let fixture = try GatewayFixture()
        try fixture.setStatus { $0.type = .virtualMachine }
        fixture.model.change(GatewayFixture.web) {
            var entry = CatalogEntry()
            entry.offer.listing.standardContract = true
            entry.offer.listing.termsOfUse = "https://shop.example/contract"
            $0.catalog = entry
        }
        let offer = fixture.call("GET", "/slot/Production").node.at(["definition", "offer"])
        #expect(offer?[PortalFields.prefix + "useEnterpriseContract"] == true)
        #expect(offer?[PortalFields.prefix + "termsOfUse"] == nil)
    }

    @Test func `If-Match is compared, and a star, or none, takes whatever is there`() throws {
        let fixture = try GatewayFixture()
        let body = try GatewayFixture.sample().json
        #expect(fixture.call("PUT", match: "\"1-abc\"", body: body).status == 412)
        #expect(fixture.call("PUT", body: body).status == 201)
        #expect(fixture.call("PUT", body: body).status == 200)
        #expect(fixture.call("PUT", match: "\"1-abc\"", body: body).status == 412)
        #expect(fixture.call("PUT", match: "", body: body).status == 412)
        let first = try #require(fixture.call("PUT", match: "*", body: body)["ETag"])
        let second = fixture.call("PUT", match: first, body: body)
        #expect(second.status == 200)
        #expect(fixture.call("PUT", match: first, body: body).errorCode == "preconditionFailed")
        #expect(fixture.call("PUT", match: second["ETag"], body: body).status == 200)
    }

    @Test func `All problems of a document come at once, at their places in the portal's own document`() throws {
        let fixture = try GatewayFixture()
        let answer = try fixture.put { document in
            document.set(["definition", "offer", title], to: .string(String(repeating: "x", count: 51)))
            document.set(["definition", "offer", PortalFields.prefix + "supportContactEmail"], to: .string("nobody"))
            document.set(["definition", "plans"], to: .array([.members(["planId": .string("NO")])]))
        }
        #expect(answer.status == 201)
        let details = answer.node["problems"]?.items ?? []
        let targets = details.compactMap { $0["target"]?.text }
        #expect(targets.contains("definition.offer[\"microsoft-azure-marketplace.title\"]"))
        #expect(targets.contains("definition.offer[\"microsoft-azure-marketplace.supportContactEmail\"]"))
        #expect(targets.contains("definition.plans[0].planId"))
        #expect(targets.contains("definition.plans[0][\"microsoft-azure-virtualmachines.skuTitle\"]"))
        #expect(details.contains { $0["code"]?.text == "title-too-long" })
        // It is kept all the same, and publishing says the same of it.
        let publish = fixture.call("POST", "/publish")
        #expect(publish.status == 422)
        #expect((publish.node.at(["error", "details"])?.items ?? []).count == details.count)
        #expect(fixture.commands.isEmpty)
        // What the answer says is not part of the document.
        let again = fixture.call("PUT", match: answer["ETag"], body: answer.bytes)
        #expect(again.status == 200)
        #expect(fixture.call("GET").node["problems"] == nil)
    }

    @Test func `Secrets leave masked, and a masked document that comes back keeps them`() throws {
        let fixture = try GatewayFixture()
        try fixture.put()
        let got = fixture.call("GET")
        #expect(!got.text.contains("c2lnbmF0dXJl"))
        #expect(got.text.contains("sig=***"))
        #expect(fixture.call("PUT", match: got["ETag"], body: got.bytes).status == 200)
        let kept = try #require(fixture.model.record(of: GatewayFixture.web)?.draft).kept.tree
        #expect(String(decoding: kept.json, as: UTF8.self).contains("sig=c2lnbmF0dXJl"))
    }

    @Test func `Identity in the document must be that of the address`() throws {
        let fixture = try GatewayFixture()
        #expect(try fixture.put { $0.set(["publisherId"], to: .string("fabrikam")) }.errorCode == "identityDiffers")
        #expect(try fixture.put { $0.set(["id"], to: .string("other")) }.errorCode == "identityDiffers")
    }

    @Test func `Versions and slots give the document that was submitted, once they are reached`() throws {
        let fixture = try GatewayFixture()
        try fixture.put()
        #expect(fixture.call("POST", "/publish").status == 202)
        try fixture.put { $0.set(["definition", "offer", title], to: .string("Newer")) }
        #expect(fixture.call("GET", "/slot/Preview").status == 404)
        fixture.model.change(GatewayFixture.web) {
            var preview = PreviewEntry()
            preview.submission = 1
            $0.preview = preview
        }
        let preview = fixture.call("GET", "/slot/Preview")
        #expect(preview.node.at(["definition", "offer", title])?.text == "Contoso Web Server")
        #expect(fixture.call("GET", "/slot/Draft").node.at(["definition", "offer", title])?.text == "Newer")
        #expect(fixture.call("GET", "/versions/1").node == preview.node)
        #expect(fixture.call("GET", "/versions/2").node["version"]?.integer == 2)
        #expect(fixture.call("GET", "/versions/7").status == 404)
        #expect(fixture.call("GET", "/slot/Production").errorCode == "documentNotFound")
    }

    @Test func `The list has each offer of the publisher and no other's`() throws {
        let fixture = try GatewayFixture()
        try fixture.put()
        try fixture.setStatus(OfferKey(publisher: "fabrikam", offer: "secret")) { $0.title = "Secret" }
        let list = fixture.ask("GET", "/api/publishers/contoso/offers?\(GatewayFixture.version)").node.items
        #expect(list.map { $0["id"]?.text } == ["web-server"])
        #expect(list.first?["status"]?.text == "neverPublished")
        #expect(list.first?["offerTypeId"]?.text == "microsoft-azure-virtualmachines")
        #expect(list.first?.at(["definition", "displayText"])?.text == "Contoso Web Server")
    }

    @Test func `An offer that came another way is given as far as its listing shows it`() throws {
        let fixture = try GatewayFixture()
        try fixture.setStatus { status in
            status.title = "From elsewhere"
            status.type = .virtualMachine
        }
        let got = fixture.call("GET")
        #expect(got.status == 200)
        #expect(got.node["offerTypeId"]?.text == "microsoft-azure-virtualmachines")
        #expect(got.node.at(["definition", "displayText"])?.text == "From elsewhere")
    }
}
