// Limits of unpacking for all archives of one image together.
import FoundationEssentials

/// Limits of unpacking archives.
public struct UnpackLimits: Sendable, Equatable {
    /// Most entries.
    public var entries: Int
    /// All unpacked bytes.
    public var bytes: Int64
    /// Unpacked against packed.
    public var ratio: Int64
    /// Below this many unpacked bytes the ratio does not matter: a small archive of zeros is harmless.
    public var ratioFloor: Int64

    public init(
        entries: Int = 1_000_000, bytes: Int64 = 64 << 30, ratio: Int64 = 200, ratioFloor: Int64 = 256 << 20
    ) {
        (self.entries, self.bytes, self.ratio, self.ratioFloor) = (entries, bytes, ratio, ratioFloor)
    }
}

/// Counts against the limits. Throws an `AssetProblem` at the first that is exceeded.
final class UnpackBudget {
    private let limits: UnpackLimits
    private var entries = 0
    private var packed: Int64 = 0
    private var unpacked: Int64 = 0

    init(_ limits: UnpackLimits) { self.limits = limits }

    func addEntry() throws {
        entries += 1
        guard entries <= limits.entries else { throw LayerFindings.tooMany(limits.entries) }
    }

    func add(packed count: Int) { packed += Int64(count) }

    func add(unpacked count: Int) throws {
        unpacked += Int64(count)
        guard unpacked <= limits.bytes else { throw LayerFindings.tooLarge(limits.bytes) }
        guard unpacked <= max(limits.ratioFloor, packed.multipliedReportingOverflow(by: limits.ratio).partialValue)
        else { throw LayerFindings.ratio(limits.ratio) }
    }
}
