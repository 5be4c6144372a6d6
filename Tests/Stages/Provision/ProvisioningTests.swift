// Copies by digest into every region; what is away is a fault of ours and costs the others nothing.

import Events
import Foundation
import ImageFixtures
import JSON
import Offers
import Testing

@testable import Assets
@testable import Stages

@Suite struct ProvisioningTests {
    private let scratch: StageScratch
    private let digest: Digest
    private let offer: SampleOffer
    private var certified: [String: String] { ["images": "0=\(digest)"] }

    init() throws {
        scratch = try StageScratch()
        try VHD.create(path: scratch.file("os.vhd"), virtualSize: 20 << 20, content: Array("system".utf8))
        digest = try scratch.certify("os.vhd")
        offer = .machine((scratch.url("os.vhd"), nil))
        // What the publisher has meanwhile concerns nobody.
        try FileManager.default.removeItem(atPath: scratch.file("os.vhd"))
    }

    private func preview(_ reports: Reports = Reports()) async throws -> StageOutcome {
        try await PreviewProvisioning(scratch.settings())
            .perform(stageJob(offer.json, at: .provisionPreview, certified) { reports.add($0) })
    }

    private func production() async throws -> StageOutcome {
        try await ProductionProvisioning(scratch.settings())
            .perform(stageJob(offer.json, at: .provisionProduction, certified))
    }

    private func isComplete(in store: String) throws -> Bool {
        try Region(name: "r", store: "file://\(scratch.file("var/\(store)"))").verify(digest)
    }

    @Test func `The image is in every preview region, and each region's progress is reported`() async throws {
        let reports = Reports()
        let outcome = try #require(outputs(try await preview(reports)))
        #expect(outcome.facts.isEmpty && outcome.notes.isEmpty)
        #expect(try isComplete(in: "west"))
        #expect(try isComplete(in: "north"))
        let last = try #require(reports.all.max { $0.percent < $1.percent })
        #expect(last.percent == 100)
        #expect(last.regions.map(\.name) == ["west", "north"])
        #expect(last.regions.allSatisfy { $0.state == "verified" && $0.percent == 100 })
    }

    @Test func `An existing copy is not made again, and the note says so`() async throws {
        _ = try await preview()
        let reports = Reports()
        let second = try #require(outputs(try await preview(reports)))
        #expect(second.notes.first?.code == "images-already-there")
        #expect(reports.all.last?.regions.allSatisfy { $0.state == "already-there" } == true)
    }

    @Test func `Production copies from a region where the certified store was emptied`() async throws {
        _ = try await preview()
        try FileManager.default.removeItem(atPath: scratch.file("var/certified"))
        #expect(outputs(try await production()) != nil)
        #expect(try isComplete(in: "europe"))
        #expect(try isComplete(in: "japan"))
    }

    @Test func `Without a preview copy production reads the certified store`() async throws {
        #expect(outputs(try await production()) != nil)
        #expect(try isComplete(in: "europe"))
    }

    @Test func `A region that cannot be written is a fault naming it, and the others are done`() async throws {
        try scratch.write("var/blocked", "a file where a folder is needed")
        try scratch.regions(preview: ["west", "blocked", "north"])
        let reports = Reports()
        let fault = await #expect(throws: Fault.self) { try await preview(reports) }
        #expect(fault?.code == "region-away")
        #expect(fault?.description.contains("region blocked:") == true)
        #expect(fault?.description.contains(scratch.file("var/blocked")) == true)
        #expect(try isComplete(in: "west"))
        #expect(try isComplete(in: "north"))
        #expect(reports.all.contains { $0.regions.contains { $0.name == "blocked" && $0.state == "away" } })
    }

    @Test func `More regions than are copied to at once are all served`() async throws {
        let names = (1...7).map { "region-\($0)" }
        try scratch.regions(preview: names)
        #expect(outputs(try await preview()) != nil)
        for name in names { #expect(try isComplete(in: name)) }
    }

    @Test func `An image that neither the certified store nor a region holds is a fault`() async throws {
        try FileManager.default.removeItem(atPath: scratch.file("var/certified"))
        let fault = await #expect(throws: Fault.self) { try await preview() }
        #expect(fault?.code == "certified-image-gone")
        #expect(fault?.description.contains(digest.description) == true)
    }

    /// The disk is changed and the fact with it: only a comparison by the data takes it.
    @Test func `Copies are compared by the data of the disk, where certification noted it`() async throws {
        let kept = scratch.file("var/certified/blobs/sha256/\(digest.hex)")
        let stream = try DataDigestStream()
        try [UInt8(1)].withUnsafeBytes { try OpenFile.writing(kept).write($0, at: 0) }
        try ImageReader(path: kept).read(into: [stream])
        let facts = certified.merging(["diskdata": "\(digest)=\(try stream.digest())"]) { $1 }
        let job = try stageJob(offer.json, at: .provisionProduction, facts)
        #expect(outputs(try await ProductionProvisioning(scratch.settings()).perform(job)) != nil)
        #expect(try isComplete(in: "europe") == false)
    }

    @Test(arguments: ["", "x", "sha256:1=sha256:2", "=", "a=b=c"])
    func `A fact about disks that cannot be read leaves them to their digests`(text: String) {
        #expect(DiskData.disks(text).isEmpty)
    }

    @Test func `A copy of ours that was damaged is our fault, not the publisher's`() async throws {
        let damaged = [UInt8](repeating: 7, count: (20 << 20) + 512)
        try scratch.write("var/certified/blobs/sha256/\(digest.hex)", damaged)
        let fault = await #expect(throws: Fault.self) { try await production() }
        #expect(fault?.code == "copy-damaged")
        #expect(fault?.description.contains("the store certified") == true)
        #expect(try isComplete(in: "europe") == false)
    }

    @Test func `What was never certified is not replicated`() async throws {
        let job = try stageJob(offer.json, at: .provisionPreview)
        let fault = await #expect(throws: Fault.self) {
            try await PreviewProvisioning(scratch.settings()).perform(job)
        }
        #expect(fault?.code == "not-certified")
        #expect(scratch.names("var") == ["certified"])
    }

    @Test func `A container is replicated with all its blobs`() async throws {
        let tags = try OCILayout.create(path: scratch.file("layout"), tags: ["latest", "1.0-slim"])
        let index = try Digest.ofFile(at: scratch.file("layout/index.json"))
        try scratch.certify(try #require(try OCILayout.inspect(path: scratch.file("layout")).asset))
        let container = SampleOffer.container(scratch.url("layout"), tags: tags)
        let job = try stageJob(container.json, at: .provisionPreview, ["images": "0=\(index)"])
        #expect(outputs(try await PreviewProvisioning(scratch.settings()).perform(job)) != nil)
        #expect(scratch.names("var/west/blobs/sha256").count == scratch.names("layout/blobs/sha256").count + 1)
    }
}
