// The offer document as stages read it.

import Foundation
import JSON
import Offers
import TestSupport
import Testing

@Suite struct OfferDocumentTests {
    @Test func `The sample virtual machine is read with what stages need`() throws {
        let offer = try OfferDocument(Repository.bytes("schemas/samples/offer-vm.json"))
        #expect(offer.key.description == "contoso/web-server")
        #expect(offer.hasTestDrive)
        #expect(offer.leads?.destination == "https")
        let plan = try #require(offer.plans.first)
        #expect(plan.diskVersions.map(\.version) == ["1.0.0", "1.0.1"])
        #expect(plan.diskVersions.first?.dataDisks.map(\.lun) == [0])
        #expect(plan.prices.first?.perHour == Decimal(string: "0.05"))
        #expect(plan.containerImages.isEmpty)
    }

    @Test func `The sample container is read, and lists that are not there are empty`() throws {
        let offer = try OfferDocument(Repository.bytes("schemas/samples/offer-container.json"))
        let plan = try #require(offer.plans.first)
        #expect(plan.containerImages.first?.tags.map(\.tag) == ["latest", "1.0-slim", "1.0.1-full"])
        #expect(plan.diskVersions.isEmpty)
        #expect(plan.ports.isEmpty)
        #expect(!offer.hasTestDrive)
    }

    @Test func `A document of another shape is poison that names the place`() {
        let error = #expect(throws: Poison.self) {
            try OfferDocument(Array(#"{"publisher":"p","offer":"o","type":"virtual-machine","listing":5}"#.utf8))
        }
        #expect(error?.code == "not-an-offer")
        #expect(error?.description == "the offer document does not hold what is expected at \"/listing\"")
    }

    @Test func `What is in a plan's image says which kind it is`() throws {
        let disks = try Plan.Image(json: Array(#"{"version":"1.0.0","osDisk":{"url":"https://a.example/os"}}"#.utf8))
        guard case .disks(let version) = disks else { throw Poison("wrong-image", "\(disks)") }
        #expect(version.osDisk.url == "https://a.example/os")
        let container = try Plan.Image(json: Array(#"{"repository":"r/web","tags":[{"tag":"1","digest":"d"}]}"#.utf8))
        guard case .container(let image) = container else { throw Poison("wrong-image", "\(container)") }
        #expect(image.tags.map(\.tag) == ["1"])
        for image in [disks, container] { #expect(try Plan.Image(json: image.json) == image) }
    }
}
