// The last 512 bytes of a VHD: layout, checksum and reading. Source: Microsoft's "Virtual Hard Disk Image Format
// Specification", version 1.0. All numbers are big-endian. VHDInspection has our own rules.
import FoundationEssentials

/// The footer of a virtual hard disk.
public struct VHDFooter: Equatable, Sendable {
    /// The length of a footer in bytes.
    public static let length = 512
    /// `conectix`, the first eight bytes.
    public static let cookie = Array("conectix".utf8)
    /// The data offset of a fixed disk, which points nowhere: all bits are set. The specification writes eight digits
    /// for these eight bytes, and some tools take that literally.
    public static let noDataOffsets: Set<UInt64> = [.max, 0xFFFF_FFFF]

    /// The kind of disk (the specification's values).
    public enum DiskType: UInt32, Sendable { case fixed = 2, dynamic, differencing }

    /// File format version; 0x00010000 is the only one.
    public let version: UInt32
    /// The offset of the dynamic header; one of `noDataOffsets` for a fixed disk.
    public let dataOffset: UInt64
    /// The virtual size at the disk's creation, in bytes.
    public let originalSize: UInt64
    /// The present virtual size, in bytes.
    public let currentSize: UInt64
    /// The disk type's number, which may be unknown to `DiskType`.
    public let diskTypeNumber: UInt32
    /// The checksum in the footer.
    public let storedChecksum: UInt32
    /// The correct checksum of the footer's bytes.
    public let computedChecksum: UInt32

    /// The kind of disk, or `nil` for a reserved or unknown number.
    public var diskType: DiskType? { DiskType(rawValue: diskTypeNumber) }

    /// `nil` unless `bytes` are 512 bytes that begin with the cookie.
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

    /// Whether this is the footer of a fixed disk of this size.
    func isIntact(at size: Int64) -> Bool {
        storedChecksum == computedChecksum && diskType == .fixed && Int64(exactly: currentSize) == size
    }

    /// One's complement of the sum of all bytes, with the checksum's own four bytes as zero.
    public static func checksum(of bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = 0
        for (index, byte) in bytes.enumerated() where !(64..<68).contains(index) { sum &+= UInt32(byte) }
        return ~sum
    }

    static func number(_ bytes: [UInt8], at offset: Int, count: Int) -> UInt64 {
        bytes[offset..<(offset + count)].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
