// What an answer says of the version of a file, and whether it is the part that was asked for. Sources: RFC 9110, 8.8.3
// (ETag), 13.1.5 (If-Range), 14.4 (Content-Range), 15.3.7 (206).
import FoundationEssentials

/// An answer that this download cannot use. It is not a problem of the publisher's yet.
enum Disagreement: Error {
    /// It is of another version of the file, or of a file of another length.
    case changed
    /// The host does not give parts, or gives others than it was asked for.
    case withoutRanges
    /// A registry demands a token, or another one.
    case unauthorized
}

/// What an answer of HTTP 200 says of the whole file.
struct FileVersion {
    /// In bytes; nil if the host does not say it.
    let length: Int64?
    /// A strong validator; nil if the host gives none.
    let validator: String?
    /// False if the host says that it gives no parts.
    let takesRanges: Bool

    init(_ transfer: Transfer) {
        length = transfer.header("Content-Length").flatMap { Int64($0) }
        takesRanges = transfer.header("Accept-Ranges")?.lowercased() != "none"
        if let tag = transfer.header("ETag"), tag.hasPrefix("\""), tag.count > 2 {
            validator = tag
        } else if let modified = transfer.header("Last-Modified"), let now = transfer.header("Date"), modified != now {
            // Within the second in which it was answered, a file may have changed twice (RFC 9110, 8.8.2.2).
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
    /// Passes an answer whose body is the part of the file that was asked for, and a redirect. Throws `Disagreement`, and as
    /// `demandFile`.
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
