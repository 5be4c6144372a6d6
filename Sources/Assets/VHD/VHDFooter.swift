// The last 512 bytes of a VHD: layout, checksum, reading and making. Source: Microsoft's "Virtual Hard Disk Image Format
// Specification", version 1.0. All numbers are big-endian. No rule of ours stands here; those are in VHDInspection.
import FoundationEssentials

/// The footer of a virtual hard disk.
public struct VHDFooter: Equatable, Sendable {
    /// The length of a footer in bytes.
    public static let length = 512
    /// `conectix`, the first eight bytes.
    public static let cookie = Array("conectix".utf8)
    /// The data offset of a fixed disk, which has nothing to point to.
    public static let noDataOffset = UInt64.max

    /// What kind of file the footer ends (the values of the specification).
    public enum DiskType: UInt32, Sendable { case fixed = 2, dynamic, differencing }

    /// File format version; 0x00010000 is the only one.
    public let version: UInt32
    /// Where the dynamic header is; `noDataOffset` for a fixed disk.
    public let dataOffset: UInt64
    /// The virtual size when the disk was made, in bytes.
    public let originalSize: UInt64
    /// The virtual size now, in bytes.
    public let currentSize: UInt64
    /// The disk type's number, which may be none of `DiskType`.
    public let diskTypeNumber: UInt32
    /// The checksum as it stands in the footer.
    public let storedChecksum: UInt32
    /// The checksum that the footer's bytes call for.
    public let computedChecksum: UInt32

    /// The kind of disk, or `nil` for a reserved or unknown number.
    public var diskType: DiskType? { DiskType(rawValue: diskTypeNumber) }

    /// `nil` unless `bytes` are 512 that begin with the cookie.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.length, bytes.starts(with: Self.cookie) else { return nil }
        version = UInt32(truncatingIfNeeded: Self.number(bytes, at: 12, count: 4))
        dataOffset = Self.number(bytes, at: 16, count: 8)
        originalSize = Self.number(bytes, at: 40, count: 8)
        currentSize = Self.number(bytes, at: 48, count: 8)
        diskTypeNumber = UInt32(truncatingIfNeeded: Self.number(bytes, at: 60, count: 4))
        storedChecksum = UInt32(truncatingIfNeeded: Self.number(bytes, at: 64, count: 4))
        computedChecksum = Self.checksum(of: bytes)
    }

    /// One's complement of the sum of all bytes, with the checksum's own four bytes as zero.
    public static func checksum(of bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = 0
        for (index, byte) in bytes.enumerated() where !(64..<68).contains(index) { sum &+= UInt32(byte) }
        return ~sum
    }

    /// The 512 bytes of a valid footer of a fixed disk.
    /// - Parameters:
    ///   - virtualSize: in bytes.
    ///   - secondsSince2000: the time stamp; zero makes the same bytes every time.
    ///   - identifier: sixteen bytes; fewer are filled up with zeros, more are cut.
    public static func make(
        virtualSize: UInt64, type: DiskType = .fixed, secondsSince2000: UInt32 = 0, identifier: [UInt8] = []
    ) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: length)
        bytes.replaceSubrange(0..<8, with: cookie)
        put(2, at: 8, count: 4, in: &bytes)  // features: the reserved bit, always set
        put(0x0001_0000, at: 12, count: 4, in: &bytes)
        put(type == .fixed ? noDataOffset : UInt64(length), at: 16, count: 8, in: &bytes)
        put(UInt64(secondsSince2000), at: 24, count: 4, in: &bytes)
        bytes.replaceSubrange(28..<32, with: Array("line".utf8))
        put(0x0001_0000, at: 32, count: 4, in: &bytes)
        bytes.replaceSubrange(36..<40, with: Array("Wi2k".utf8))
        put(virtualSize, at: 40, count: 8, in: &bytes)
        put(virtualSize, at: 48, count: 8, in: &bytes)
        put(UInt64(geometry(sectors: virtualSize / 512)), at: 56, count: 4, in: &bytes)
        put(UInt64(type.rawValue), at: 60, count: 4, in: &bytes)
        let own = Array(identifier.prefix(16))
        bytes.replaceSubrange(68..<(68 + own.count), with: own)
        put(UInt64(checksum(of: bytes)), at: 64, count: 4, in: &bytes)
        return bytes
    }

    /// Cylinders (16 bits), heads (8), sectors a track (8), by the specification's appendix "CHS Calculation".
    static func geometry(sectors: UInt64) -> UInt32 {
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

    static func number(_ bytes: [UInt8], at offset: Int, count: Int) -> UInt64 {
        bytes[offset..<(offset + count)].reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func put(_ value: UInt64, at offset: Int, count: Int, in bytes: inout [UInt8]) {
        for index in 0..<count {
            bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(count - 1 - index)))
        }
    }
}
