// What a download stores beside its bytes so that the next try can continue: which bytes of which version of which file
// it has. A small file, replaced as a whole, and never ahead of the bytes on disk.
import FoundationEssentials
import Glibc
import JSON

/// How far a download is.
struct DownloadNote: Equatable {
    /// The digest of the address, because the address may contain a signature.
    var address = ""
    /// Of the whole file; nil if unknown.
    var length: Int64?
    /// Identifies the version of the file; nil if the host does not, and then nothing can be continued.
    var validator: String?
    /// Whether the host answers a request for a part with that part, as far as is known.
    var takesRanges = true
    /// How often the file changed before it was complete.
    var changes = 0
    var done = ByteRanges()

    /// Whether an interrupted download can be continued.
    var canContinue: Bool { length != nil && validator != nil && takesRanges }
    var isWhole: Bool { length == done.count }

    /// The longest accepted note: 10,000 ranges; a download has a few dozen.
    private static let limit = 1 << 20

    static func path(beside file: String) -> String { file + ".download" }

    /// The note of an earlier try; nil if none can be used.
    static func read(_ path: String) throws -> DownloadNote? {
        try FileSystem.readIfThere(path, limit: limit).flatMap { try? DownloadNote(json: [UInt8]($0)) }
    }

    func write(_ path: String) throws { try FileSystem.replace(path, with: Data(json)) }
}

extension DownloadNote: JSONRecord {
    mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("address", &address)
        try v.member("length", &length)
        try v.member("validator", &validator)
        try v.member("takesRanges", &takesRanges)
        try v.member("changes", &changes)
        var spans = done.ranges.map { Span(from: $0.lowerBound, to: $0.upperBound) }
        try v.member("done", &spans)
        done = ByteRanges(spans.map(\.range))
    }

    /// A range of bytes.
    struct Span: JSONRecord {
        var from: Int64 = 0
        var to: Int64 = 0

        var range: Range<Int64> { from..<max(from, to) }

        mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
            try v.member("from", &from)
            try v.member("to", &to)
            try v.require(0 <= from && from <= to, "0 ≤ from ≤ to")
        }
    }
}
