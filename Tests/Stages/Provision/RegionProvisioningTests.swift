// Provisioning as a stage: certified digests into a set of regions, in directories and in a blob service's containers.

import Assets
import Base
import Events
import Foundation
import JSON
import Offers
import Synchronization
import Testing

@testable import Stages

@Suite struct RegionProvisioningTests {
    private let workshop: Workshop
    private let image: (url: String, digest: Digest)
    private let facts: [String: String]

    init() throws {
        workshop = try Workshop()
        image = try workshop.disk("images/os.vhd", megabytes: 3)
        facts = ["images": "0=\(image.digest)"]
        try workshop.regions(
            preview: ["near": "regions/near"], production: ["east": "regions/east", "west": "regions/west"])
        let source = Asset.Source.file(workshop.path("images/os.vhd"))
        let blob = Asset.Blob(digest: image.digest, size: 3 << 20, source: source)
        _ = try Region(name: "certified", store: "file://" + workshop.path("data/certified")).copy(
            Asset(kind: .virtualMachineImage, blobs: [blob], root: image.digest))
        // What the publisher has meanwhile concerns nobody.
        try FileManager.default.removeItem(atPath: workshop.path("images/os.vhd"))
    }

    private func job(_ stage: Stage, report: @escaping @Sendable (Offers.Progress) -> Void = { _ in }) throws
        -> StageJob
    {
        try workshop.job(offer(disk: image.url), at: stage, facts, report: report)
    }

    private func region(_ name: String) throws -> Region {
        try Region(name: name, store: "file://" + workshop.path("data/regions/\(name)"))
    }

    @Test func `A completed step says of every region that it is done`() async throws {
        let preview = try PreviewProvisioning(workshop.settings())
        let first = try await preview.perform(job(.provisionPreview)).outputs
        let size: Int64 = 3 << 20
        #expect(
            first?.progress?.regions == [
                .init(name: "near", percent: 100, state: "verified", bytesDone: size, bytesTotal: size)
            ])
        #expect(first?.progress?.percent == 100)
        let again = try await preview.perform(job(.provisionPreview)).outputs
        #expect(again?.progress?.regions.map(\.state) == ["already-there"])
        #expect(again?.notes == [Remark("images-already-there")])
    }

    @Test func `Progress counts bytes, never falls and is reported a percent at a time`() async throws {
        let told = Mutex<[Offers.Progress]>([])
        _ = try await PreviewProvisioning(workshop.settings()).perform(
            job(.provisionPreview) { progress in told.withLock { $0.append(progress) } })
        let reports = told.withLock { $0 }
        #expect(reports.count > 1)
        #expect(reports.count <= 102)
        let bytes = reports.compactMap { $0.regions[0].bytesDone }
        #expect(bytes == bytes.sorted())
        #expect(reports.dropLast().allSatisfy { $0.percent < 100 })
    }

    @Test func `Production copies from preview by digest where the certified store was emptied`() async throws {
        _ = try await PreviewProvisioning(workshop.settings()).perform(job(.provisionPreview))
        try FileManager.default.removeItem(atPath: workshop.path("data/certified"))
        let outcome = try await ProductionProvisioning(workshop.settings()).perform(job(.provisionProduction))
        #expect(outcome.outputs?.progress?.regions.map(\.state) == ["verified", "verified"])
        #expect(try region("east").verify(image.digest))
        #expect(try region("west").verify(image.digest))
    }

    @Test func `A region that is away costs the others nothing, and is caught up with`() async throws {
        try workshop.write("data/regions/east", Data("not a folder".utf8))
        let work = try ProductionProvisioning(workshop.settings())
        let fault = await #expect(throws: Fault.self) { try await work.perform(job(.provisionProduction)) }
        #expect(fault?.code == "region-away")
        #expect(fault?.description.contains("region east") == true)
        #expect(try region("west").verify(image.digest))
        try FileManager.default.removeItem(atPath: workshop.path("data/regions/east"))
        let outcome = try await work.perform(job(.provisionProduction))
        #expect(outcome.outputs?.progress?.regions.map(\.state) == ["verified", "already-there"])
    }

    @Test func `Containers and directories are regions alike, one after another if the bound says so`() async throws {
        let cloud = try Cloud(in: workshop.folder)
        try workshop.regions(
            preview: ["cloud": cloud.container],
            production: [
                "east": cloud.container.replacing("/images?", with: "/east?"), "west": "regions/west",
            ])
        let settings = workshop.settings(["ca-file": cloud.caFile, "regions-at-once": "1"])
        _ = try await PreviewProvisioning(settings).perform(job(.provisionPreview))
        try FileManager.default.removeItem(atPath: workshop.path("data/certified"))
        let outcome = try await ProductionProvisioning(settings).perform(job(.provisionProduction))
        #expect(outcome.outputs?.progress?.regions.map(\.state) == ["verified", "verified"])
        #expect(try region("west").verify(image.digest))
        let blob = "blobs/sha256/" + image.digest.hex
        #expect(try cloud.log().blobs["/container/east/" + blob] == 3 << 20)
        #expect(!FileManager.default.fileExists(atPath: workshop.path("downloads")), "nothing is downloaded in between")
    }

    @Test func `A store's signature is in no fault`() async throws {
        let cloud = try Cloud(in: workshop.folder)
        try workshop.regions(
            preview: ["cloud": cloud.container.replacing("sig=secret", with: "sig=hunter2")],
            production: ["west": "regions/west"])
        let work = try PreviewProvisioning(workshop.settings(["ca-file": cloud.caFile]))
        let fault = await #expect(throws: Fault.self) { try await work.perform(job(.provisionPreview)) }
        #expect(fault?.description.contains("HTTP 403") == true)
        #expect(fault?.description.contains("hunter2") == false)
    }

    @Test func `A signature may be in a file of its own`() throws {
        let signature = try workshop.write("west.sas", Data("?sp=rwcl&sig=secret\n".utf8))
        try workshop.write(
            "regions.json",
            Data(
                """
                {"preview": [{"name": "west", "store": "https://localhost/images", "signatureFile": "\(signature)"}],
                 "production": [{"name": "west", "store": "regions/west"}]}
                """.utf8))
        #expect(try RegionSettings(workshop.settings()).preview.map(\.name) == ["west"])
        try FileManager.default.removeItem(atPath: signature)
        #expect(throws: Settings.Wrong.self) { try RegionSettings(workshop.settings()) }
    }

    @Test(arguments: [
        "{}", "{\"preview\": [], \"production\": []}",
        "{\"preview\": [{\"name\": \"A b\", \"store\": \"x\"}], \"production\": [{\"name\": \"a\", \"store\": \"x\"}]}",
        "{\"preview\": [{\"name\": \"a\", \"store\": \"https://localhost/c?sp=hunter2\"}], \"production\": []}",
    ])
    func `A regions file that cannot be used ends the program without its secrets`(file: String) throws {
        try workshop.write("regions.json", Data(file.utf8))
        let error = #expect(throws: Settings.Wrong.self) { try RegionSettings(workshop.settings()) }
        #expect(error?.description.contains("--regions") == true)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test func `Nothing is copied that was not certified`() async throws {
        let work = try PreviewProvisioning(workshop.settings())
        let bare = try workshop.job(offer(disk: image.url), at: .provisionPreview)
        let fault = await #expect(throws: Fault.self) { try await work.perform(bare) }
        #expect(fault?.code == "not-certified")
    }
}
