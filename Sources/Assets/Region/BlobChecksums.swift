// The checksum of each part of a blob, noted when certification sent the blob and verified its digest. A service that
// copies the parts compares them with these, so that nothing must be read back.
import FoundationEssentials
import JSON

/// The non-empty parts of a blob, in order.
struct BlobChecksums: JSONRecord, Equatable {
    struct Part: JSONRecord, Equatable {
        var from: Int64 = 0
        var to: Int64 = 0
        /// Base64, as the service writes it.
        var md5 = ""

        var range: Range<Int64> { from..<max(from, to) }

        mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
            try v.member("from", &from)
            try v.member("to", &to)
            try v.member("md5", &md5)
            try v.require(0 <= from && from < to, "0 ≤ from < to")
        }
    }

    /// 1 TiB in parts of 4 MiB makes 262,144 of them.
    static let limit = 64 << 20

    var parts: [Part] = []

    var ranges: [Range<Int64>] { parts.map(\.range) }

    mutating func note(_ range: Range<Int64>, md5: String) {
        parts.append(Part(from: range.lowerBound, to: range.upperBound, md5: md5))
    }

    mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("parts", &parts)
    }
}

/// How a container proves its contents.
public enum Verification: String, Sendable, CaseIterable {
    /// Everything is read back and digested.
    case read
    /// The service returns the checksum of each part that it wrote.
    case checksums
}
