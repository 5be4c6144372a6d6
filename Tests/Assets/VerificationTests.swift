// `verify checksums`: a container answers with the checksum of each part, and nothing is read back.
import Foundation
import ImageFixtures
import Testing

@testable import Assets

@Suite struct VerificationTests {
    private let scratch: Scratch
    private let cloud: Cloud
    private let image: String

    init() throws {
        scratch = try Scratch()
        cloud = try Cloud(in: scratch.path)
        image = scratch.file("disk.vhd")
        try VHD.create(path: image, virtualSize: 40 << 20, content: noise(9_500_000))
    }

    private func region(_ name: String, _ verification: Verification = .checksums) throws -> Region {
        try Region(
            name: name, store: cloud.container.replacing("/images?", with: "/\(name)?"), caFile: cloud.caFile,
            pause: .milliseconds(1), verification: verification)
    }

    private func asset(_ kind: Asset.Kind) throws -> Asset {
        let digest = try Digest.ofFile(at: image)
        let size = try OpenFile.reading(image).length()
        return Asset(kind: kind, blobs: [.init(digest: digest, size: size, source: .file(image))], root: digest)
    }

    private func reads(of asset: Asset, in name: String) throws -> Int {
        try cloud.log().requests.count {
            $0[0] == "GET" && $0[1] == "/container/\(name)/blobs/sha256/\(asset.root.hex)" && $0[2] == ""
        }
    }

    @Test(arguments: [Asset.Kind.virtualMachineImage, .deploymentPackage])
    func `Nothing is read back, neither of what was sent nor of what the service copied`(kind: Asset.Kind) throws {
        let asset = try asset(kind)
        let (first, second) = (try region("first"), try region("second"))
        #expect(try first.copy(asset) == .copied(bytes: asset.size))
        #expect(try second.copy(try #require(try first.asset(asset.root))) == .copied(bytes: asset.size))
        #expect(try reads(of: asset, in: "first") == 0)
        #expect(try reads(of: asset, in: "second") == 0)
        #expect(try first.verify(asset.root) && second.verify(asset.root))
    }

    @Test func `A source that was damaged since it was certified is not copied`() throws {
        let asset = try asset(.virtualMachineImage)
        let (first, second) = (try region("first"), try region("second"))
        _ = try first.copy(asset)
        // Another byte in the first page.
        try cloud.put(
            "first/blobs/sha256/\(asset.root.hex)", "comp=page", "x-ms-range: bytes=0-511",
            body: String(repeating: "x", count: 512))
        let source = try #require(try first.asset(asset.root))
        #expect(try codes { _ = try second.copy(source) } == ["asset-changed"])
        #expect(try second.holds(asset.root) == false)
    }

    @Test func `Where no checksums were noted, what the service copied is read back`() throws {
        let asset = try asset(.virtualMachineImage)
        let (first, second) = (try region("first"), try region("second"))
        _ = try first.copy(asset)
        try first.store.remove("blobs/sha256/\(asset.root.hex).md5", check: {})
        _ = try second.copy(try #require(try first.asset(asset.root)))
        #expect(try reads(of: asset, in: "second") > 0)
    }

    @Test func `What an earlier try left is read back, and not continued if it is wrong`() throws {
        let (asset, first) = (try asset(.virtualMachineImage), try region("first"))
        let name = "blobs/sha256/\(asset.root.hex)"
        let container = try #require((first.store as? BlobStore)?.container)
        try container.makePages(name, length: asset.size, check: {})
        // The last page before the footer, where the disk has zeros.
        let page = asset.size - 1024
        try cloud.put(
            "first/\(name)", "comp=page", "x-ms-range: bytes=\(page)-\(page + 511)",
            body: String(repeating: "x", count: 512))
        #expect(throws: AssetError.self) { _ = try first.copy(asset) }
        #expect(try first.copy(asset) == .copied(bytes: asset.size))
        #expect(try first.verify(asset.root))
    }

    @Test func `A service that answers without checksums proves nothing`() throws {
        try cloud.misbehave("{\"unchecked\": true}")
        #expect(throws: AssetError.self) { _ = try region("first").copy(asset(.virtualMachineImage)) }
        _ = try region("second", .read).copy(asset(.virtualMachineImage))
    }

    @Test func `The noted checksums go with their blob`() throws {
        let (asset, first) = (try asset(.virtualMachineImage), try region("first"))
        _ = try first.copy(asset)
        let name = "/container/first/blobs/sha256/\(asset.root.hex).md5"
        _ = try first.prune(keeping: [asset.root], olderThan: .distantFuture, isRehearsal: false)
        #expect(try cloud.log().blobs[name] != nil)
        _ = try first.prune(keeping: [], olderThan: .distantFuture, isRehearsal: false)
        #expect(try cloud.log().blobs.isEmpty)
    }

    @Test func `A run of pages is never longer than one request may be`() throws {
        let path = try scratch.write("odd", [UInt8](repeating: 0, count: 4096) + noise(9 << 20))
        let file = try OpenFile.writing(path)
        // A hole in front, so that the first chunk begins at 4 KiB.
        try file.truncate(to: 0)
        try file.truncate(to: 4096 + 9 << 20)
        try noise(9 << 20).withUnsafeBytes { try file.write($0, at: 4096) }
        var found: [Int] = []
        let finder = PageFinder(run: BlobUpload.pageRun) { range, _ in found.append(range.count) }
        try ImageReader(path: path).read(into: [finder])
        try finder.finish()
        #expect(found.allSatisfy { $0 <= BlobUpload.pageRun && $0 % 512 == 0 })
        #expect(found.reduce(0, +) >= 9 << 20)
    }
}
