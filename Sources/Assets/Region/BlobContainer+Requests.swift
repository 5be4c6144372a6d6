// The requests that a store needs: Put Blob, Put Block, Put Block From URL, Put Block List, Get Block List, Put Page,
// Put Page From URL, Get Page Ranges, Set Blob Metadata, Get Blob, Get Blob Properties, List Blobs, Delete Blob.
import FoundationEssentials

/// A blob's properties, without its bytes.
struct BlobProperties {
    var length: Int64 = 0
    var isPages = false
    /// The digest that was noted after all pages were written.
    var digest: String?
}

extension BlobContainer {
    /// `nil` if the blob does not exist.
    func properties(of name: String, check: () throws -> Void) throws -> BlobProperties? {
        var found = BlobProperties()
        let answer = try ask(Transfer.Request(method: .head), name, check: check) { transfer in
            found.isPages = transfer.header("x-ms-blob-type") == "PageBlob"
            found.digest = transfer.header("x-ms-meta-sha256")
        }
        guard answer.status != 404, let length = answer.length else { return nil }
        found.length = length
        return found
    }

    /// All bytes of a small blob; `nil` if it does not exist or is longer.
    func read(_ name: String, limit: Int, check: () throws -> Void) throws -> Data? {
        let (status, bytes) = try collect(limit: limit + 1, .init(method: .get), name, check: check)
        return status == 404 || bytes.count > limit ? nil : bytes
    }

    /// Downloads a blob to a file: several ranges at once, continued where an earlier try stopped.
    func download(
        _ name: String, to path: String, check: () throws -> Void, progress: (Int64) -> Void
    ) throws {
        do {
            _ = try GuardedFetch(policy: policy).download(
                url(name), to: path, check: check, progress: { progress($0.bytesDone) })
        } catch { throw ours(error) }
    }

    /// Put Blob: the whole blob becomes visible, or nothing. The service checks the MD5 digest before it answers.
    func put(_ name: String, _ bytes: Data, check: () throws -> Void) throws {
        let headers = [
            "x-ms-blob-type": "BlockBlob", "Content-MD5": try MD5.base64(bytes),
            "Content-Type": "application/octet-stream",
        ]
        try send(Transfer.Request(method: .put, headers: headers, body: bytes), name, check: check)
    }

    /// Put Block List: the blob becomes these blocks, atomically.
    func commit(_ name: String, blocks ids: [String], check: () throws -> Void) throws {
        let list = ids.map { "<Latest>\($0)</Latest>" }.joined()
        let body = Data("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>\(list)</BlockList>".utf8)
        let headers = ["Content-MD5": try MD5.base64(body), "Content-Type": "application/xml"]
        try send(Transfer.Request(method: .put, headers: headers, body: body), name, "comp=blocklist", check: check)
    }

    /// Get Block List: ids of the blocks that an earlier try left behind.
    func waitingBlocks(_ name: String, check: () throws -> Void) throws -> Set<String> {
        // 50,000 blocks, the service's limit, of about 100 bytes each.
        let (status, bytes) = try collect(
            limit: 16 << 20, .init(method: .get), name, "comp=blocklist&blocklisttype=uncommitted", check: check)
        return status == 200 ? Self.blocks(listed: bytes) : []
    }

    /// The ids in the service's list of blocks; ignores entries that are not ids.
    static func blocks(listed page: Data) -> Set<String> {
        let text = String(decoding: page, as: UTF8.self)
        return Set(text.matches(of: /<Name>([A-Za-z0-9+\/=]{1,100})<\/Name>/).map { String($0.output.1) })
    }

    /// Put Blob: a page blob of zeros.
    func makePages(_ name: String, length: Int64, check: () throws -> Void) throws {
        let headers = [
            "x-ms-blob-type": "PageBlob", "x-ms-blob-content-length": "\(length)",
            "Content-Type": "application/octet-stream",
        ]
        try send(Transfer.Request(method: .put, headers: headers, body: Data()), name, check: check)
    }

    /// Get Page Ranges: the written pages.
    func pages(of name: String, check: () throws -> Void) throws -> ByteRanges {
        let (status, bytes) = try collect(limit: 64 << 20, .init(method: .get), name, "comp=pagelist", check: check)
        return status == 200 ? Self.pages(listed: bytes) : ByteRanges()
    }

