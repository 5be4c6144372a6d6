// A deployment package: a zip read by its central directory into nothing but counters, the scanner and the few entries
// asked for. Nothing is ever unpacked to a file, and no number that the archive claims is believed.
import FoundationEssentials

/// Bounds on what a package may make us do.
public struct PackageLimits: Sendable, Equatable {
    /// Most entries.
    public var entries = 1_000
    /// Longest entry that is kept, in bytes.
    public var keptBytes = 4 << 20
    /// All entries unpacked, in bytes.
    public var totalBytes: Int64 = 256 << 20
    /// Unpacked to packed; small packages may exceed it up to 1 MiB unpacked.
    public var ratio: Int64 = 100

    /// The defaults above.
    public init() {}
}

/// What is in a package, and what is wrong with it.
public struct PackageReport: Sendable, Equatable {
    /// One file of a package.
    public struct Entry: Sendable, Equatable {
        /// Relative, with `/`, without `.` or `..`.
        public let name: String
        /// Unpacked, in bytes, as counted.
        public let size: Int64
    }

    /// Files in the archive's order; directories are left out.
    public internal(set) var entries: [Entry] = []
    /// The bytes of the entries asked for.
    public internal(set) var contents: [String: Data] = [:]
    /// Empty for a package that may be used.
    public internal(set) var findings: [AssetFinding] = []
}

/// Reading of deployment packages.
public enum PackageArchive {
    /// Reads all of the archive. Nobody else may write to the file meanwhile.
    /// - Parameters:
    ///   - keeping: names of entries whose bytes are wanted.
    ///   - scan: gets each file.
    ///   - check: called between chunks; what it throws ends the reading.
    /// - Throws: `AssetError`, `ScannerError`, and what `check` throws. What is wrong with the package is in the report.
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
