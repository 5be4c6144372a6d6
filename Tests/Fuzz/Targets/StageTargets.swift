// What stages read out of a publisher's document and files behind validation, which they do not trust to have been there:
// images, test drive, lead destination, the product page; and the facts that certification hands off.

import Base
import Foundation
import JSON
import Localization

@testable import Assets
@testable import Offers
@testable import Stages

extension FuzzTarget {
    static let stages: [FuzzTarget] = [
        FuzzTarget("offer-in-stages", seeds: { try Samples.schemas("offer") }) { bytes in
            let document = try OfferDocument(bytes)
            let images = OfferImage.all(in: document)
            _ = try TechnicalContent.bytes(of: bytes, keys: policy.get().technicalKeys)
            _ = TagMemory.problems(document, live: LiveTerms(document))
            if let drive = document.testDrive {
                _ = TestDriveConfiguration(drive: drive, known: []).problems
            }
            try require(images.count < bytes.count, "more images than bytes")
        },
        FuzzTarget("product-page", seeds: { try Samples.schemas("offer") }) { bytes in
            var page = ProductPage()
            page.offer = PublicOffer(try OfferDocument(bytes), facts: [:])
            try require((try? JSONNode(page.json, largest: 8 << 20)) != nil, "a package is not JSON")
            let html = [page.offer.listing.description] + page.offer.plans.compactMap(\.description)
            try require(!html.contains { $0.lowercased().contains("<script") }, "a description has a script")
        },
        FuzzTarget(
            "lead-destination", seeds: { Samples.texts(table, "salesforce\norganization=00D1", "https\nurl=https://x") }
        ) { bytes in
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            let pairs = lines.dropFirst().map { line in
                let halves = line.split(separator: "=", maxSplits: 1)
                return (String(halves.first ?? ""), halves.count == 2 ? String(halves[1]) : "")
            }
            _ = LeadDestination(
                lines.first.map(String.init), Dictionary(pairs) { _, last in last }, salesforce: "https://s.example")
        },
        FuzzTarget("certified-images", seeds: { Samples.texts("0=sha256:\(hex) 1=sha256:\(hex)!sha256:\(hex)") }) {
            bytes in
            guard let images = CertifiedImages.images(String(decoding: bytes, as: UTF8.self)) else { return }
            try require(
                CertifiedImages.images(CertifiedImages.text(images)) == images,
                "images are read otherwise than they were written")
        },
        FuzzTarget("deployment-template", seeds: { Samples.texts(template) }) { bytes in
            _ = DeploymentTemplate(Data(bytes)).problems
        },
    ]

    static let policy = Result {
        try Policy(Settings(["policy": Samples.root.appending(path: "deploy/policy/policy.json").path]))
    }
    private static let hex = String(repeating: "0a", count: 32)
    private static let table =
        "azure-table\nconnectionString=DefaultEndpointsProtocol=https;AccountName=a;AccountKey=YQ==;EndpointSuffix=x\ntable=leads"
    private static let template = """
        {"$schema":"https://schema.example/deploymentTemplate.json#","contentVersion":"1.0.0.0","parameters":{},
        "resources":[{"type":"a"}]}
        """
}
