// The file version in an answer, and whether the answer is the requested part. Sources: RFC 9110, 8.8.3 (ETag), 13.1.5
// (If-Range), 14.4 (Content-Range), 15.3.7 (206).
import FoundationEssentials

/// An answer that this download cannot use. Not yet a problem of the publisher.
enum Disagreement: Error {
    /// Another version of the file, or a file of another length.
    case changed
    /// The host does not serve parts, or not the requested ones.
    case withoutRanges
    /// A registry requires a token, or another one.
    case unauthorized
}

/// The version of the whole file in an answer of HTTP 200.
struct FileVersion {
    /// In bytes; nil if the host does not send it.
    let length: Int64?
    /// A strong validator; nil if the host sends none.
    let validator: String?
    /// False if the host says that it does not serve parts.
    let takesRanges: Bool

    init(_ transfer: Transfer) {
        length = transfer.header("Content-Length").flatMap { Int64($0) }
        takesRanges = transfer.header("Accept-Ranges")?.lowercased() != "none"
        if let tag = transfer.header("ETag"), tag.hasPrefix("\""), tag.count > 2 {
            validator = tag
        } else if let modified = transfer.header("Last-Modified"), let now = transfer.header("Date"), modified != now {
            // A file may have changed twice within the second of its time stamp (RFC 9110, 8.8.2.2).
            validator = modified
        } else {
            validator = nil
        }
    }
}

/// `Content-Range: bytes 0-99/1000`.
struct ContentRange {
    let range: Range<Int64>
    /// Nil for `*`.
    let length: Int64?

    init?(_ text: String) {
        let form = /bytes ([0-9]{1,18})-([0-9]{1,18})\/(\*|[0-9]{1,18})/.ignoresCase()
        guard let match = text.wholeMatch(of: form), let first = Int64(match.1), let last = Int64(match.2),
            first <= last
        else { return nil }
        range = first..<last + 1
        length = Int64(match.3)
    }
}

extension FetchAnswerRules {
    /// Accepts an answer whose body is the requested part of the file, and a redirect. Throws `Disagreement`, and as
    /// `demandFile` does.
    static func demandPart(
        _ asked: Range<Int64>, ofLength length: Int64, version: String, _ transfer: Transfer, _ address: WebAddress
    ) throws {
        switch transfer.status {
        case 206:
            try demandBody(transfer, address)
            let found = transfer.header(version.hasPrefix("\"") ? "ETag" : "Last-Modified")
            guard found == nil || found == version else { throw Disagreement.changed }
            guard let range = transfer.header("Content-Range").flatMap({ ContentRange($0) }) else {
                throw Disagreement.withoutRanges
            }
            guard range.length == nil || range.length == length else { throw Disagreement.changed }
            guard range.range.lowerBound == asked.lowerBound, range.range.upperBound <= asked.upperBound else {
                throw Disagreement.withoutRanges
            }
        case 200:
            let found = FileVersion(transfer)
            guard found.validator == nil || found.validator == version, found.length == nil || found.length == length
            else { throw Disagreement.changed }
            throw Disagreement.withoutRanges
        case 412, 416: throw Disagreement.changed
        default: try demandFile(transfer, address)
        }
    }
}
