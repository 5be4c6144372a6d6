// Bytes are read from the publisher once: certification keeps them under their digest, and nothing behind it asks again.

import Base
import Events
import Foundation
import ImageFixtures
import JSON
import Offers
import Testing

@testable import Assets
@testable import Stages

@Suite struct CertifiedStoreTests {
    private let scratch: StageScratch
    private let server: LeadServer
    private let digest: Digest
    private let offer: SampleOffer

    init() throws {
        scratch = try StageScratch()
        server = try LeadServer(scratch)
        try VHD.create(path: scratch.file("os.vhd"), virtualSize: 1 << 30, content: [1])
        digest = try Digest.ofFile(at: scratch.file("os.vhd"))
        offer = .machine(("http://127.0.0.1:\(server.port)/os.vhd", nil))
    }

    private func settings() -> Settings {
        scratch.settings(
            ["allowed-addresses": "127.0.0.1", "allow-http": "yes", "downloads-dir": scratch.file("downloads")])
    }

    private func certify(_ offer: SampleOffer, after earlier: StepOutputs? = nil) async throws -> StageOutcome {
        try await Certification(settings())
            .perform(stageJob(offer.json, at: .certify, submission: 2, certified: earlier?.certified()))
    }

    @Test func `A download that certified is in the store and nowhere else, and is copied from there`() async throws {
        let found = try #require(outputs(try await certify(offer)))
        #expect(scratch.names("var/certified/blobs/sha256") == [digest.hex])
        #expect(scratch.names("downloads/images").isEmpty)
        try FileManager.default.removeItem(atPath: scratch.file("os.vhd"))
        for stage in [Stage.provisionPreview, .provisionProduction] {
            let job = try stageJob(offer.json, at: stage, found.facts)
            let handler: any StageHandler =
                stage == .provisionPreview
                ? try PreviewProvisioning(settings()) : try ProductionProvisioning(settings())
            #expect(outputs(try await handler.perform(job)) != nil)
        }
        #expect(try Region(name: "r", store: scratch.url("var/japan")).verify(digest))
    }

    @Test func `What did not certify is not kept`() async throws {
        try scratch.write("os.vhd", "no disk")
        #expect(problems(try await certify(offer)) != nil)
        #expect(scratch.names("var/certified").isEmpty)
        #expect(scratch.names("downloads/images").isEmpty)
    }

    @Test func `Certification is not skipped where nobody holds the image any more`() async throws {
        let first = try #require(outputs(try await certify(offer)))
        let second = try #require(outputs(try await certify(offer, after: first)))
        #expect(second.notes.map(\.code).contains("certification-skipped"))
        #expect(scratch.names("downloads/images").isEmpty)
        try FileManager.default.removeItem(atPath: scratch.file("var/certified"))
        let third = try #require(outputs(try await certify(offer, after: first)))
        #expect(!third.notes.map(\.code).contains("certification-skipped"))
        #expect(scratch.names("var/certified/blobs/sha256") == [digest.hex])
    }

    @Test func `A file that changes between its certification and its copy is the publisher's problem`() async throws {
        let local = SampleOffer.machine((scratch.url("os.vhd"), nil))
        let store = CertifiedStore(try RegionSettings(settings()))
        let asset = try VHD.inspect(path: scratch.file("os.vhd"), limits: .anyDisk).asset(path: scratch.file("os.vhd"))
        try VHD.create(path: scratch.file("os.vhd"), virtualSize: 1 << 30, content: [2])
        #expect(throws: AssetProblem.self) { try store.keep(asset) }
        #expect(store.holds(digest) == false)
        #expect(outputs(try await certify(local)) != nil, "its own copy is another image")
    }

    @Test func `What a layout had beside its image stays, though another submission of it lacks it`() async throws {
        let path = scratch.file("layout")
        let tags = try OCILayout.create(path: path, tags: ["latest"])
        let note = try Digest.of(Array("<note/>".utf8))
        let named = #"{"mediaType":"application/xml","digest":"\#(note)","size":7}"#
        let index = try scratch.read("layout/index.json")
        try scratch.write("layout/index.json", index.replacing(#""manifests":["#, with: #""manifests":[\#(named),"#))
        let beside = "layout/blobs/sha256/\(note.hex)"
        try scratch.write(beside, "<note/>")
        let offer = SampleOffer.container(scratch.url("layout"), tags: tags)
        let whole = try #require(
            outputs(try await certify(offer))?.facts["images"].flatMap(CertifiedImages.images)?.first)
        try FileManager.default.removeItem(atPath: scratch.file(beside))
        let less = try #require(
            outputs(try await certify(offer))?.facts["images"].flatMap(CertifiedImages.images)?.first)
        #expect(whole.digest == less.digest && whole.absent == nil && less.absent != nil)

        var status = OfferStatus(OfferKey(publisher: "contoso", offer: "web"), at: Timestamp(milliseconds: 0))
        status.live = .init(
            submission: 1, since: Timestamp(milliseconds: 0), links: [], terms: nil,
            images: CertifiedImages.text([whole]))
        let later = World.real.now() + .seconds(60)
        #expect(try StorePruning(settings()).run([status], olderThan: later, isRehearsal: false) == Pruned())
        let source = try CertifiedStore(try RegionSettings(settings())).source(whole.digest)
        #expect(source.asset.blobs.contains { $0.digest == note })
        #expect(try Region(name: "west", store: scratch.url("west")).copy(source.asset) != .alreadyThere)
        #expect(scratch.names("west/blobs/sha256").contains(note.hex))
    }

    @Test func `Pruning keeps what a running submission or a live offer names`() async throws {
        try scratch.write("live", "live")
        try scratch.write("gone", "gone")
        let (running, live) = (try scratch.certify("os.vhd"), try scratch.certify("live"))
        let gone = try scratch.certify("gone")
        var status = OfferStatus(OfferKey(publisher: "contoso", offer: "web"), at: Timestamp(milliseconds: 0))
        (status.submissions, status.state, status.currentStep) = (2, .running, 0)
        status.facts[Fact.images] = CertifiedImages.text([CertifiedImage(running)])
        status.live = .init(
            submission: 1, since: Timestamp(milliseconds: 0), links: [], terms: nil,
            images: CertifiedImages.text([CertifiedImage(live)]))
        let pruning = try StorePruning(settings())
        let later = World.real.now() + .seconds(60)
        #expect(try pruning.run([status], olderThan: later, isRehearsal: false).assets == [gone])
        #expect(Set(scratch.names("var/certified/blobs/sha256")) == [running.hex, live.hex])
        #expect(try pruning.run([], olderThan: Timestamp(milliseconds: 0), isRehearsal: false) == Pruned())
    }
}
