// Layers as blobs: the packing that the media type names, to the last byte, and the digest of what comes out.
import Foundation
import TestSupport
import Testing

@testable import Assets

@Suite struct LayerReaderTests {
    private let scratch: Scratch
    private let tar = TarMaker.file("a", "hello") + TarMaker.end

    init() throws { scratch = try Scratch() }

    private func read(_ bytes: [UInt8], _ packing: LayerPacking, _ limits: UnpackLimits = UnpackLimits()) throws
        -> Digest
    {
        let reader = try LayerReader("sha256:0", packing, LayerReading(limits: limits))
        for start in stride(from: 0, to: bytes.count, by: 100) {
            try bytes[start..<min(bytes.count, start + 100)].withUnsafeBytes {
                try reader.take(ImageChunk(offset: Int64(start), bytes: $0, isHole: false))
            }
        }
        return try reader.finish()
    }

    private func packed(_ bytes: [UInt8], _ command: String) throws -> [UInt8] {
        try scratch.write("in", bytes)
        _ = try output(of: "bash", "-euc", "cd \(scratch.path); \(command) <in >out")
        return try Array(Data(contentsOf: URL(filePath: scratch.file("out"))))
    }

    private func code(_ bytes: [UInt8], _ packing: LayerPacking) throws -> String? {
        try codes { _ = try read(bytes, packing) }.first
    }

    @Test func `Each packing gives the digest of the tar in it`() throws {
        let digest = try Digest.of(tar)
        #expect(try read(tar, .tar) == digest)
        #expect(try read(packed(tar, "gzip -c"), .gzip) == digest)
        #expect(try read(packed(tar, "zstd -qc"), .zstd) == digest)
    }

    @Test func `Members and frames one behind the other are one layer`() throws {
        let (head, rest) = (Array(tar[..<700]), Array(tar[700...]))
        let digest = try Digest.of(tar)
        let members = try packed(head, "gzip -c") + packed([], "gzip -c") + packed(rest, "gzip -c")
        #expect(try read(members, .gzip) == digest)
        let skipped: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3]
        let frames = try packed(head, "zstd -qc") + skipped + packed(rest, "zstd -qc") + skipped
        #expect(try read(frames, .zstd) == digest)
    }

    @Test func `Bytes that are packed otherwise than their media type says are refused`() throws {
        let (gzip, zstd) = (try packed(tar, "gzip -c"), try packed(tar, "zstd -qc"))
        #expect(try code(tar, .gzip) == "layer-packing")
        #expect(try code(gzip, .tar) == "layer-packing")
        #expect(try code(zstd, .gzip) == "layer-packing")
        #expect(try code(packed(gzip, "gzip -c"), .gzip) == "layer-packing")
        // A name that others take for packed bytes.
        for name in [Array("BZh9".utf8), [0x1F, 0x8B, 8], Array("P*M\u{18}".utf8)] {
            let other = TarMaker.file("a", "x", fields: [(0, name)])
            #expect(try code(other, .tar) == "layer-packing")
            #expect(try code(packed(other, "gzip -c"), .gzip) == "layer-packing")
        }
        let skipped: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 0, 0, 0, 0]
        #expect(try code(skipped + zstd, .zstd) == "layer-packing")
        #expect(try code([], .gzip) == "layer-packing")
    }

    @Test func `Bytes behind the last member, reserved flags and cut streams are refused`() throws {
        let (gzip, zstd) = (try packed(tar, "gzip -c"), try packed(tar, "zstd -qc"))
        #expect(try code(gzip + [0], .gzip) == "layer-damaged")
        #expect(try code(gzip + Array("more".utf8), .gzip) == "layer-damaged")
        var flagged = gzip
        flagged[3] |= 0x20
        #expect(try code(gzip + flagged, .gzip) == "layer-damaged")
        #expect(try code(gzip.dropLast(4), .gzip) == "layer-damaged")
        #expect(try code(zstd.dropLast(4), .zstd) == "layer-damaged")
        #expect(try code(zstd + [0, 0, 0, 0, 0], .zstd) == "layer-damaged")
        var wrong = gzip
        wrong[gzip.count - 6] ^= 1
        #expect(try code(wrong, .gzip) == "layer-damaged")
    }

    @Test(arguments: [
        (UnpackLimits(entries: 1), "unpack-too-many"), (UnpackLimits(bytes: 1 << 20), "unpack-too-large"),
        (UnpackLimits(ratio: 10, ratioFloor: 1 << 20), "unpack-ratio"),
    ])
    func `What layers unpack to is bounded`(limits: UnpackLimits, code: String) throws {
        let files = TarMaker.file("zeros", String(repeating: "0", count: 3 << 20)) + TarMaker.file("other", "x")
        let layer = try packed(files, "gzip -c")
        #expect(try codes { _ = try read(layer, .gzip, limits) } == [code])
    }
}
