// Images in a registry: certified, pinned by digest, kept, and provisioned without the registry.

import Base
import Events
import Foundation
import ImageFixtures
import Offers
import Testing

@testable import Assets
@testable import Stages

@Suite struct RegistryCertificationTests {
    private let scratch: StageScratch
    private let server: RegistryServer
    private let tags: [String: Digest]
    private let settings: Settings

    init() throws {
        scratch = try StageScratch()
        server = try #require(try RegistryServer(in: scratch.path))
        tags = try OCILayout.create(path: scratch.file("layout"), tags: ["latest", "1.0-slim"])
        try server.push(scratch.file("layout"), to: "team/app")
        try server.control("{}")
        settings = scratch.settings(["allowed-addresses": "127.0.0.1", "ca-file": server.caFile])
        try scratch.regions()
    }

    private func offer(_ tags: [String: Digest]) -> SampleOffer { .repository("\(server.host)/team/app", tags: tags) }

    private func certify(_ offer: SampleOffer, certified: OfferStatus.Certified? = nil) async throws -> StageOutcome {
        try await Certification(settings).perform(stageJob(offer.json, at: .certify, certified: certified))
    }

    @Test func `An image in a registry is certified, and provisioned when the registry is away`() async throws {
        let found = try #require(outputs(try await certify(offer(tags))))
        let images = try #require(found.facts["images"])
        let downloads = settings.imagesFolder
        #expect(try FileManager.default.contentsOfDirectory(atPath: downloads).isEmpty)
        try server.control(#"{"private": true}"#)
        let job = try stageJob(offer(tags).json, at: .provisionPreview, ["images": images])
        let copied = try #require(outputs(try await PreviewProvisioning(settings).perform(job)))
        #expect(copied.progress?.regions.map(\.state) == ["verified", "verified"])
        let root = try #require(CertifiedImages.images(images)?.first?.digest)
        let region = try Region(name: "west", store: scratch.url("var/west"))
        #expect(try region.verify(root))
    }

    @Test func `A tag that names another image than the document says is found`() async throws {
        var other = tags
        other["1.0-slim"] = try Digest.of([1])
        #expect(problems(try await certify(offer(other)))?.map(\.code) == ["digest-differs"])
        #expect(problems(try await certify(offer(other)))?.map(\.pointer) == ["/plans/0/images/0/tags/0/digest"])
        other = tags.merging(["2.0": try Digest.of([1])]) { $1 }
        #expect(problems(try await certify(offer(other)))?.map(\.code) == ["tag-not-in-registry"])
    }

    @Test func `What did not change since it certified is not read again, only its tags are asked for`() async throws {
        let found = try #require(outputs(try await certify(offer(tags))))
        let digest = try #require(found.facts["certifieddigest"])
        try server.control("{}")
        let earlier = OfferStatus.Certified(digest: digest, submission: 1)
        let again = try #require(outputs(try await certify(offer(tags), certified: earlier)))
        #expect(again.notes.map(\.code) == ["certification-skipped"])
        #expect(again.facts["images"] == found.facts["images"])
        #expect(try server.log().allSatisfy { !$0[1].contains("/blobs/") })
    }

    @Test func `Without permission nobody's registry in a private network is reached`() async throws {
        let outcome = try await Certification(scratch.settings(["ca-file": server.caFile]))
            .perform(stageJob(offer(tags).json, at: .certify))
        #expect(problems(outcome)?.map(\.code) == ["fetch-address-refused"])
        #expect(problems(outcome)?.map(\.pointer) == ["/plans/0/images/0/repository"])
    }
}
