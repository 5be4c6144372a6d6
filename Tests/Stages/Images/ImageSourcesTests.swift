// What is fetched from far away is fetched once, and leftovers of submissions that are gone are removed.

import Foundation
import Offers
import Testing

@testable import Assets
@testable import Stages

@Suite struct ImageSourcesTests {
    private let scratch: StageScratch
    private let server: LeadServer
    private let sources: ImageSources
    private let image: OfferImage
    private static let limits = {
        var limits = CertificationPolicy()
        limits.disks.windows.mostMiB = 64
        return limits
    }()

    init() throws {
        scratch = try StageScratch()
        server = try LeadServer(scratch)
        try scratch.write("package.zip", "bytes")
        sources = try ImageSources(
            scratch.settings(["allowed-addresses": "127.0.0.1", "allow-http": "yes"]), Self.limits)
        image = OfferImage(
            kind: .package, url: "http://127.0.0.1:\(server.port)/package.zip", declared: nil,
            pointer: "/plans/0/package/url", digestPointer: "/plans/0/package/digest")
    }

    /// Where downloads are: the default of `downloads-dir`, in the scratch's `data-dir`.
    private let folder = "var/downloads/images"

    @Test func `A second try finds what the first has fetched`() throws {
        let file = try sources.fetch(image, as: "contoso/web/1/0")
        try FileManager.default.removeItem(atPath: scratch.file("package.zip"))
        #expect(try sources.fetch(image, as: "contoso/web/1/0") == file)
        #expect(throws: AssetProblem.self) { try sources.fetch(image, as: "contoso/web/2/0") }
        file.remove()
        #expect(scratch.names(folder).isEmpty)
    }

    @Test func `A publisher's own file is not removed`() throws {
        var local = image
        (local.url, local.kind) = (scratch.url("package.zip"), .dataDisk)
        try sources.fetch(local, as: "contoso/web/1/0").remove()
        #expect(try scratch.read("package.zip") == "bytes")
    }

    @Test func `What nobody has written to for a week is removed`() throws {
        try scratch.write(folder + "/old.partial", "leftover")
        try scratch.write(folder + "/young.partial", "at work")
        let week = Date(timeIntervalSinceNow: -8 * 86_400)
        try FileManager.default.setAttributes(
            [.modificationDate: week], ofItemAtPath: scratch.file(folder + "/old.partial"))
        try sources.fetch(image, as: "contoso/web/1/0").remove()
        #expect(scratch.names(folder) == ["young.partial"])
    }

    @Test func `A folder of downloads that cannot be made is a fault`() throws {
        try scratch.write("file", "no folder")
        let sources = try ImageSources(scratch.settings(["downloads-dir": scratch.file("file/downloads")]), Self.limits)
        let fault = #expect(throws: Fault.self) { try sources.fetch(image, as: "a") }
        #expect(fault?.description.contains("--downloads-dir") == true)
    }

    @Test func `A disk that is longer than its kind may be is refused before it is fetched`() throws {
        var disk = image
        try Data(count: 128 << 20 + 1).write(to: URL(filePath: scratch.file("package.zip")))
        for (kind, code) in [
            (OfferImage.Kind.operatingSystemDisk(.windows), "image-fetch-too-large"),
            (.dataDisk, "image-fetch-too-large"), (.package, nil), (.layout([]), "layout-not-a-folder"),
        ] {
            disk.kind = kind
            var found: String?
            do { try sources.fetch(disk, as: "contoso/web/1/0").remove() } catch let problem as AssetProblem {
                found = problem.findings.first?.code
            }
            #expect(found == code, "\(kind)")
            #expect(scratch.names(folder).isEmpty)
        }
    }
}

extension ImageSources {
    fileprivate func fetch(_ image: OfferImage, as name: String) throws -> FetchedFile {
        try fetch(image, as: name) { _, _ in }.file
    }
}
