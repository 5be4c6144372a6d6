// Reads a virtual hard disk file once, for its digest, its checks and other consumers.

/// The result of reading a disk.
public struct VHDReport: Sendable, Equatable {
    /// Of all bytes of the file.
    public let digest: Digest
    /// Of its data without zeros; nil if the data, or what the file takes of its file system, are more than a quarter of the
    /// disk: then this digest would cost certification more than it saves.
    public let data: Digest?
    /// Of the file, in bytes.
    public let length: Int64
    /// The footer, if there is one.
    public let footer: VHDFooter?
    /// Empty for a disk that may be published.
    public let findings: [AssetFinding]

    /// The disk as an asset for regions.
    public func asset(path: String) -> Asset {
        Asset(
            kind: .virtualMachineImage,
            blobs: [Asset.Blob(digest: digest, size: length, source: .file(path), data: data)],
            root: digest)
    }
}

/// Reading of fixed virtual hard disks.
public enum VHD {
    /// Reads the file once for digest and checks.
    /// - Parameters:
    ///   - also: further consumers of the same reading, for example a scanner.
    ///   - check: called between chunks; if it throws, the reading ends.
    /// - Throws: `AssetError`, and whatever `also` and `check` throw. Problems of the disk are in the report.
    public static func inspect(
        path: String, limits: VHDLimits, also: [any ImageConsumer] = [], check: () throws -> Void = {}
    ) throws -> VHDReport {
        try inspect(ImageReader(path: path), limits: limits, also: also, check: check)
    }

    /// The same for a file that may still be arriving.
    public static func inspect(
        _ reader: ImageReader, limits: VHDLimits, also: [any ImageConsumer] = [], check: () throws -> Void = {}
    ) throws -> VHDReport {
        let expected = try reader.length(check: check)
        let (stream, inspection) = (try DigestStream(), VHDInspection(length: expected))
        // A file that is still arriving takes little.
        let isSparse = try FileSystem.look(at: reader.path).map { $0.allocated <= expected / 4 } ?? false
        let data = isSparse ? SparseDigest(try DataDigestStream(), most: expected / 4) : nil
        let own = [stream, inspection, data] as [(any ImageConsumer)?]
        let length = try reader.read(into: own.compactMap(\.self) + also, check: check)
        guard length == expected else { throw AssetError.changedWhileRead(path: reader.path) }
        return VHDReport(
            digest: try stream.digest(), data: try data?.digest(), length: length, footer: inspection.footer,
            findings: inspection.findings(limits: limits))
    }
}

/// The digest of a disk's data, as long as that is not more than so many bytes.
private final class SparseDigest: ImageConsumer {
    private var stream: DataDigestStream?
    private let most: Int64

    init(_ stream: DataDigestStream, most: Int64) { (self.stream, self.most) = (stream, most) }

    func take(_ chunk: ImageChunk) throws {
        try stream?.take(chunk)
        if stream.map({ $0.dataCount > most }) ?? false { stream = nil }
    }

    func digest() throws -> Digest? { try stream?.digest() }
}
