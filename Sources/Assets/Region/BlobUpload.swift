// Brings one blob into a container: blocks, or pages of a disk, several at once. Both come from a file of this machine, or
// from another container, which the service reads itself.
import FoundationEssentials
import Glibc

/// One upload. To be used once, by one thread.
struct BlobUpload {
    let container: BlobContainer
    let name: String
    let blob: Asset.Blob
    let check: () throws -> Void
    /// Gets the bytes that are there.
    let progress: (Int64) -> Void

    /// The service's most for one Put Page, and where zeros are looked for.
    static let pageRun = 4 << 20
    private static let octets = ["Content-Type": "application/octet-stream"]

    /// 4 MiB, or more where 50,000 blocks, the most a blob may have, would not suffice.
    var blockSize: Int { max(4, ((Int(clamping: blob.size) / 49_000) >> 20) + 1) << 20 }

    // MARK: Blocks

    /// Sends the blocks that are not there from an earlier try. Nobody sees them before `commit`.
    /// - Returns: their ids, in order, and the digest of what was read; nil where the service read it.
    func blocks() throws -> (ids: [String], digest: Digest?) {
        let standing = try container.waitingBlocks(name, check: check)
        let queue = try RequestQueue(container, check: check)
        let count = Counter(progress)
        if case .blob(let source, let sourceName) = blob.source.place {
            let ids = try ranges(blockSize).enumerated().map { number, range in
                let id = try Self.id(number, blob.digest.raw)
                if standing.contains(id) {
                    count.add(range.count)
                } else {
                    let headers = Self.from(source.url(sourceName), range)
                    try queue.send(
                        Transfer.Request(method: .put, headers: headers, body: Data()), name,
                        "comp=block&blockid=\(id.percentEncoded())"
                    ) { _ in count.add(range.count) }
                }
                return id
            }
            try queue.finish()
            return (ids, nil)
        }
        var ids: [String] = []
        let digest = try DigestStream()
        let cutter = BlockCutter(size: blockSize) { block in
            let id = try Self.id(ids.count, Digest.of(block).raw)
            ids.append(id)
            let length = block.count
            if standing.contains(id) { return count.add(length) }
            var headers = Self.octets
            headers["Content-MD5"] = try MD5.base64(block)
            try queue.send(
                Transfer.Request(method: .put, headers: headers, body: block), name,
                "comp=block&blockid=\(id.percentEncoded())"
            ) { _ in count.add(length) }
        }
        try ImageReader(path: blob.source.path ?? "").read(into: [digest, cutter], check: check)
        try cutter.finish()
        try queue.finish()
        return (ids, try digest.digest())
    }

    /// Base64 of equal length for every block, at most 64 bytes before encoding, as the service demands.
    private static func id(_ number: Int, _ digest: [UInt8]) throws -> String {
        (withUnsafeBytes(of: UInt32(number).bigEndian) { Data($0) } + digest).base64EncodedString()
    }

    // MARK: Pages

    /// Sends the pages that hold anything and are not there from an earlier try.
    /// - Returns: the digest of what was read; nil where the service read it.
    func pages(standing: ByteRanges) throws -> Digest? {
        let queue = try RequestQueue(container, check: check)
        let count = Counter(progress)
        if case .blob(let source, let sourceName) = blob.source.place {
            for range in try source.pages(of: sourceName, check: check).ranges {
                for part in range.split(Int64(Self.pageRun)) where !standing.contains(part) {
                    try queue.send(
                        pageRequest(part, Self.from(source.url(sourceName), part), Data()), name, "comp=page")
                    count.reach(part.upperBound)
                }
            }
            try queue.finish()
            count.reach(blob.size)
            return nil
        }
        let digest = try DigestStream()
        let finder = PageFinder(run: Self.pageRun) { range, bytes in
            count.reach(range.upperBound)
            guard !standing.contains(range) else { return }
            var headers = Self.octets
            headers["Content-MD5"] = try MD5.base64(bytes)
            try queue.send(pageRequest(range, headers, bytes), name, "comp=page")
        }
        try ImageReader(path: blob.source.path ?? "").read(into: [digest, finder], check: check)
        try finder.finish()
        try queue.finish()
        count.reach(blob.size)
        return try digest.digest()
    }

    private func pageRequest(_ range: Range<Int64>, _ headers: [String: String], _ bytes: Data) -> Transfer.Request {
        var headers = headers
        headers["x-ms-page-write"] = "update"
        headers["x-ms-range"] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
        return Transfer.Request(method: .put, headers: headers, body: bytes)
    }

    // MARK: Parts

    private static func from(_ url: String, _ range: Range<Int64>) -> [String: String] {
        ["x-ms-copy-source": url, "x-ms-source-range": "bytes=\(range.lowerBound)-\(range.upperBound - 1)"]
    }

    private func ranges(_ size: Int) -> [Range<Int64>] { (0..<blob.size).split(Int64(size)) }

    /// How many bytes are there. A class, because answers come in while others are sent.
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
    /// Parts of so many bytes, the last of them shorter.
    func split(_ size: Int64) -> [Range<Int64>] {
        stride(from: lowerBound, to: upperBound, by: Int64.Stride(size)).map { $0..<Swift.min($0 + size, upperBound) }
    }
}
