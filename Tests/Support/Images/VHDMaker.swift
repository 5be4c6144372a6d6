// Makes sparse fixed VHDs and their footers. The same arguments make the same bytes. Source: Microsoft's "Virtual Hard
// Disk Image Format Specification", version 1.0.

import Assets
import Foundation

extension VHD {
    /// Makes a sparse fixed VHD with an MBR whose one Linux partition begins at 1 MiB. Replaces an existing file.
    /// - Parameters:
    ///   - virtualSize: in bytes; not checked, so that tests can make wrong ones.
    ///   - content: written at 1 MiB, the beginning of the partition.
    public static func create(path: String, virtualSize: UInt64, content: [UInt8] = []) throws {
        try Data().write(to: URL(filePath: path))
        let file = try FileHandle(forUpdating: URL(filePath: path))
        defer { try? file.close() }
        if virtualSize >= 2 << 20 {
            try file.write(contentsOf: masterBootRecord(sectors: virtualSize / 512))
            try file.seek(toOffset: 1 << 20)
            try file.write(contentsOf: content)
        }
        try file.seek(toOffset: virtualSize)
        try file.write(contentsOf: VHDFooter.make(virtualSize: virtualSize))
    }

    private static func masterBootRecord(sectors: UInt64) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 512)
        let (first, count) = (UInt32(2048), UInt32(clamping: sectors - 2048))
        bytes[446 + 4] = 0x83
        for index in 0..<4 {
            bytes[446 + 8 + index] = UInt8(truncatingIfNeeded: first >> (8 * UInt32(index)))
            bytes[446 + 12 + index] = UInt8(truncatingIfNeeded: count >> (8 * UInt32(index)))
        }
        (bytes[510], bytes[511]) = (0x55, 0xAA)
        return bytes
    }
}

extension VHDFooter {
    /// The 512 bytes of a valid footer.
    public static func make(virtualSize: UInt64, type: DiskType = .fixed) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: length)
        func put(_ value: UInt64, at offset: Int, count: Int) {
            for index in 0..<count {
                bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(count - 1 - index)))
            }
        }
        bytes.replaceSubrange(0..<8, with: cookie)
        put(2, at: 8, count: 4)  // features: the reserved bit, always set
        put(0x0001_0000, at: 12, count: 4)
        put(type == .fixed ? .max : UInt64(length), at: 16, count: 8)
        bytes.replaceSubrange(28..<32, with: Array("line".utf8))
        put(0x0001_0000, at: 32, count: 4)
        bytes.replaceSubrange(36..<40, with: Array("Wi2k".utf8))
        put(virtualSize, at: 40, count: 8)
        put(virtualSize, at: 48, count: 8)
        put(UInt64(geometry(sectors: virtualSize / 512)), at: 56, count: 4)
        put(UInt64(type.rawValue), at: 60, count: 4)
        put(UInt64(checksum(of: bytes)), at: 64, count: 4)
        return bytes
    }

    /// Cylinders (16 bits), heads (8), sectors per track (8), by the specification's appendix "CHS Calculation".
    public static func geometry(sectors: UInt64) -> UInt32 {
        let total = UInt32(min(sectors, 65_535 * 16 * 255))
        var perTrack: UInt32 = 255
        var heads: UInt32 = 16
        var tracks = total / perTrack
        if total < 65_535 * 16 * 63 {
            perTrack = 17
            tracks = total / perTrack
            heads = max((tracks + 1023) / 1024, 4)
            if tracks >= heads * 1024 || heads > 16 { (perTrack, heads, tracks) = (31, 16, total / 31) }
            if tracks >= heads * 1024 { (perTrack, heads, tracks) = (63, 16, total / 63) }
        }
        return min(tracks / heads, 65_535) << 16 | heads << 8 | perTrack
    }
}
