// What of an offer is public: exactly these members, in the catalog, in the preview and on the product page.

import Foundation
import JSON
import Offers
import Testing

@testable import Stages

@Suite struct ListingTests {
    /// Paths of all members; those of list elements without an index.
    private static func paths(_ node: JSONNode, _ path: String = "") -> Set<String> {
        switch node {
        case .object(let members):
            members.reduce(into: []) { $0.formUnion(paths($1.value, path.isEmpty ? $1.name : "\(path).\($1.name)")) }
        case .array(let items): items.reduce(into: []) { $0.formUnion(paths($1, path)) }
        case .null, .boolean, .number, .string: [path]
        }
    }

    private static let listing: Set<String> = [
        "type", "listing.title", "listing.summary", "listing.longSummary", "listing.description",
        "listing.categories", "listing.usefulLinks.title", "listing.usefulLinks.url", "listing.privacyPolicyUrl",
        "listing.termsOfUse", "plans.id", "plans.title", "plans.summary", "plans.description", "support.name",
        "support.email", "support.phone", "support.url", "countries", "testDrive",
    ]

    private func paths(of sample: String) throws -> Set<String> {
        let document = try OfferDocument(Draft(sample).bytes())
        return Self.paths(try JSONNode(PublicOffer(document, facts: [:]).json))
    }

    @Test func `The public part of a virtual machine has these members and no others`() throws {
        let own: Set<String> = [
            "plans.operatingSystem.family", "plans.operatingSystem.type", "plans.sizes", "plans.ports.port",
            "plans.ports.transport", "plans.ports.name", "plans.license", "plans.prices.country",
            "plans.prices.currency", "plans.prices.perHour", "plans.images.version",
        ]
        let found = try paths(of: "offer-vm")
        #expect(found == Self.listing.union(own), "\(found.symmetricDifference(Self.listing.union(own)).sorted())")
    }

    @Test func `The public part of a container has these members and no others`() throws {
        let found = try paths(of: "offer-container")
        #expect(found.isSubset(of: Self.listing.union(["plans.images.tags.tag", "plans.images.tags.digest"])))
        #expect(found.contains("plans.images.tags.digest"))
    }

    @Test func `An offer under the standard contract lists its address as the terms`() throws {
        var draft = try Draft()
        draft.set("/listing/standardContract", true)
        draft.set("/listing/termsOfUse", nil)
        let document = try OfferDocument(draft.bytes())
        let facts = [Fact.standardContract: "https://www.contoso.example/contract"]
        let listing = PublicOffer(document, facts: facts).listing
        #expect(listing.standardContract && listing.termsOfUse == "https://www.contoso.example/contract")
        let own = PublicOffer(try OfferDocument(Draft().bytes()), facts: facts).listing
        #expect(!own.standardContract && own.termsOfUse?.hasPrefix("Use it") == true)
    }

    @Test func `The samples of the schemas are what the records write`() throws {
        func sample(_ name: String) throws -> [UInt8] {
            [UInt8](try Data(contentsOf: Draft.root.appending(path: "schemas/samples/\(name).json")))
        }
        let (catalog, preview) = (try sample("catalog"), try sample("preview"))
        #expect(try JSONNode(CatalogEntry(json: catalog).json).canonical == JSONNode(catalog).canonical)
        #expect(try JSONNode(PreviewEntry(json: preview).json).canonical == JSONNode(preview).canonical)
    }
}
