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
        digest = try Digest.ofFile(at: scratch.file("os.vhd"))
        offer = .machine((scratch.url("os.vhd"), nil))
        try scratch.regions()
    }

    private func preview(_ reports: Reports = Reports()) async throws -> StageOutcome {
        try await PreviewProvisioning(scratch.settings())
            .perform(stageJob(offer.json, at: .provisionPreview, certified) { reports.add($0) })
    }

    private func production() async throws -> StageOutcome {
        try await ProductionProvisioning(scratch.settings())
            .perform(stageJob(offer.json, at: .provisionProduction, certified))
    }

    private func stands(in store: String) throws -> Bool {
        try Region(name: "r", store: "file://\(scratch.file("var/\(store)"))").verify(digest)
    }

    @Test func `The image is in every preview region, and each region's progress is reported`() async throws {
        let reports = Reports()
        let outcome = try #require(outputs(try await preview(reports)))
        #expect(outcome.facts.isEmpty && outcome.notes.isEmpty)
        #expect(try stands(in: "west"))
        #expect(try stands(in: "north"))
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

    @Test func `Production copies from preview when the publisher's address is gone`() async throws {
        _ = try await preview()
        try FileManager.default.removeItem(atPath: scratch.file("os.vhd"))
        #expect(outputs(try await production()) != nil)
        #expect(try stands(in: "europe"))
        #expect(try stands(in: "japan"))
    }

    @Test func `Without a preview copy production reads the source, by the certified digest`() async throws {
        #expect(outputs(try await production()) != nil)
        #expect(try stands(in: "europe"))
    }

    @Test func `A region that cannot be written is a fault naming it, and the others are done`() async throws {
        try scratch.write("var/blocked", "a file where a folder is needed")
        try scratch.regions(preview: ["west", "blocked", "north"])
        let reports = Reports()
        let fault = await #expect(throws: Fault.self) { try await preview(reports) }
        #expect(fault?.code == "region-away")
        #expect(fault?.description.contains("region blocked:") == true)
        #expect(fault?.description.contains(scratch.file("var/blocked")) == true)
        #expect(try stands(in: "west"))
        #expect(try stands(in: "north"))
        #expect(reports.all.contains { $0.regions.contains { $0.name == "blocked" && $0.state == "away" } })
    }

    @Test func `More regions than are copied to at once are all served`() async throws {
        let names = (1...7).map { "region-\($0)" }
        try scratch.regions(preview: names)
        #expect(outputs(try await preview()) != nil)
        for name in names { #expect(try stands(in: name)) }
    }

    @Test func `A source that changed since certification is the publisher's problem`() async throws {
        try VHD.create(path: scratch.file("os.vhd"), virtualSize: 20 << 20, content: Array("changed".utf8))
        let found = try #require(problems(try await preview()))
        #expect(found.map(\.code) == ["asset-changed"])
        #expect(found.map(\.pointer) == ["/plans/0/images/0/osDisk/url"])
        #expect(try stands(in: "west") == false)
    }

    @Test func `A preview copy that was damaged is our fault, not the publisher's`() async throws {
        _ = try await preview()
        try FileManager.default.removeItem(atPath: scratch.file("os.vhd"))
        for store in ["west", "north"] {
            let blob = "var/\(store)/blobs/sha256/\(digest.hex)"
            try scratch.write(blob, [UInt8](repeating: 7, count: (20 << 20) + 512))
        }
        let fault = await #expect(throws: Fault.self) { try await production() }
        #expect(fault?.code == "copy-damaged")
    }

    @Test func `What was never certified is not replicated`() async throws {
        let job = try stageJob(offer.json, at: .provisionPreview)
        let fault = await #expect(throws: Fault.self) {
            try await PreviewProvisioning(scratch.settings()).perform(job)
        }
        #expect(fault?.code == "not-certified")
        #expect(scratch.names("var").isEmpty)
    }

    @Test func `A container is replicated with all its blobs`() async throws {
        let tags = try OCILayout.create(path: scratch.file("layout"), tags: ["latest", "1.0-slim"])
        let index = try Digest.ofFile(at: scratch.file("layout/index.json"))
        let container = SampleOffer.container(scratch.url("layout"), tags: tags)
        let job = try stageJob(container.json, at: .provisionPreview, ["images": "0=\(index)"])
        #expect(outputs(try await PreviewProvisioning(scratch.settings()).perform(job)) != nil)
        #expect(scratch.names("var/west/blobs/sha256").count == scratch.names("layout/blobs/sha256").count + 1)
    }
}
