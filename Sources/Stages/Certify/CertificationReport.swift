// The record of a certification, as a document to keep: the engine with its signatures, the bytes, and every check with
// its result. It is stored under its own digest, so that the name in the status proves its content.

import Assets
import Base
import FoundationEssentials
import JSON
import Offers

/// The report of one certification. Its JSON is the wire form; do not rename members.
struct CertificationReport {
    struct Image {
        /// JSON pointer of the image in the offer document.
        var pointer: String
        var kind: String
        var digest: String?
        /// Length in bytes; of a layout, all blobs and its index.
        var bytes: Int64?
        var checks: [CheckResult]
        /// Nil if no scanner is configured.
        var scan: ScanCoverage?
        /// Content that the scanner did not look into: the first cases, and their number.
        var unexamined: [Unexamined] = []
        var unexaminedCount = 0
        var problems: [Problem]
    }

    var offer: OfferKey
    /// Number of the submission.
    var submission: Int
    var made: String
    /// Nil if no scanner is configured.
    var engine: MalwareScanner.Engine?
    /// The size of a window and of the overlap, in bytes.
    var windowBytes: Int?
    var overlapBytes: Int?
    /// For all images together: scanned, or known to be zero.
    var bytesCovered: Int64
    var result: CheckResult.Result
    var images: [Image]
    /// The generation of the checks in the technical digest (R9).
    var checksGeneration: Int
}

// Its members, in order.

extension CertificationReport: JSONRecord {
    init() {
        self.init(
            offer: OfferKey(publisher: "", offer: ""), submission: 0, made: "", bytesCovered: 0, result: .notMade,
            images: [], checksGeneration: 0)
    }

    mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("offer", &offer)
        try v.member("submission", &submission)
        try v.member("made", &made)
        try v.member("engine", &engine)
        try v.member("windowBytes", &windowBytes)
        try v.member("overlapBytes", &overlapBytes)
        try v.member("bytesCovered", &bytesCovered)
        try v.member("result", &result)
        try v.member("images", &images)
        try v.member("checksGeneration", &checksGeneration)
    }
}

extension CertificationReport.Image: JSONRecord {
    init() { self.init(pointer: "", kind: "", checks: [], problems: []) }

    mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("pointer", &pointer)
        try v.member("kind", &kind)
        try v.member("digest", &digest)
        try v.member("bytes", &bytes)
        try v.member("checks", &checks)
        try v.member("scan", &scan)
        try v.member("unexamined", &unexamined, default: [])
        try v.member("unexaminedCount", &unexaminedCount, default: 0)
        try v.member("problems", &problems)
    }
}

extension CheckResult: JSONRecord {
    init() { self.init(check: "", result: .notMade, codes: []) }

    mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("check", &check)
        try v.member("result", &result)
        try v.member("codes", &codes)
    }
}

extension Unexamined: JSONRecord {
    public init() { self.init(place: "", reason: .encrypted) }

    public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("place", &place)
        try v.member("reason", &reason)
        try v.member("limit", &limit)
    }
}

extension Unexamined.Reason: JSONValue {}

extension MalwareScanner.Engine: JSONRecord {
    public init() { self.init(name: "") }

    public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("name", &name)
        try v.member("signatures", &signatures)
        try v.member("signaturesDate", &signaturesDate)
    }
}

extension ScanCoverage: JSONRecord {
    public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("scannedBytes", &scannedBytes)
        try v.member("zeroBytes", &zeroBytes)
        try v.member("windows", &windows)
        try v.member("files", &files)
    }
}

/// The folder of reports, each `<64 hexadecimal digits>.json`.
struct ReportStore {
    let folder: String

    /// Stores a report; an equal report is the same file. Throws `Fault`.
    func keep(_ report: CertificationReport) throws -> Digest {
        let bytes = report.json
        let digest = try faulting { try Digest.of(bytes) }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(digest.hex).json"), options: .atomic)
        } catch {
            throw Fault(
                "storage-failed",
                "the report cannot be kept in \(folder): \(error.systemReason); check --reports-dir")
        }
        return digest
    }
}
