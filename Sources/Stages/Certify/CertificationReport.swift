// What certification did, as a document to be kept: which engine with which signatures, how many bytes, every check with
// its result. It is stored under its own digest, so that the name in the status proves its content.

import Assets
import Base
import FoundationEssentials
import JSON
import Offers

/// The report of one certification. Its JSON is the wire form; a member is never renamed.
struct CertificationReport: Codable {
    struct Image: Codable {
        /// JSON pointer of the place in the offer document that names the image.
        var pointer: String
        var kind: String
        var digest: String?
        /// Length in bytes; of a layout, all blobs and its index.
        var bytes: Int64?
        var checks: [CheckResult]
        /// Nil where no scanner is configured.
        var scan: ScanCoverage?
        var problems: [Problem]
    }

    var submission: String
    var made: String
    /// Nil where no scanner is configured.
    var engine: MalwareScanner.Engine?
    /// Size of a window and of what two of them share, in bytes.
    var windowBytes: Int?
    var overlapBytes: Int?
    /// All images together: scanned, or known to be zero.
    var bytesCovered: Int64
    var result: CheckResult.Result
    var images: [Image]
    /// Generation of the checks that the technical digest covers (R9).
    var checksGeneration: Int
}

/// The folder where reports are kept, `<64 hexadecimal digits>.json` each.
struct ReportStore {
    let folder: String

    /// Keeps a report; the same report twice is one file. Throws `Fault`.
    func keep(_ report: CertificationReport) throws -> Digest {
        let bytes = wire(report)
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
