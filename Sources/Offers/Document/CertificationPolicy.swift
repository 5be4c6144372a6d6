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

    public var disks: Disks
    public var unpacking: Unpacking

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
        return nil
    }
}
