// Copies in regions: whole, verified, sparse, made once, continued after a crash, and never seen half-made.
import Foundation
import ImageFixtures
import Testing

@testable import Assets

@Suite struct RegionTests {
    private let scratch: Scratch
    private let region: Region
    private let image: String
    private let asset: Asset

    init() throws {
        scratch = try Scratch()
        region = try Region(name: "westeurope", store: "file://" + scratch.file("store"))
        image = scratch.file("disk.vhd")
        try VHD.create(path: image, virtualSize: 40 << 20, content: noise(3_000_000))
        asset = try VHD.inspect(path: image, limits: .anyDisk).asset(path: image)
    }

    private var copy: String { scratch.file("store/blobs/sha256/" + asset.root.hex) }

    private func visible() -> [String] {
        let all = FileManager.default.enumerator(atPath: scratch.file("store"))?.allObjects as? [String] ?? []
        return all.filter { $0.hasSuffix(asset.root.hex) || $0.hasSuffix(".json") }.sorted()
    }

    @Test func `A copy has the same bytes, stays sparse and is complete`() throws {
        #expect(try region.asset(asset.root) == nil)
        #expect(try region.copy(asset) == .copied(bytes: asset.size))
        #expect(try Digest.ofFile(at: copy) == asset.root)
        #expect(try allocated(copy) < 5_000_000)
        #expect(try allocated(copy) >= 3_000_000)
        #expect(try region.verify(asset.root))
        #expect(try region.asset(asset.root)?.blobs.map(\.source.path) == [copy])
    }

    @Test func `Zeros that were written out become holes`() throws {
        let full = try scratch.write("full", noise(100_000) + [UInt8](repeating: 0, count: 8 << 20))
        let digest = try Digest.ofFile(at: full)
        let blob = Asset.Blob(digest: digest, size: (8 << 20) + 100_000, source: .file(full))
        _ = try region.copy(Asset(kind: .virtualMachineImage, blobs: [blob], root: digest))
        #expect(try allocated(full) > 8 << 20)
        #expect(try allocated(scratch.file("store/blobs/sha256/" + digest.hex)) < 1 << 20)
        #expect(try region.verify(digest))
    }

    @Test func `A copy that is there is not made again, even with the source gone`() throws {
        _ = try region.copy(asset)
        try FileManager.default.removeItem(atPath: image)
        #expect(try region.copy(asset) == .alreadyThere)
    }

    @Test func `Production copies from preview by digest`() throws {
        _ = try region.copy(asset)
        try FileManager.default.removeItem(atPath: image)
        let production = try Region(name: "production", store: "file://" + scratch.file("production"))
        let source = try #require(try region.asset(asset.root))
        #expect(try production.copy(source) == .copied(bytes: asset.size))
        #expect(try production.verify(asset.root))
    }

    @Test func `A copy that was interrupted shows nothing and is continued where it stopped`() throws {
        // A file without holes at its end, so that written parts differ from missing ones.
        let path = try scratch.write("solid", noise(5 << 20))
        let digest = try Digest.ofFile(at: path)
        let blob = Asset.Blob(digest: digest, size: 5 << 20, source: .file(path))
        let solid = Asset(kind: .virtualMachineImage, blobs: [blob], root: digest)
        var calls = 0
        #expect(throws: Canceled.self) {
            _ = try region.copy(solid) {
                calls += 1
                if calls == 4 { throw Canceled() }
            }
        }
        #expect(visible() == [])
        #expect(try region.asset(digest) == nil)
        #expect(try OpenFile.reading(scratch.file("store/blobs/sha256/\(digest.hex).partial")).length() == 3 << 20)
        var progress: [Int64] = []
        #expect(try region.copy(solid, progress: { progress.append($0.bytesDone) }) == .copied(bytes: 5 << 20))
        #expect(progress.first == 4 << 20)
        #expect(progress.last == 5 << 20)
        #expect(try region.verify(digest))
    }

    @Test func `A damaged part of an earlier try is found and made again`() throws {
        try scratch.write("store/blobs/sha256/\(asset.root.hex).partial", noise(2 << 20, seed: 9))
        #expect(try region.copy(asset) == .copied(bytes: asset.size))
        #expect(try region.verify(asset.root))
        #expect(try allocated(copy) < 5_000_000)
    }

    @Test func `A partial longer than the image is begun anew`() throws {
        try scratch.write("store/blobs/sha256/\(asset.root.hex).partial", noise(16))
        try change(scratch.file("store/blobs/sha256/\(asset.root.hex).partial"), at: 50 << 20, to: [1])
        #expect(try region.copy(asset) == .copied(bytes: asset.size))
        #expect(try region.verify(asset.root))
    }

    @Test func `An image that changed since it was certified is the publisher's problem and never shows`() throws {
        try change(image, at: 2 << 20, to: [1, 2, 3])
        #expect(try codes { _ = try region.copy(asset) } == ["asset-changed"])
        #expect(visible() == [])
    }

    @Test func `A source that grows shorter or longer is the publisher's problem, too`() throws {
        try OpenFile.writing(image).truncate(to: 1 << 20)
        #expect(try codes { _ = try region.copy(asset) } == ["asset-changed"])
        try OpenFile.writing(image).truncate(to: 60 << 20)
        #expect(try codes { _ = try region.copy(asset) } == ["asset-changed"])
        #expect(visible() == [])
    }

    @Test func `A worker waits for another that writes the same copy, and its wait can be canceled`() throws {
        let partial = try scratch.write("store/blobs/sha256/\(asset.root.hex).partial", [])
        var other: OpenFile? = try OpenFile.writing(partial)
        #expect(try other?.tryLock() == true)
        #expect(throws: CancellationError.self) { _ = try region.copy(asset, check: { throw CancellationError() }) }
        // The other one ends while this one waits.
        _ = try region.copy(asset, check: { other = nil })
        #expect(other == nil)
        #expect(try region.verify(asset.root))
    }

    @Test func `A whole layout is visible only when its last blob is there`() throws {
        let layout = scratch.file("layout")
        try OCILayout.create(path: layout, tags: ["latest", "1.0-a"])
        let container = try #require(try OCILayout.inspect(path: layout).asset)
        let last = try #require(container.blobs.last)
        try FileManager.default.moveItem(atPath: #require(last.source.path), toPath: scratch.file("kept"))
        #expect(throws: AssetError.self) { _ = try region.copy(container) }
        #expect(try region.asset(container.root) == nil)
        try FileManager.default.moveItem(atPath: scratch.file("kept"), toPath: #require(last.source.path))
        #expect(try region.copy(container) == .copied(bytes: last.size))
        #expect(try region.verify(container.root))
        #expect(try region.copy(container) == .alreadyThere)
    }

    @Test func `A copy that lost its end is not taken for a whole one`() throws {
        _ = try region.copy(asset)
        try OpenFile.writing(copy).truncate(to: 100)
        #expect(try region.asset(asset.root) == nil)
        #expect(try region.copy(asset) == .copied(bytes: asset.size))
        #expect(try region.verify(asset.root))
        try change(copy, at: 3 << 20, to: [0xFF, 0xFE])
        #expect(try region.verify(asset.root) == false)
    }

    @Test func `A store that cannot be a directory is our fault`() throws {
        try scratch.write("store", [1])
        #expect(throws: AssetError.self) { _ = try region.copy(asset) }
    }

    @Test(arguments: ["https://x/y", "/var/store", "file://host/x", "file:", ""])
    func `A store that is neither a directory nor a container is a wrong setting`(store: String) {
        #expect(throws: AssetError.self) { try Region(name: "r", store: store) }
    }
}