    /// The ranges in the service's list of pages.
    static func pages(listed page: Data) -> ByteRanges {
        let form = /<Start>([0-9]{1,15})<\/Start>\s*<End>([0-9]{1,15})<\/End>/
        let matches = String(decoding: page, as: UTF8.self).matches(of: form)
        return ByteRanges(
            matches.compactMap { match in
                guard let first = Int64(match.1), let last = Int64(match.2), first <= last else { return nil }
                return first..<last + 1
            })
    }

    /// The noted checksums of a blob; nil if there are none, or none that can be used.
    func checksums(of name: String, check: () throws -> Void) throws -> BlobChecksums? {
        try read(Self.checksums(name), limit: BlobChecksums.limit, check: check).flatMap {
            try? BlobChecksums(json: [UInt8]($0))
        }
    }

    /// Notes them beside the blob.
    func note(_ checksums: BlobChecksums, of name: String, check: () throws -> Void) throws {
        try put(Self.checksums(name), Data(checksums.json), check: check)
    }

    /// Where the checksums of a blob are.
    static func checksums(_ name: String) -> String { name + ".md5" }

    /// Set Blob Metadata: marks that all pages are written.
    func note(_ digest: Digest, of name: String, check: () throws -> Void) throws {
        let headers = ["x-ms-meta-sha256": digest.hex]
        try send(Transfer.Request(method: .put, headers: headers, body: Data()), name, "comp=metadata", check: check)
    }

    /// List Blobs below `prefix`. Needs the permission to list.
    func list(_ prefix: String, check: () throws -> Void) throws -> [StoredFile] {
        var (files, marker): ([StoredFile], String?) = ([], "")
        while let next = marker {
            let query =
                "restype=container&comp=list&prefix=\(prefix.percentEncoded())"
                + (next.isEmpty ? "" : "&marker=\(next.percentEncoded())")
            let (status, bytes) = try collect(limit: 64 << 20, .init(method: .get), "", query, check: check)
            guard status == 200 else {
                throw AssetError.storeRefused(store: shown, status: status, reason: "for its list")
            }
            let page = StoredFile.page(bytes)
            files += page.files
            marker = page.next
        }
        return files
    }

    /// Delete Blob; does nothing if it is missing. Needs the permission to delete.
    func delete(_ name: String, check: () throws -> Void) throws {
        try ask(Transfer.Request(method: .delete), name, check: check)
    }
}

extension StoredFile {
    /// A page of List Blobs, and the marker of the next one.
    static func page(_ bytes: Data) -> (files: [StoredFile], next: String?) {
        let text = String(decoding: bytes, as: UTF8.self)
        let files = text.matches(of: /<Blob>(.*?)<\/Blob>/.dotMatchesNewlines()).compactMap { blob -> StoredFile? in
            func member(_ name: String) -> String? {
                guard let start = blob.1.firstRange(of: "<\(name)>"), let end = blob.1.firstRange(of: "</\(name)>"),
                    start.upperBound <= end.lowerBound
                else { return nil }
                return String(blob.1[start.upperBound..<end.lowerBound])
            }
            guard let name = member("Name"), let changed = member("Last-Modified").flatMap(HTTPDate.read) else {
                return nil
            }
            return StoredFile(name: name, size: member("Content-Length").flatMap { Int64($0) } ?? 0, changed: changed)
        }
        let next = text.firstMatch(of: /<NextMarker>([^<]{1,2000})<\/NextMarker>/).map { String($0.1) }
        return (files, next)
    }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7).
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    static func read(_ text: String) -> Date? {
        let form = /[A-Za-z]{3}, ([0-9]{2}) ([A-Za-z]{3}) ([0-9]{4}) ([0-9]{2}:[0-9]{2}:[0-9]{2}) GMT/
        guard let match = text.wholeMatch(of: form), let month = months.firstIndex(of: String(match.2)) else {
            return nil
        }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return SASQuery.time("\(match.3)-\(number)-\(match.1)T\(match.4)Z")
    }
}
