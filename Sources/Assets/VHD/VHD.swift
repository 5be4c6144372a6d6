// A virtual hard disk as a file: read once for digest, checks and whatever else looks at it; or made, sparse, for tests
// and samples.
import FoundationEssentials
import Glibc

/// What one reading of a disk found out.
public struct VHDReport: Sendable, Equatable {
    /// Of all bytes of the file.
    public let digest: Digest
    /// Of the file, in bytes.
    public let length: Int64
    /// The footer, if there is one.
    public let footer: VHDFooter?
    /// Empty for a disk that may be published.
    public let findings: [AssetFinding]

    /// The disk as something a region can take.
    public func asset(path: String) -> Asset {
        Asset(kind: .virtualMachineImage, blobs: [Asset.Blob(digest: digest, size: length, source: path)], root: digest)
    }
}

/// Reading and making of fixed virtual hard disks.
public enum VHD {
    /// Reads the file once for digest and checks.
    /// - Parameters:
    ///   - also: further consumers of the same reading, e.g. a scanner.
    ///   - check: called between chunks; what it throws ends the reading.
    /// - Throws: `AssetError`, and whatever `also` and `check` throw. What is wrong with the disk is in the report.
    public static func inspect(
        path: String, limits: VHDLimits, also: [any ImageConsumer] = [], check: () throws -> Void = {}
    ) throws -> VHDReport {
        let (stream, inspection) = (try DigestStream(), VHDInspection())
        let length = try ImageReader(path: path).read(into: [stream, inspection] + also, check: check)
        return VHDReport(
            digest: try stream.digest(), length: length, footer: inspection.footer,
            findings: inspection.findings(limits: limits))
    }

    /// Makes a sparse fixed VHD with an MBR whose one Linux partition begins at 1 MiB. An existing file is replaced.
    /// The same arguments make the same bytes.
    /// - Parameters:
    ///   - virtualSize: in bytes; not checked, so that tests can make wrong ones.
    ///   - content: put at 1 MiB, the beginning of the partition.
    public static func create(path: String, virtualSize: UInt64, content: [UInt8] = []) throws {
        guard virtualSize <= UInt64(Int64.max) - 512 else {
            throw AssetError.setting(name: "virtual size", value: "\(virtualSize)", reason: "no file is that long")
        }
        let file = try OpenFile.writing(path)
        try file.truncate(to: 0)
        if virtualSize >= 2 << 20 {
            try masterBootRecord(sectors: virtualSize / 512).withUnsafeBytes { try file.write($0, at: 0) }
            try content.withUnsafeBytes { try file.write($0, at: 1 << 20) }
        }
        try VHDFooter.make(virtualSize: virtualSize).withUnsafeBytes { try file.write($0, at: Int64(virtualSize)) }
        try file.truncate(to: Int64(virtualSize) + 512)
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
