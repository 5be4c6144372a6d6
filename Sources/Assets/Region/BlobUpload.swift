// Uploads one blob to a container: blocks, or pages of a disk, several at once. The source is a file on this machine,
// or another container, which the service reads itself.
import FoundationEssentials
import Glibc

/// One upload. Use it once, in one thread.
struct BlobUpload {
    let container: BlobContainer
    let name: String
    let blob: Asset.Blob
    let check: () throws -> Void
    /// Receives the number of bytes in the store.
    let progress: (Int64) -> Void

    /// The service's limit for one Put Page, and the range in which zeros are searched.
    static let pageRun = 4 << 20
    private static let octets = ["Content-Type": "application/octet-stream"]

    /// 4 MiB, or more if 50,000 blocks, a blob's limit, would not suffice.
    var blockSize: Int { max(4, ((Int(clamping: blob.size) / 49_000) >> 20) + 1) << 20 }

    // MARK: Blocks

    /// What an upload came to.
    struct Sent {
        /// The bytes read here match the blob; bytes that the service read are unknown here.
        var isSame = true
        /// Of all parts; nil if unknown.
        var checksums: BlobChecksums?
        /// Of the blocks, in order.
        var ids: [String] = []
    }

    /// Sends the blocks that an earlier try has not sent. They are invisible before `commit`.
    func blocks() throws -> Sent {
        let standing = try container.waitingBlocks(name, check: check)
        let queue = try RequestQueue(container, check: check)
        let count = Counter(progress)
        if case .blob(let source, let sourceName) = blob.source.place {
            let ranges = (0..<blob.size).split(Int64(blockSize))
            let noted = try source.checksums(of: sourceName, check: check)
            let checksums = noted.flatMap { $0.ranges == ranges ? $0 : nil }
            let ids = try ranges.enumerated().map { number, range in
                let id = try Self.id(number, blob.digest.bytes)
                if standing.contains(id) {
                    count.add(range.count)
                } else {
                    let headers = Self.from(source.url(sourceName), range, checksums?.parts[number].md5)
                    try queue.send(
                        Transfer.Request(method: .put, headers: headers, body: Data()), name,
                        "comp=block&blockid=\(id.percentEncoded())"
                    ) { _ in count.add(range.count) }
                }
                return id
            }
            try queue.finish()
            return Sent(checksums: checksums, ids: ids)
        }
        var (ids, checksums, place): ([String], BlobChecksums, Int64) = ([], BlobChecksums(), 0)
        let proof = try BlobProof(blob)
        let cutter = BlockCutter(size: blockSize) { block in
            let id = try Self.id(ids.count, Digest.of(block).bytes)
            ids.append(id)
            let length = block.count
            var headers = Self.octets
            let md5 = try MD5.base64(block)
            headers["Content-MD5"] = md5
            checksums.note(place..<place + Int64(length), md5: md5)
            place += Int64(length)
            if standing.contains(id) { return count.add(length) }
            try queue.send(
                Transfer.Request(method: .put, headers: headers, body: block), name,
                "comp=block&blockid=\(id.percentEncoded())"
            ) { _ in count.add(length) }
        }
        try ImageReader(path: blob.source.path ?? "").read(into: [proof, cutter], check: check)
        try cutter.finish()
        try queue.finish()
        return Sent(isSame: try proof.isSame(), checksums: checksums, ids: ids)
    }

    /// Base64 of equal length for every block, at most 64 bytes before encoding, as the service requires.
    private static func id(_ number: Int, _ digest: [UInt8]) throws -> String {
        (withUnsafeBytes(of: UInt32(number).bigEndian) { Data($0) } + digest).base64EncodedString()
    }

    // MARK: Pages

    /// Sends the non-empty pages that an earlier try has not sent.
    func pages(standing: ByteRanges) throws -> Sent {
        let queue = try RequestQueue(container, check: check)
        let count = Counter(progress)
        if case .blob(let source, let sourceName) = blob.source.place {
            let checksums = try source.checksums(of: sourceName, check: check)
            let ranges =
                try checksums?.ranges
                ?? source.pages(of: sourceName, check: check).ranges.flatMap { $0.split(Int64(Self.pageRun)) }
            for (number, range) in ranges.enumerated() where !standing.contains(range) {
                let headers = Self.from(source.url(sourceName), range, checksums?.parts[number].md5)
                try queue.send(pageRequest(range, headers, Data()), name, "comp=page")
                count.reach(range.upperBound)
            }
            try queue.finish()
            count.reach(blob.size)
            return Sent(checksums: checksums)
        }
        var checksums = BlobChecksums()
        let proof = try BlobProof(blob)
        let finder = PageFinder(run: Self.pageRun) { range, bytes in
            count.reach(range.upperBound)
            var headers = Self.octets
            let md5 = try MD5.base64(bytes)
            headers["Content-MD5"] = md5
            checksums.note(range, md5: md5)
            guard !standing.contains(range) else { return }
            try queue.send(pageRequest(range, headers, bytes), name, "comp=page")
        }
        try ImageReader(path: blob.source.path ?? "").read(into: [proof, finder], check: check)
        try finder.finish()
        try queue.finish()
        count.reach(blob.size)
        return Sent(isSame: try proof.isSame(), checksums: checksums)
    }

    private func pageRequest(_ range: Range<Int64>, _ headers: [String: String], _ bytes: Data) -> Transfer.Request {
        var headers = headers
        headers["x-ms-page-write"] = "update"
        headers["x-ms-range"] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
        return Transfer.Request(method: .put, headers: headers, body: bytes)
    }

    // MARK: Parts

    private static func from(_ url: String, _ range: Range<Int64>, _ md5: String?) -> [String: String] {
        var headers = [
            "x-ms-copy-source": url, "x-ms-source-range": "bytes=\(range.lowerBound)-\(range.upperBound - 1)",
        ]
        headers["x-ms-source-content-md5"] = md5
        return headers
    }

    /// Counts the bytes in the store. A class, because answers arrive while others are sent.
    private final class Counter {
        private var done: Int64 = 0
        private let progress: (Int64) -> Void

        init(_ progress: @escaping (Int64) -> Void) { self.progress = progress }

        func add(_ count: Int) { reach(done + Int64(count)) }

        func reach(_ place: Int64) {
            done = max(done, place)
            progress(done)
        }
    }
}

extension Range<Int64> {
    /// Parts of this size, the last of them shorter.
    func split(_ size: Int64) -> [Range<Int64>] {
        stride(from: lowerBound, to: upperBound, by: Int64.Stride(size)).map { $0..<Swift.min($0 + size, upperBound) }
    }
}
