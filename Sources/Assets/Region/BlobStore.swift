// A region's store in a container of a blob service. A blob is uploaded in blocks that nobody sees until a list of them
// makes it visible all at once; blocks that stand from an earlier try are not sent again. What was committed is read back
// before the record of the asset, written last, makes it count.
import FoundationEssentials
import Glibc

struct BlobStore: RegionStore {
    let container: BlobContainer

    func put(_ blob: Asset.Blob, check: () throws -> Void, progress: (Int64) -> Void) throws -> Bool {
        let (name, entry) = (blobName(blob.digest), AssetRecord.Entry(blob))
        // Committed by an earlier try that did not live to read it back, or for another asset.
        if try stands(entry), try readBack(entry, check: check) == blob.digest {
            progress(blob.size)
            return false
        }
        try upload(blob, as: name, check: check, progress: progress)
        let found = try readBack(entry, check: check)
        guard found == blob.digest else {
            throw try differs(blob, at: "\(container.shown)/\(name)", found: found, check: check)
        }
        return true
    }

    func stands(_ entry: AssetRecord.Entry) throws -> Bool {
        try container.length(of: blobName(entry.digest), check: {}) == entry.size
    }

    func record(_ record: AssetRecord) throws {
        try container.put(recordName(record.root), try record.encoded(), check: {})
    }

    func record(of root: Digest) throws -> AssetRecord? {
        try container.read(recordName(root), limit: AssetRecord.limit, check: {}).flatMap { AssetRecord($0, of: root) }
    }

    func file(_ entry: AssetRecord.Entry, into folder: String, check: () throws -> Void) throws -> String {
        let path = folder + "/" + entry.digest.hex
        if try FileSystem.sizeIfThere(path) == entry.size { return path }
        try FileSystem.makeDirectory(folder)
        let file = try OpenFile.exclusive(path + ".partial", check: check)
        if try FileSystem.sizeIfThere(path) == entry.size { return path }
        try file.truncate(to: 0)
        let writer = SparseWriter(file: file)
        try container.read(blobName(entry.digest), check: check) { try writer.take($0) }
        try writer.finish()
        try file.settle()
        try FileSystem.rename(file.path, to: path)
        return path
    }

    func readBack(_ entry: AssetRecord.Entry, check: () throws -> Void) throws -> Digest {
        let stream = try DigestStream()
        try container.read(blobName(entry.digest), check: check) { try stream.take($0) }
        return try stream.digest()
    }

    /// Nothing becomes visible unless the bytes that were sent are those of the digest.
    private func upload(
        _ blob: Asset.Blob, as name: String, check: () throws -> Void, progress: (Int64) -> Void
    ) throws {
        let digest = try DigestStream()
        // The consumers do not outlive this call, nor does what they call.
        try withoutActuallyEscaping(check) { check in
            try withoutActuallyEscaping(progress) { progress in
                let blocks = BlockWriter(
                    container: container, name: name, size: blob.size,
                    standing: try container.waitingBlocks(name, check: check), check: check, progress: progress)
                try ImageReader(path: blob.source).read(into: [digest, blocks], check: check)
                try blocks.finish()
                let found = try digest.digest()
                guard found == blob.digest else {
                    throw try differs(blob, at: "\(container.shown)/\(name)", found: found, check: check)
                }
                do { try container.commit(name, blocks: blocks.ids, check: check) } catch AssetError.storeRefused(
                    let store, let status, let reason)
                {
                    // A commit takes the waiting blocks of everybody: another worker that sent the same bytes was first.
                    guard try stands(AssetRecord.Entry(blob)) else {
                        throw AssetError.storeRefused(store: store, status: status, reason: reason)
                    }
                }
            }
        }
    }
}

/// Cuts a file into blocks and sends those that do not stand yet. A block's id is its number and the digest of its bytes,
/// so a block of that id can hold nothing else.
private final class BlockWriter: ImageConsumer {
    private(set) var ids: [String] = []
    private let container: BlobContainer
    private let name: String
    private let standing: Set<String>
    private let check: () throws -> Void
    private let progress: (Int64) -> Void
    private let blockSize: Int
    private var block = Data()
    private var sent: Int64 = 0

    /// 4 MiB, or more where 50,000 blocks, the most a blob may have, would not suffice.
    init(
        container: BlobContainer, name: String, size: Int64, standing: Set<String>, check: @escaping () throws -> Void,
        progress: @escaping (Int64) -> Void
    ) {
        (self.container, self.name, self.standing) = (container, name, standing)
        (self.check, self.progress) = (check, progress)
        blockSize = max(4, ((Int(clamping: size) / 49_000) >> 20) + 1) << 20
        block.reserveCapacity(min(blockSize, Int(clamping: size)))
    }

    func take(_ chunk: ImageChunk) throws {
        var rest = chunk.bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(blockSize - block.count)
            block.append(contentsOf: UnsafeRawBufferPointer(rebasing: part))
            rest = rest.dropFirst(part.count)
            if block.count == blockSize { try send() }
        }
    }

    func finish() throws { if !block.isEmpty { try send() } }

    private func send() throws {
        let number = withUnsafeBytes(of: UInt32(ids.count).bigEndian) { Data($0) }
        // Base64 of equal length for every block, at most 64 bytes before encoding, as the service demands.
        let id = (number + (try Digest.of(block).raw)).base64EncodedString()
        if !standing.contains(id) { try container.putBlock(name, id: id, block, check: check) }
        ids.append(id)
        sent += Int64(block.count)
        block.removeAll(keepingCapacity: true)
        progress(sent)
    }
}
