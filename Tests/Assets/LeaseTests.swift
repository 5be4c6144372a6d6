// Blobs on which somebody else has a lease are a fault that says so, and are copied to once it is gone.
import Foundation
import ImageFixtures
import Testing

@testable import Assets

@Suite struct LeaseTests {
    private let scratch: Scratch
    private let cloud: Cloud
    private let region: Region

    init() throws {
        scratch = try Scratch()
        cloud = try Cloud(in: scratch.path)
        region = try Region(name: "westeurope", store: cloud.container, caFile: cloud.caFile)
    }

    private func asset(_ kind: Asset.Kind) throws -> Asset {
        let image = try scratch.write("image", noise(1 << 20))
        let digest = try Digest.ofFile(at: image)
        return Asset(kind: kind, blobs: [.init(digest: digest, size: 1 << 20, source: .file(image))], root: digest)
    }

    @Test(arguments: [Asset.Kind.virtualMachineImage, .deploymentPackage])
    func `A lease is named with what to do, and the copy is made when it is gone`(kind: Asset.Kind) throws {
        let asset = try asset(kind)
        let name = "blobs/sha256/\(asset.root.hex)"
        try cloud.put("images/\(name)", "", "x-ms-blob-type: BlockBlob", body: "of somebody else")
        try cloud.put("images/\(name)", "comp=lease", "x-ms-lease-action: acquire", "x-ms-lease-duration: -1")
        let error = #expect(throws: AssetError.self) { _ = try region.copy(asset) }
        #expect(error == .leased(store: cloud.base + "/container/images", blob: name))
        #expect("\(try #require(error))".contains("az storage blob lease break"))
        #expect(try region.holds(asset.root) == false)
        try cloud.put("images/\(name)", "comp=lease", "x-ms-lease-action: break")
        #expect(try region.copy(asset) == .copied(bytes: 1 << 20))
        #expect(try region.verify(asset.root))
    }
}
