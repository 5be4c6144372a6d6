// The digest of what a disk holds besides zeros, and copies that are compared by it.
import ImageFixtures
import Testing

@testable import Assets

@Suite struct DataDigestTests {
    private let scratch: Scratch
    private let image: String
    private let asset: Asset

    init() throws {
        scratch = try Scratch()
        image = scratch.file("disk.vhd")
        try VHD.create(path: image, virtualSize: 40 << 20, content: noise(1_500_000))
        asset = try VHD.inspect(path: image, limits: .anyDisk).asset(path: image)
    }

    /// The digest of bytes that come in chunks of so many.
    private func digest(_ bytes: [UInt8], by count: Int) throws -> Digest {
        let stream = try DataDigestStream()
        try bytes.withUnsafeBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: count) {
                let part = UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + count, bytes.count)])
                try stream.take(ImageChunk(offset: Int64(start), bytes: part, isHole: part.isZero && start % 3 == 0))
            }
        }
        return try stream.digest()
    }

    @Test(arguments: [512, 4096, 65_536, 100_000, 1 << 20])
    func `It is the same wherever chunks begin and holes are`(count: Int) throws {
        var bytes = [UInt8](repeating: 0, count: 700_001)
        bytes.replaceSubrange(100_000..<170_000, with: noise(70_000))
        bytes.replaceSubrange(699_990..<700_001, with: noise(11))
        #expect(try digest(bytes, by: count) == digest(bytes, by: bytes.count))
    }

    @Test func `Another byte, another place and another length are another digest`() throws {
        let (zeros, data) = ([UInt8](repeating: 0, count: 65_536), noise(65_536))
        let others = [
            data + zeros, zeros + data, data + zeros + zeros, data, zeros, zeros + zeros, [], data + zeros + [0],
            data + zeros + [1], data.dropLast() + [data[65_535] ^ 1] + zeros,
        ]
        let digests = try others.map { try digest($0, by: 4096) }
        #expect(Set(digests).count == others.count)
    }

    @Test func `Only of a disk that is mostly zeros it is made`() throws {
        #expect(asset.data != nil)
        let full = scratch.file("full.vhd")
        try VHD.create(path: full, virtualSize: 20 << 20, content: noise(12 << 20))
        #expect(try VHD.inspect(path: full, limits: .anyDisk).data == nil)
        // Data all over it, that take little: a page in each block.
        let scattered = scratch.file("scattered.vhd")
        try VHD.create(path: scattered, virtualSize: 20 << 20)
        for block in 1..<320 { try change(scattered, at: Int64(block) << 16, to: [1]) }
        #expect(try VHD.inspect(path: scattered, limits: .anyDisk).data == nil)
    }

    @Test func `A disk whose zeros take room is read for one digest`() throws {
        let written = scratch.file("written.vhd")
        try scratch.write("written.vhd", bytes(of: image))
        let report = try VHD.inspect(path: written, limits: .anyDisk)
        #expect(report.digest == asset.root)
        #expect(report.data == nil)
    }

    /// The disk under the digest of something else: only by its data it can be found to be the same.
    private func renamed() throws -> Asset {
        let name = try Digest.of([1])
        let blob = Asset.Blob(digest: name, size: asset.size, source: .file(image), data: asset.data)
        return Asset(kind: asset.kind, blobs: [blob], root: name)
    }

    @Test func `Copies of a sparse disk are compared by its data`() throws {
        let cloud = try Cloud(in: scratch.path)
        let container = try Region(name: "c", store: cloud.container, caFile: cloud.caFile)
        let directory = try Region(name: "d", store: "file://" + scratch.file("store"))
        let asset = try renamed()
        #expect(try container.copy(asset) == .copied(bytes: asset.size))
        #expect(try directory.copy(asset) == .copied(bytes: asset.size))
        #expect(try directory.verify(asset.root) == false)
        let fetched = try Region(name: "f", store: "file://" + scratch.file("fetched"))
        let copy = try #require(try container.asset(asset.root)).with(data: asset.data)
        #expect(try fetched.copy(copy) == .copied(bytes: asset.size))
    }

    @Test func `Where the data is not what was noted, all bytes decide`() throws {
        let other = try Digest.of([2])
        let region = try Region(name: "d", store: "file://" + scratch.file("store"))
        #expect(try region.copy(asset.with(data: other)) == .copied(bytes: asset.size))
        try change(image, at: 30 << 20, to: [1])
        let next = try Region(name: "e", store: "file://" + scratch.file("next"))
        #expect(try codes { _ = try next.copy(asset) } == ["asset-changed"])
        #expect(try next.holds(asset.root) == false)
    }
}
