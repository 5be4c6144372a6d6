// Disks in a container: page blobs, of which only pages that hold anything are sent.
import Foundation
import ImageFixtures
import Testing

@testable import Assets

@Suite struct PageBlobTests {
    private let scratch: Scratch
    private let cloud: Cloud
    private let region: Region
    private let asset: Asset
    private let image: String

    init() throws {
        scratch = try Scratch()
        cloud = try Cloud(in: scratch.path)
        region = try Region(name: "westeurope", store: cloud.container, caFile: cloud.caFile)
        image = scratch.file("disk.vhd")
        try VHD.create(path: image, virtualSize: 40 << 20, content: noise(1_500_000))
        asset = try VHD.inspect(path: image, limits: .anyDisk).asset(path: image)
    }

    private var blob: String { "/container/images/blobs/sha256/" + asset.root.hex }

    private func other(_ name: String) throws -> Region {
        try Region(name: name, store: cloud.container.replacing("/images?", with: "/\(name)?"), caFile: cloud.caFile)
    }

    @Test func `Of a sparse disk only the pages with data are sent, and all of it is right`() throws {
        #expect(try region.copy(asset) == .copied(bytes: asset.size))
        let log = try cloud.log()
        #expect(log.blobs[blob] == Int(asset.size))
        #expect(try #require(log.pages[blob]) * 512 < 2_000_000)
        #expect(try region.verify(asset.root))
        let directory = try Region(name: "d", store: "file://" + scratch.file("d"))
        _ = try directory.copy(try #require(try region.asset(asset.root)))
        #expect(try Digest.ofFile(at: scratch.file("d/blobs/sha256/" + asset.root.hex)) == asset.root)
    }

    @Test func `A disk that is not whole does not count as there, and its pages are not sent again`() throws {
        let solid = try scratch.write("solid", noise(16 << 20))
        let digest = try Digest.ofFile(at: solid)
        let disk = Asset(
            kind: .virtualMachineImage, blobs: [.init(digest: digest, size: 16 << 20, source: .file(solid))],
            root: digest)
        try cloud.misbehave("{\"pages\": 2}")
        #expect(throws: AssetError.unavailable(host: cloud.base + "/container/images", status: 503)) {
            let hasty = try Region(
                name: "r", store: cloud.container, caFile: cloud.caFile, connections: 1, pause: .milliseconds(1))
            _ = try hasty.copy(disk)
        }
        #expect(try region.holds(digest) == false)
        #expect(try region.store.holds(AssetRecord.Entry(disk.blobs[0])) == false)
        try cloud.misbehave("{}")
        let before = try cloud.log().count("PUT", comp: "page")
        #expect(try region.copy(disk) == .copied(bytes: 16 << 20))
        #expect(try cloud.log().count("PUT", comp: "page") == before + 2)
        #expect(try region.verify(digest))
    }

    @Test func `Pages that read back differently do not count, and are sent again`() throws {
        try cloud.misbehave("{\"damage\": true}")
        #expect(throws: AssetError.self) { _ = try region.copy(asset) }
        try cloud.misbehave("{}")
        #expect(try region.holds(asset.root) == false)
        #expect(try region.copy(asset) == .copied(bytes: asset.size))
        #expect(try region.verify(asset.root))
    }

    @Test func `A disk that changed since it was certified never counts as there`() throws {
        try change(image, at: 2 << 20, to: [1, 2, 3])
        #expect(try codes { _ = try region.copy(asset) } == ["asset-changed"])
        #expect(try region.store.holds(AssetRecord.Entry(asset.blobs[0])) == false)
    }

    @Test func `Between containers the service copies the pages that hold anything`() throws {
        _ = try region.copy(asset)
        try FileManager.default.removeItem(atPath: image)
        let second = try other("second")
        #expect(try second.copy(try #require(try region.asset(asset.root))) == .copied(bytes: asset.size))
        let name = "/container/second/blobs/sha256/" + asset.root.hex
        let log = try cloud.log()
        let puts = log.requests.filter { $0[0] == "PUT" && $0[1] == name && $0[2] == "page" }
        #expect(!puts.isEmpty && puts.allSatisfy { $0[4] == "from" })
        #expect(log.pages[name] == log.pages[blob])
        #expect(try second.verify(asset.root))
    }

    @Test func `Runs of pages are found wherever chunks begin, and are whole pages`() throws {
        var bytes = [UInt8](repeating: 0, count: 3 << 20)
        for place in [0, 70_000, 1_048_575, 1_048_576, 3_145_727] { bytes[place] = 1 }
        let path = try scratch.write("raw", bytes)
        var found: [Range<Int64>] = []
        let finder = PageFinder(run: 128 << 10) { range, data in
            #expect(data.count == range.count)
            #expect(Array(data) == Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)]))
            found.append(range)
        }
        try ImageReader(path: path).read(into: [finder])
        try finder.finish()
        #expect(found.map(\.lowerBound) == [0, 983_040, 3_080_192])
        #expect(found.allSatisfy { $0.lowerBound % 512 == 0 && $0.count % 512 == 0 })
    }
}
