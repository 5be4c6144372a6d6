// Certification, image by image: what is good passes with its digest, what is wrong is said where the document names it.

import Base
import Events
import ImageFixtures
import JSON
import Offers
import Testing

@testable import Assets
@testable import Stages

@Suite struct CertificationTests {
    private let scratch: StageScratch

    init() throws { scratch = try StageScratch() }

    private func certify(_ offer: SampleOffer, _ facts: [String: String] = [:]) async throws -> StageOutcome {
        try await Certification(scratch.settings()).perform(stageJob(offer.json, at: .certify, facts))
    }

    private func layout(_ tags: [String] = ["latest", "1.0-slim"]) throws -> SampleOffer {
        let digests = try OCILayout.create(path: scratch.file("layout"), tags: tags)
        return .container(scratch.url("layout"), tags: digests)
    }

    @Test func `A good container is certified, and its digests travel on`() async throws {
        let offer = try layout()
        let found = try #require(outputs(try await certify(offer)))
        let index = try Digest.ofFile(at: scratch.file("layout/index.json"))
        #expect(found.facts["images"] == "0=\(index)")
        #expect(found.facts["certifieddigest"].flatMap { Digest($0) } != nil)
    }

    @Test func `A publisher's own folder is read, and not another's`() async throws {
        let settings = scratch.settings(["file-roots": scratch.file("{publisher}")])
        for (publisher, code) in [("contoso", nil), ("fabrikam", "fetch-file-outside")] as [(String, String?)] {
            let tags = try OCILayout.create(path: scratch.file("\(publisher)/layout"), tags: ["latest"])
            let offer = SampleOffer.container(scratch.url("\(publisher)/layout"), tags: tags)
            let outcome = try await Certification(settings).perform(stageJob(offer.json, at: .certify))
            #expect(problems(outcome)?.first?.code == code)
        }
    }

    @Test func `What was not scanned is not called clean`() async throws {
        let notes = try #require(outputs(try await certify(try layout()))).notes
        #expect(notes.map(\.code) == ["certified-unscanned", "certification-report"])
    }

    @Test func `A good virtual machine is certified, disk by disk`() async throws {
        try VHD.create(path: scratch.file("os.vhd"), virtualSize: 1 << 30)
        try VHD.create(path: scratch.file("data.vhd"), virtualSize: 20 << 20)
        let digest = try Digest.ofFile(at: scratch.file("os.vhd"))
        let data = try Digest.ofFile(at: scratch.file("data.vhd"))
        let reports = Reports()
        let offer = SampleOffer.machine(
            (scratch.url("os.vhd"), digest.description), data: [scratch.url("data.vhd")])
        let outcome = try await Certification(scratch.settings())
            .perform(stageJob(offer.json, at: .certify) { reports.add($0) })
        #expect(outputs(outcome)?.facts["images"] == "0=\(digest) 1=\(data)")
        #expect(reports.all.last?.percent == 100)
        #expect(reports.all.map(\.percent) == reports.all.map(\.percent).sorted())
    }

    @Test func `A file that is not a VHD is a problem at its address`() async throws {
        try scratch.write("os.vhd", "not a disk")
        let found = try #require(problems(try await certify(.machine((scratch.url("os.vhd"), nil)))))
        #expect(found.map(\.code) == ["vhd-no-footer"])
        #expect(found.first?.pointer == "/plans/0/images/0/osDisk/url")
        #expect(found.first?.remedy(in: .english).contains("qemu-img convert") == true)
    }

    @Test func `A dynamic disk and a disk too small are both said at once`() async throws {
        try scratch.write("os.vhd", VHDFooter.make(virtualSize: 1 << 30, type: .dynamic))
        try VHD.create(path: scratch.file("data.vhd"), virtualSize: 1 << 20)
        let offer = SampleOffer.machine((scratch.url("os.vhd"), nil), data: [scratch.url("data.vhd")])
        let found = try #require(problems(try await certify(offer)))
        #expect(found.map(\.code) == ["vhd-dynamic", "vhd-too-small"])
        #expect(found.last?.pointer == "/plans/0/images/0/dataDisks/0/url")
    }

    @Test func `An image that is not there is the publisher's problem`() async throws {
        let found = try #require(problems(try await certify(.machine((scratch.url("no.vhd"), nil)))))
        #expect(found.map(\.code) == ["image-fetch-file-missing"])
    }

    @Test func `A file outside the allowed folders is refused without being looked at`() async throws {
        let found = try #require(problems(try await certify(.machine(("file:///etc/hostname", nil)))))
        #expect(found.map(\.code) == ["image-fetch-file-outside"])
    }

    @Test func `A digest that the document declares wrongly is a problem at the digest`() async throws {
        try VHD.create(path: scratch.file("data.vhd"), virtualSize: 20 << 20)
        var offer = SampleOffer.machine((scratch.url("data.vhd"), "sha256:" + String(repeating: "0", count: 64)))
        offer.type = "virtual-machine"
        let found = try #require(problems(try await certify(offer)))
        #expect(found.map(\.code) == ["vhd-too-small", "digest-differs"])
        #expect(found.last?.pointer == "/plans/0/images/0/osDisk/digest")
    }

    @Test func `A changed blob, a wrong tag and an unlisted tag are found`() async throws {
        let digests = try OCILayout.create(path: scratch.file("layout"), tags: ["latest", "1.0-slim"])
        let slim = try #require(digests["1.0-slim"])
        let offer = SampleOffer.container(scratch.url("layout"), tags: ["latest": slim, "2.0-slim": slim])
        let found = try #require(problems(try await certify(offer)))
        #expect(found.map(\.code) == ["tag-not-in-layout", "digest-differs", "tag-not-listed"])
        #expect(found.map(\.pointer).first == "/plans/0/images/0/tags/0/tag")

        let blob = try #require(scratch.names("layout/blobs/sha256").first)
        try scratch.write("layout/blobs/sha256/\(blob)", "changed")
        let broken = try #require(problems(try await certify(offer)))
        #expect(broken.map(\.pointer) == ["/plans/0/images/0/layout"])
        #expect(broken.first?.code.hasPrefix("oci-") == true)
    }

    @Test func `A layout that is a file is said to be unsupported`() async throws {
        try scratch.write("layout.tar", "tar")
        let file = SampleOffer.container(scratch.url("layout.tar"), tags: [:])
        #expect(problems(try await certify(file))?.map(\.code) == ["layout-not-a-folder"])
    }

    @Test func `A document that is not an offer is poison, not a crash`() async throws {
        let job = try stageJob(Array("[]".utf8), at: .certify)
        await #expect(throws: Poison.self) { try await Certification(scratch.settings()).perform(job) }
    }

    @Test func `A policy that is not there ends the program with a clear line`() throws {
        let error = #expect(throws: Settings.Wrong.self) {
            try Certification(scratch.settings(["policy": "/nowhere/policy.json"]))
        }
        #expect(error?.description.contains("--policy /nowhere/policy.json") == true)
    }
}
