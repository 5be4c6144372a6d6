// A deployment package: a zip that is read by its central directory into counters, the scanner and the few requested
// entries. Nothing is unpacked to a file, and no number in the archive is trusted.
import FoundationEssentials

/// Limits for reading a package.
public struct PackageLimits: Sendable, Equatable {
    /// Most entries.
    public var entries = 1_000
    /// The longest entry that is kept, in bytes.
    public var keptBytes = 4 << 20
    /// All entries unpacked, in bytes.
    public var totalBytes: Int64 = 256 << 20
    /// Unpacked to packed; small packages may exceed it up to 1 MiB unpacked.
    public var ratio: Int64 = 100

    /// The defaults above.
    public init() {}
}

/// The contents and problems of a package.
public struct PackageReport: Sendable, Equatable {
    /// One file of a package.
    public struct Entry: Sendable, Equatable {
        /// Relative, with `/`, without `.` or `..`.
        public let name: String
        /// Unpacked, in bytes, as counted.
        public let size: Int64
    }

    /// Files in the archive's order, without directories.
    public internal(set) var entries: [Entry] = []
    /// The bytes of the requested entries.
    public internal(set) var contents: [String: Data] = [:]
    /// Empty for a package that may be used.
    public internal(set) var findings: [AssetFinding] = []
}

/// Reading of deployment packages.
public enum PackageArchive {
    /// Reads the whole archive. Nobody else may write to the file meanwhile.
    /// - Parameters:
    ///   - keeping: names of entries whose bytes are requested.
    ///   - scan: gets each file.
    ///   - check: called between chunks; if it throws, the reading ends.
    /// - Throws: `AssetError`, `ScannerError`, and whatever `check` throws. Problems of the package are in the report.
    public static func inspect(
        path: String, keeping: Set<String> = [], limits: PackageLimits = PackageLimits(),
        scan: ContentScan = ContentScan(nil), check: () throws -> Void = {}
    ) throws -> PackageReport {
        let reading = try PackageReading(path: path, keeping: keeping, limits: limits, scan: scan)
        do {
            try reading.readAll(check)
        } catch let problem as AssetProblem {
            reading.report.findings += problem.findings
        }
        return reading.report
    }
}
