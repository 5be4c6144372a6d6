// What publishers' files are made of: disks, container images, archives, pictures.

import Foundation
import ImageFixtures
import Offers

@testable import Assets

extension FuzzTarget {
    static let images: [FuzzTarget] = [
        FuzzTarget("vhd-footer", seeds: { [30 << 30, 20 << 20].map { VHDFooter.make(virtualSize: $0) } }) {
            guard let footer = VHDFooter($0) else { return }
            _ = footer.diskType
        },
        FuzzTarget("vhd-file", seeds: { [disk(virtualSize: 0), disk(virtualSize: 512)] }) { bytes in
            _ = try Scratch.file(bytes) { try VHD.inspect(path: $0, limits: VHDLimits(virtualSize: 1...1 << 40)) }
        },
        FuzzTarget("partition-table", seeds: { [ImageSamples.masterBootRecord, ImageSamples.partitionTable] }) {
            let disk = $0
            let table = PartitionTable(head: disk, sectors: UInt64(disk.count / 512)) { sectors in
                guard sectors.upperBound <= UInt64(disk.count / 512) else { return nil }
                return Array(disk[Int(sectors.lowerBound) * 512..<Int(sectors.upperBound) * 512])
            }
            _ = (table.early, table.outside, table.overlapping)
        },
        FuzzTarget("png", seeds: { [ImageSamples.picture] }) { bytes in
            let picture = try PNGPicture(bytes, size: "1x1")
            try require(PNGPicture(picture.clean, size: "1x1").clean == picture.clean, "pixels change when kept")
        },
        FuzzTarget(
            "markup",
            seeds: { Samples.texts("<p>a<b>c</p><ul><li>d<li>e</ul>&amp;<!-- -->", "<svg><style><a title='</style>") }
        ) { bytes in
            let read = RichText(
                String(decoding: bytes, as: UTF8.self), elements: Policy.showableElements)
            try require(
                RichText(read.html, elements: Policy.showableElements).foreign.isEmpty,
                "markup comes out of what was text")
        },
        FuzzTarget("oci-documents", seeds: { try LayoutSample.documents() }) { bytes in
            guard let kind = bytes.first else { return }
            try LayoutSample.inspect(Array(bytes.dropFirst()), as: kind)
        },
        FuzzTarget("package-archive", seeds: { ImageSamples.archives }) { bytes in
            let report = try Scratch.file(bytes) {
                try PackageArchive.inspect(path: $0, keeping: ["mainTemplate.json"])
            }
            for entry in report.entries { try require(ZipName.isSafe(entry.name), "\(entry.name) is outside") }
        },
        FuzzTarget("image-archive", seeds: { ImageSamples.archives }) { bytes in
            _ = try Scratch.file(bytes) { try ImageArchive(path: $0) }
        },
        FuzzTarget("tar-reader", seeds: { ImageSamples.archives }) { bytes in
            let whole = TarNames(bytes, pieces: bytes.count)
            let inPieces = TarNames(bytes, pieces: 7)
            try require(whole.seen == inPieces.seen, "a tar in pieces is another one")
            try require(!whole.seen.contains { $0.hasPrefix("../") }, "an entry is outside")
        },
        FuzzTarget("gzip-layer", seeds: { [ImageSamples.gzip] }) { try unpack($0, .gzip) },
        FuzzTarget("zstd-layer", seeds: { [ImageSamples.zstd] }) { try unpack($0, .zstd) },
    ]

    private static func disk(virtualSize: UInt64) -> [UInt8] {
        (virtualSize > 0 ? ImageSamples.masterBootRecord : []) + VHDFooter.make(virtualSize: virtualSize)
    }

    private static func unpack(_ bytes: [UInt8], _ packing: LayerPacking) throws {
        let limits = UnpackLimits(entries: 100, bytes: 1 << 22)
        let reader = try LayerReader("sha256:", packing, LayerReading(limits: limits))
        try bytes.withUnsafeBytes { try reader.take(ImageChunk(offset: 0, bytes: $0, isHole: false)) }
        _ = try reader.finish()
    }
}

/// What a tar tells, as one list.
private final class TarNames: TarVisitor {
    private(set) var seen: [String] = []

    init(_ bytes: [UInt8], pieces: Int) {
        let reader = TarReader(place: "", visitor: self)
        do {
            for start in stride(from: 0, to: bytes.count, by: max(1, pieces)) {
                try bytes[start..<min(bytes.count, start + pieces)].withUnsafeBytes { try reader.take($0) }
            }
            try reader.finish()
            seen.append("end")
        } catch { seen.append("\(error)") }
    }

    func begin(_ entry: TarEntry) { seen.append("\(entry.name) \(entry.kind) \(entry.size)") }
    func content(_ bytes: UnsafeRawBufferPointer) {
        for byte in bytes { seen.append("\(byte)") }
    }
    func end() { seen.append("whole") }
}
