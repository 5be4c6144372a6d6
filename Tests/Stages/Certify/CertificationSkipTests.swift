// R9: certification is skipped where nothing technical changed, and only there.

import Base
import Events
import Foundation
import ImageFixtures
import JSON
import Offers
import Testing

@testable import Assets
@testable import Stages

@Suite struct CertificationSkipTests {
    private let scratch: StageScratch
    private let offer: SampleOffer

    init() throws {
        scratch = try StageScratch()
        let tags = try OCILayout.create(path: scratch.file("layout"), tags: ["latest"])
        offer = .container(scratch.url("layout"), tags: tags)
    }

    private func certify(_ offer: SampleOffer, after earlier: StepOutputs? = nil) async throws -> StageOutcome {
        try await Certification(scratch.settings())
            .perform(stageJob(offer.json, at: .certify, submission: 2, certified: earlier?.certified()))
    }

    @Test func `A new summary skips certification and says why`() async throws {
        let first = try #require(outputs(try await certify(offer)))
        var again = offer
        again.summary = "Another summary"
        let second = try #require(outputs(try await certify(again, after: first)))
        #expect(second.facts["certifieddigest"] == first.facts["certifieddigest"])
        #expect(second.facts["images"] == first.facts["images"])
        #expect(second.notes == [Remark("certification-skipped", ["submission": "contoso/web/1"])])
    }

    @Test func `Another technical value certifies anew`() async throws {
        let first = try #require(outputs(try await certify(offer)))
        var again = offer
        again.plans = again.plans.replacing(#""id": "basic""#, with: #""id": "pro""#)
        let second = try #require(outputs(try await certify(again, after: first)))
        #expect(second.facts["certifieddigest"] != first.facts["certifieddigest"])
        #expect(!second.notes.contains { $0.code == "certification-skipped" })
    }

    @Test func `Other bytes behind the same document certify anew`() async throws {
        let first = try #require(outputs(try await certify(offer)))
        // The same image, written down differently: not what was certified.
        try scratch.write("layout/index.json", try scratch.read("layout/index.json") + "\n")
        let second = try #require(outputs(try await certify(offer, after: first)))
        #expect(second.facts["images"] != first.facts["images"])
        #expect(!second.notes.contains { $0.code == "certification-skipped" })
    }

    @Test func `What the layout lacked is read when it is there`() async throws {
        let digest = try Digest.of(Array("<note/>".utf8))
        let note = #"{"mediaType":"application/xml","digest":"\#(digest)","size":7}"#
        let index = try scratch.read("layout/index.json")
        try scratch.write("layout/index.json", index.replacing(#""manifests":["#, with: #""manifests":[\#(note),"#))
        let first = try #require(outputs(try await certify(offer)))
        let images = try #require(first.facts["images"].flatMap(CertifiedImages.images))
        #expect(images.first?.absent != nil)
        let again = try #require(outputs(try await certify(offer, after: first)))
        #expect(!again.notes.contains { $0.code == "certification-skipped" })
        #expect(again.facts["certifieddigest"] == first.facts["certifieddigest"])

        let store = CertifiedStore(try RegionSettings(scratch.settings()))
        func holdsNote() throws -> Bool {
            try store.source(images[0].digest).asset.blobs.contains { $0.digest == digest }
        }
        // Nobody scanned it.
        try scratch.write("layout/blobs/sha256/\(digest.hex)", "<note/>")
        #expect(try holdsNote() == false)
        let third = try #require(outputs(try await certify(offer, after: first)))
        #expect(third.facts["images"].flatMap(CertifiedImages.images)?.first?.absent == nil)
        #expect(try holdsNote())
    }

    @Test func `An image that went away is not skipped over`() async throws {
        let first = try #require(outputs(try await certify(offer)))
        try scratch.write("layout/index.json", "{}")
        #expect(problems(try await certify(offer, after: first)) != nil)
    }

    @Test func `A disk without a declared digest is read again before it is skipped`() async throws {
        try VHD.create(path: scratch.file("os.vhd"), virtualSize: 1 << 30, content: [1])
        let machine = SampleOffer.machine((scratch.url("os.vhd"), nil))
        let first = try #require(outputs(try await certify(machine)))
        try VHD.create(path: scratch.file("os.vhd"), virtualSize: 1 << 30, content: [2])
        let second = try #require(outputs(try await certify(machine, after: first)))
        #expect(second.facts["images"] != first.facts["images"])
    }

    @Test func `Another signature for the same file is not a technical change`() async throws {
        func content(_ query: String) throws -> [UInt8] {
            let offer = SampleOffer.machine(("https://contoso.blob.example/v/os.vhd\(query)", nil))
            let images = OfferImage.all(in: try OfferDocument(offer.json)).map(\.pointer)
            let keys = [try #require(PointerPattern("/plans/*/images"))]
            return try TechnicalContent.bytes(of: offer.json, keys: keys, omitting: Set(images))
        }
        #expect(try content("?sig=one") == content("?sig=two"))
        #expect(
            String(decoding: try content("?sig=one"), as: UTF8.self)
                == #"{"/plans/0/images":[{"dataDisks":[],"osDisk":{},"version":"1.0.0"}]}"#)
    }

    @Test func `A disk that is live is not read again, whatever else changes`() async throws {
        try VHD.create(path: scratch.file("os.vhd"), virtualSize: 1 << 30, content: [1])
        let machine = SampleOffer.machine((scratch.url("os.vhd"), nil))
        let first = try #require(outputs(try await certify(machine)))
        let digest = try #require(first.facts["images"]?.dropFirst(2))
        let terms = LiveTerms(
            try OfferDocument(machine.json), digests: ["/plans/0/images/0/osDisk/url": String(digest)])
        func again(_ offer: SampleOffer) async throws -> StageOutcome {
            var step = try scheduled(offer.json, at: .certify, submission: 2)
            (step.certified, step.liveTerms) = (try first.certified(), terms.description)
            let job = StageJob(step: step, now: Timestamp(milliseconds: 0))
            return try await Certification(scratch.settings()).perform(job)
        }
        // Its publisher has taken the file away.
        try FileManager.default.removeItem(atPath: scratch.file("os.vhd"))
        #expect(try #require(outputs(try await again(machine))).notes.map(\.code) == ["certification-skipped"])
        var other = machine
        other.plans = other.plans.replacing(#""sizes": ["d2"]"#, with: #""sizes": ["d4"]"#)
        let second = try #require(outputs(try await again(other)))
        #expect(second.facts["images"] == first.facts["images"])
        #expect(second.notes.contains(Remark("certified-live", ["value": "1"])))
        // At another address it is another disk.
        other.plans = other.plans.replacing("os.vhd", with: "os-2.vhd")
        #expect(problems(try await again(other)) != nil)
    }
}
