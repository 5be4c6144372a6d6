// A region's store in a container of a blob service. Disks are page blobs, for which only non-empty pages are sent;
// everything else is a block blob, which becomes visible with the list of its blocks. Bytes from an earlier try are not
// sent again. The result is read back before the record of the asset, written last, makes it valid.
import FoundationEssentials
import Glibc

struct BlobStore: RegionStore {
    let container: BlobContainer

    func put(
        _ blob: Asset.Blob, of kind: Asset.Kind, check: () throws -> Void, progress: (Int64) -> Void
    ) throws -> Bool {
        let (name, entry) = (blobName(blob.digest), AssetRecord.Entry(blob))
        // An earlier try wrote it but did not read it back, or it belongs to another asset.
        if try holds(entry), try read(blob, check: check) == blob.digest {
            progress(blob.size)
            return false
        }
        // The upload, and what it calls, do not outlive this call.
        try withoutActuallyEscaping(check) { check in
            try withoutActuallyEscaping(progress) { progress in
                let upload = BlobUpload(container: container, name: name, blob: blob, check: check, progress: progress)
                // Page blobs are whole pages of 512 bytes, as every fixed disk is.
                let isPages = kind == .virtualMachineImage && blob.size % 512 == 0
                do {
                    try isPages ? pages(upload, check: check) : blocks(upload, check: check)
                } catch AssetError.storeRefused(let store, _, "Md5Mismatch") where blob.source.path == nil {
                    // The service compared the source's bytes with the noted checksums.
                    throw try differs(blob, at: "\(store)/\(name)", found: nil, check: check)
                }
            }
        }
        return true
    }

    /// Nothing becomes visible unless the sent bytes match the digest.
    private func blocks(_ upload: BlobUpload, check: () throws -> Void) throws {
        let (blob, name) = (upload.blob, upload.name)
        let sent = try upload.blocks()
        guard sent.isSame else {
            throw try differs(blob, at: "\(container.shown)/\(name)", found: nil, check: check)
        }
        var isOurs = true
        do { try container.commit(name, blocks: sent.ids, check: check) } catch AssetError.storeRefused(
            let store, let status, let reason)
        {
            // A commit takes everybody's waiting blocks: another worker with the same bytes was first.
            guard try holds(AssetRecord.Entry(blob)) else {
                throw AssetError.storeRefused(store: store, status: status, reason: reason)
            }
            isOurs = false
        }
        if !isOurs || !isProven(sent) {
            let found = try read(blob, check: check)
            guard found == blob.digest else {
                throw try differs(blob, at: "\(container.shown)/\(name)", found: found, check: check)
            }
        }
        try note(sent, of: name, check: check)
    }

    /// The pages of a disk are visible at once, so it is complete only when its digest is noted.
    private func pages(_ upload: BlobUpload, check: () throws -> Void) throws {
        let (blob, name) = (upload.blob, upload.name)
        let earlier = try container.properties(of: name, check: check)
        let isContinued = earlier?.isPages == true && earlier?.length == blob.size && earlier?.digest == nil
        if !isContinued { try container.makePages(name, length: blob.size, check: check) }
        let sent = try upload.pages(
            standing: isContinued ? try container.pages(of: name, check: check) : ByteRanges())
        var found = sent.isSame ? blob.digest : nil
        // Bytes from an earlier try have no checksum of this one.
        if sent.isSame, isContinued || !isProven(sent) { found = try read(blob, check: check) }
        guard found == blob.digest else {
            // Not to be continued: the earlier try's bytes may be wrong.
            try container.delete(name, check: check)
            throw try differs(blob, at: "\(container.shown)/\(name)", found: found, check: check)
        }
        try note(sent, of: name, check: check)
        try container.note(blob.digest, of: name, check: check)
    }

    /// Whether the service has returned the checksum of every part. Bytes that we sent were compared with the digest;
    /// bytes that the service read were compared with the noted checksums.
    private func isProven(_ sent: BlobUpload.Sent) -> Bool {
        container.verification == .checksums && sent.checksums != nil
    }

    /// A later copy from here can be compared with it.
    private func note(_ sent: BlobUpload.Sent, of name: String, check: () throws -> Void) throws {
        if let checksums = sent.checksums { try container.note(checksums, of: name, check: check) }
    }

    func holds(_ entry: AssetRecord.Entry) throws -> Bool {
        guard let blob = try container.properties(of: blobName(entry.digest), check: {}) else { return false }
        return blob.length == entry.size && (!blob.isPages || blob.digest == entry.digest.hex)
    }

    func record(_ record: AssetRecord) throws {
        try container.put(recordName(record.root), try record.encoded(), check: {})
    }

    func record(of root: Digest) throws -> AssetRecord? {
        try container.read(recordName(root), limit: AssetRecord.limit, check: {}).flatMap { AssetRecord($0, of: root) }
    }

    func source(_ entry: AssetRecord.Entry) -> Asset.Source {
        Asset.Source(place: .blob(container, name: blobName(entry.digest)))
    }

    func readBack(_ entry: AssetRecord.Entry, check: () throws -> Void) throws -> Digest {
        let stream = try DigestStream()
        try read(entry, into: stream, check: check)
        return try stream.digest()
    }

    /// The digest of a copy, read back. The whole copy is digested only if the data differ.
    private func read(_ blob: Asset.Blob, check: () throws -> Void) throws -> Digest {
        let (entry, proof) = (AssetRecord.Entry(blob), try BlobProof(blob))
        try read(entry, into: proof, check: check)
        return try proof.isSame() ? blob.digest : readBack(entry, check: check)
    }

    /// Several ranges at once, delivered in order; pages that were never written are zeros and are not read.
    private func read(_ entry: AssetRecord.Entry, into consumer: any ImageConsumer, check: () throws -> Void) throws {
        let name = blobName(entry.digest)
        let isPages = try container.properties(of: name, check: check)?.isPages == true
        let data = isPages ? try container.pages(of: name, check: check) : ByteRanges([0..<entry.size])
        try withoutActuallyEscaping(check) { check in
            try OrderedReading(container, name, length: entry.size, check: check).run(data, into: consumer)
        }
    }

    func files(check: () throws -> Void) throws -> [StoredFile] {
        try container.list("assets/sha256/", check: check) + container.list("blobs/sha256/", check: check)
    }

    func remove(_ name: String, check: () throws -> Void) throws { try container.delete(name, check: check) }
}
