// The numbers that certification compares images with. They are data: in the marketplace's policy file, not in the
// code.

import JSON

/// The section `certification` of the policy.
public struct CertificationPolicy: Sendable, Equatable {
    /// The allowed size of a disk, both ends included.
    public struct Sizes: Sendable, Equatable {
        public var leastMiB = 0
        public var mostMiB = 0

        public init() {}

        /// In bytes. The policy was checked when it was read, so the ends are in order.
        public var bytes: ClosedRange<UInt64> { UInt64(leastMiB) << 20...UInt64(max(leastMiB, mostMiB)) << 20 }
    }

    public struct Disks: Sendable, Equatable {
        /// Operating system disks by family.
        public var windows = Sizes()
        public var linux = Sizes()
        /// Data disks.
        public var data = Sizes()

        public init() {}
    }

    /// The limits of unpacking an archive in an image.
    public struct Unpacking: Sendable, Equatable {
        public var entries = 0
        public var mostMiB: Int64 = 0
        /// Unpacked against packed.
        public var ratio: Int64 = 0

        public init() {}
    }

    /// What to do if a scanner did not look into a file. Report and status mention it either way.
    public enum Unexaminable: String, Sendable, CaseIterable, JSONValue {
        /// A problem: the publisher must change it.
        case refuse
        case note
    }

    public struct Scanning: Sendable, Equatable {
        /// How long a scan stays valid although the scanner has new signatures.
        public var rescanAfterDays: Int64 = 0
        public var encrypted = Unexaminable.refuse
        /// Compressed in a way that the scanner cannot open.
        public var compression = Unexaminable.refuse
        /// An archive that is longer than the scanner's window.
        public var length = Unexaminable.refuse
        /// A limit of the scanner stopped it.
        public var limit = Unexaminable.refuse

        public init() {}
    }

    public var disks = Disks()
    public var unpacking = Unpacking()
    public var scanning = Scanning()

    public init() {}

    /// Why it cannot be used; nil if it can.
    var fault: String? {
        for sizes in [disks.windows, disks.linux, disks.data] {
            guard 0 <= sizes.leastMiB, sizes.leastMiB <= sizes.mostMiB, sizes.mostMiB < 1 << 40 else {
                return "certification: a disk's leastMiB must be 0 or more and not exceed mostMiB"
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

extension CertificationPolicy: JSONRecord {
    public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("disks", &disks)
        try v.member("unpacking", &unpacking)
        try v.member("scanning", &scanning)
    }
}

extension CertificationPolicy.Sizes: JSONRecord {
    public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("leastMiB", &leastMiB)
        try v.member("mostMiB", &mostMiB)
    }
}

extension CertificationPolicy.Disks: JSONRecord {
    public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("windows", &windows)
        try v.member("linux", &linux)
        try v.member("data", &data)
    }
}

extension CertificationPolicy.Unpacking: JSONRecord {
    public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("entries", &entries)
        try v.member("mostMiB", &mostMiB)
        try v.member("ratio", &ratio)
    }
}

extension CertificationPolicy.Scanning: JSONRecord {
    public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("rescanAfterDays", &rescanAfterDays)
        try v.member("encrypted", &encrypted)
        try v.member("compression", &compression)
        try v.member("length", &length)
        try v.member("limit", &limit)
    }
}
