// What is fetched from far away is fetched once: certification keeps it, provisioning takes it and clears it away.

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

    init() throws {
        scratch = try StageScratch()
        server = try LeadServer(scratch)
        try scratch.write("package.zip", "bytes")
        sources = try ImageSources(scratch.settings(["allowed-addresses": "127.0.0.1", "allow-http": "yes"]))
        image = OfferImage(
            kind: .package, url: "http://127.0.0.1:\(server.port)/package.zip", declared: nil,
            pointer: "/plans/0/package/url", digestPointer: "/plans/0/package/digest")
    }

    /// Where downloads are kept: the default of `work-dir`, in the scratch's `data-dir`.
    private let kept = ["var", "work", "images"].joined(separator: "/")

    @Test func `A download is kept under its digest, used, and cleared away`() throws {
        let digest = try Digest.of(Array("bytes".utf8))
        sources.keep(try sources.fetch(image, as: "contoso/web/1/0"), as: digest)
        #expect(scratch.names(kept) == [digest.hex])

        try FileManager.default.removeItem(atPath: scratch.file("package.zip"))
        let source = try sources.asset(
            image, certified: CertifiedImage(digest), as: "contoso/web/1/0/provision-preview")
        #expect(source.asset.size == 5)
        guard case .kept = source.origin else { return #expect(Bool(false), "fetched again") }
        sources.release(source)
        #expect(scratch.names(kept).isEmpty)
    }

    @Test func `What was not kept is fetched again`() throws {
        let digest = try Digest.of(Array("bytes".utf8))
        let source = try sources.asset(
            image, certified: CertifiedImage(digest), as: "contoso/web/1/0/provision-preview")
        guard case .publisher = source.origin else { return #expect(Bool(false), "kept?") }
        sources.release(source)
        #expect(scratch.names(kept).isEmpty)
        #expect(throws: AssetProblem.self) {
            try FileManager.default.removeItem(atPath: scratch.file("package.zip"))
            _ = try sources.asset(image, certified: CertifiedImage(digest), as: "contoso/web/1/0/provision-preview")
        }
    }

    @Test func `A publisher's own file is neither moved nor removed`() throws {
        var local = image
        local.url = scratch.url("package.zip")
        let digest = try Digest.of(Array("bytes".utf8))
        let file = try sources.fetch(local, as: "contoso/web/1/0")
        sources.keep(file, as: digest)
        sources.drop(file)
        sources.release(try sources.asset(local, certified: CertifiedImage(digest), as: "contoso/web/1/0"))
        #expect(try scratch.read("package.zip") == "bytes")
    }

    @Test func `A work folder that cannot be made is a fault`() throws {
        try scratch.write("file", "no folder")
        let sources = try ImageSources(scratch.settings(["work-dir": scratch.file("file/work")]))
        let fault = #expect(throws: Fault.self) { try sources.fetch(image, as: "a") }
        #expect(fault?.description.contains("--work-dir") == true)
    }
}
