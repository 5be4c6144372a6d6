// The entry in the catalog: what customers may see, and nothing else.

import Base
import Events
import JSON
import Offers
import Testing

@testable import Assets
@testable import Stages

@Suite struct GoLiveTests {
    private let digest = "sha256:" + String(repeating: "b", count: 64)
    private func goLive(_ offer: SampleOffer) async throws -> (StepOutputs, [Message]) {
        let images = OfferImage.all(in: try OfferDocument(offer.json)).indices.map { "\($0)=\(digest)" }
        let facts = [
            "images": images.joined(separator: " "), "package": "sha256:cd",
            "standardcontract": "https://www.contoso.example/contract",
        ]
        let outcome = try await GoLive(Settings([:])).perform(stageJob(offer.json, at: .goLive, facts))
        guard case .completed(let facts, let messages) = outcome else { throw Fault("rejected", "rejected") }
        return (facts, messages)
    }

    @Test func `A plan that not everybody sees is not among the plans, and is listed with who sees it`() async throws {
        let customer = "9e107d9d-372b-4b6e-8c9f-1d2e3f4a5b6c"
        func entry(_ member: String) async throws -> CatalogEntry {
            var offer = SampleOffer.machine(("file:///os.vhd", nil))
            offer.plans = offer.plans.replacing(#""title": "Basic""#, with: #""title": "Basic", \#(member)"#)
            let (_, messages) = try await goLive(offer)
            return try CatalogEntry(json: CloudEvent(structured: try #require(messages.first?.value)).data)
        }
        let restricted = try await entry(#""restrictedTo": ["\#(customer)"]"#)
        #expect(restricted.offer.plans.isEmpty)
        #expect(restricted.unlistedPlans.map(\.subscriptions) == [[customer]])
        #expect(restricted.unlistedPlans.first?.plan.id == "basic")
        let hidden = try await entry(#""hidden": true, "restrictedTo": ["\#(customer)"]"#)
        #expect(hidden.offer.plans.isEmpty)
        #expect(hidden.unlistedPlans.map(\.subscriptions) == [[]])
        let open = try await entry(#""countries": ["FR"]"#)
        #expect(open.offer.plans.map(\.countries) == [["FR"]])
        #expect(open.unlistedPlans.isEmpty)
    }

    @Test func `The listing is published with its links and terms`() async throws {
        let (facts, messages) = try await goLive(.machine(("file:///os.vhd", nil)))
        #expect(facts.facts["livelink"] == "http://localhost:8080/marketplace/contoso/web")
        #expect(
            facts.facts["liveterms"] == "virtual-machine basic:free:1.0.0=\(digest.dropFirst(7)).63852b34:")
        #expect(messages.map(\.topic) == [.catalog])
        let event = try CloudEvent(structured: try #require(messages.first?.value))
        #expect(event.type == .listingPublished)
        #expect(event.id == "contoso/web/1/7-go-live/1/listing-published")
        let data = try JSONNode(event.data)
        #expect(data["listing"]?["title"]?.text == "Web Server")
        #expect(data["plans"]?.items.first?["images"]?.items.first?["version"]?.text == "1.0.0")
        #expect(data["images"]?.items.first?.text == digest)
        #expect(data["package"]?.text == "sha256:cd")
        let entry = try CatalogEntry(json: event.data)
        #expect(entry.submission == 1 && event.integer(Command.Name.submission) == 1)
        #expect(entry.link == facts.facts["livelink"])
        #expect(entry.offer.type == .virtualMachine && entry.offer.countries == ["FR"] && !entry.offer.testDrive)
    }

    @Test func `An offer under the standard contract is live with its address`() async throws {
        var offer = SampleOffer.machine(("file:///os.vhd", nil))
        offer.terms = #""standardContract": true"#
        let (_, messages) = try await goLive(offer)
        let listing = try JSONNode(CloudEvent(structured: try #require(messages.first?.value)).data)["listing"]
        #expect(listing?["termsOfUse"] == "https://www.contoso.example/contract")
        #expect(listing?["standardContract"] == true)
    }

    @Test func `No secret of the publisher's reaches the catalog`() async throws {
        var offer = SampleOffer.machine(("https://contoso.blob.example/v/os.vhd?sig=SECRET", nil))
        offer.leads = #"{"destination": "https", "settings": {"url": "https://leads.example/?key=SECRET"}}"#
        offer.testDrive =
            #"{"enabled": true, "subscription": "SECRET", "packageUrl": "https://a.example/p.zip?sig=SECRET"}"#
        let (_, messages) = try await goLive(offer)
        let text = String(decoding: try #require(messages.first?.value), as: UTF8.self)
        #expect(!text.contains("SECRET"))
        #expect(!text.contains("engineering"))
        #expect(!text.contains("previewSubscriptions"))
    }

    @Test func `Nothing goes live that was not certified`() async throws {
        let job = try stageJob(SampleOffer.machine(("file:///os.vhd", nil)).json, at: .goLive)
        let fault = await #expect(throws: Fault.self) { try await GoLive(Settings([:])).perform(job) }
        #expect(fault?.code == "not-certified")
    }
}
