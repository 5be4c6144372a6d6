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
            _ = try Scratch.file(bytes) { try PackageArchive.inspect(path: $0, keeping: ["mainTemplate.json"]) }
        },
        FuzzTarget("image-archive", seeds: { ImageSamples.archives }) { bytes in
            _ = try Scratch.file(bytes) { try ImageArchive(path: $0) }
        },
        FuzzTarget("layer-stream", seeds: { ImageSamples.archives }) { try unpack($0, kind: .layer) },
        FuzzTarget("zip-stream", seeds: { ImageSamples.archives }) { try unpack($0, kind: .zip) },
    ]

    private static func disk(virtualSize: UInt64) -> [UInt8] {
        (virtualSize > 0 ? ImageSamples.masterBootRecord : []) + VHDFooter.make(virtualSize: virtualSize)
    }

    private static func unpack(_ bytes: [UInt8], kind: ArchiveKind) throws {
        let handoff = ByteHandoff()
        DispatchQueue.global().async {
            bytes.withUnsafeBytes { handoff.put($0) }
            handoff.end()
        }
        let stream = try ArchiveStream(handoff, kind: kind, limits: UnpackLimits(entries: 100, bytes: 1 << 22))
        defer { stream.drain() }
        try stream.readAll { name in
            try require(ArchiveStream.isInside(name), "\(name) is outside")
            return { _ in }
        }
    }
}
