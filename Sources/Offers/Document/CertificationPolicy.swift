// The numbers that certification holds images against, as data: the marketplace's policy file says them, no code does.

/// The part `certification` of the policy.
public struct CertificationPolicy: Sendable, Hashable, Codable {
    /// What a disk may measure, both ends included.
    public struct Sizes: Sendable, Hashable, Codable {
        public var leastMiB: UInt64
        public var mostMiB: UInt64

        /// In bytes. A policy that was read has been checked, so the ends are in order.
        public var bytes: ClosedRange<UInt64> { (leastMiB << 20)...(max(leastMiB, mostMiB) << 20) }
    }

    public struct Disks: Sendable, Hashable, Codable {
        /// Operating system disks by family.
        public var windows: Sizes
        public var linux: Sizes
        /// Data disks.
        public var data: Sizes
    }

    /// What an archive in an image may unpack to.
    public struct Unpacking: Sendable, Hashable, Codable {
        public var entries: Int
        public var mostMiB: Int64
        /// Unpacked against packed.
        public var ratio: Int64
    }

    /// What follows where a scanner did not look into a file. It is said in report and status either way.
    public enum Unexaminable: String, Sendable, Hashable, Codable {
        /// The publisher must change it.
        case refuse
        case note
    }

    public struct Scanning: Sendable, Hashable, Codable {
        /// How long a scan counts though the scanner has learned something since.
        public var rescanAfterDays: Int64
        public var encrypted: Unexaminable
        /// Compressed in a way that the scanner does not open.
        public var compression: Unexaminable
        /// An archive longer than the scanner takes in one piece.
        public var length: Unexaminable
    }

    public var disks: Disks
    public var unpacking: Unpacking
    public var scanning: Scanning

    /// Why it cannot be used; nil where it can.
    var fault: String? {
        for sizes in [disks.windows, disks.linux, disks.data] {
            guard sizes.leastMiB <= sizes.mostMiB, sizes.mostMiB < 1 << 40 else {
                return "certification: a disk's leastMiB must not exceed mostMiB"
            }
        }
        let isBounded = unpacking.entries > 0 && (1..<1 << 40).contains(unpacking.mostMiB)
        guard isBounded, (1..<1 << 20).contains(unpacking.ratio) else {
            return "certification: unpacking needs entries, mostMiB and ratio, each at least 1"
        }
        guard (0...3_650).contains(scanning.rescanAfterDays) else {
            return "certification: scanning needs rescanAfterDays from 0 to 3,650"
        }
        return nil
    }
}
