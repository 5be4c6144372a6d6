// A region's store in a directory. `blobs/sha256/<hex>` are complete, verified files; `.partial` beside one is a
// running copy; `assets/sha256/<hex>.json` names the blobs of a complete asset. A blob gets its final name after it was
// written to disk and read back: a crash at any moment leaves at most a partial.
import FoundationEssentials
import Glibc

struct DirectoryStore: RegionStore {
    let root: String

    func put(
        _ blob: Asset.Blob, of kind: Asset.Kind, check: () throws -> Void, progress: (Int64) -> Void
    ) throws -> Bool {
        if try holds(AssetRecord.Entry(blob)) { return false }
        try FileSystem.makeDirectory(root + "/blobs/sha256")
        // The name is derived from the digest, so a later try finds the earlier one's file.
        let partial = try OpenFile.exclusive(path(blob.digest) + ".partial", check: check)
        if try holds(AssetRecord.Entry(blob)) { return false }
        switch blob.source.place {
        case .settled(let source):
            // A name for exactly the digested bytes. The file that has the name now is damaged (its size is wrong).
            unlink(path(blob.digest))
            if try FileSystem.link(source, to: path(blob.digest)) {
                unlink(partial.path)
                return true
            }
        case .blob(let container, let name):
            try download(blob, from: container, name, check: check, progress: progress)
            unlink(partial.path)
            return true
        case .file, .copy: break
        }

        try demandRoom(for: blob, beside: partial)
        let wasContinued = try fill(partial, from: blob, check: check, progress: progress)
        var found = try read(partial.path, as: blob, check: check)
        if found != blob.digest, wasContinued {
            // The earlier try's bytes may be wrong (a disk that lost writes), so it starts again once.
            try partial.truncate(to: 0)
            _ = try fill(partial, from: blob, check: check, progress: progress)
            found = try read(partial.path, as: blob, check: check)
        }
        guard found == blob.digest else {
            try partial.truncate(to: 0)
            throw try differs(blob, at: path(blob.digest), found: found, check: check)
        }
        try FileSystem.rename(partial.path, to: path(blob.digest))
        return true
    }

    /// The digest of a copy, read back. The whole copy is digested only if the data differ.
    private func read(_ copy: String, as blob: Asset.Blob, check: () throws -> Void) throws -> Digest {
        let proof = try BlobProof(blob)
        try ImageReader(path: copy).read(into: [proof], check: check)
        return try proof.isSame() ? blob.digest : Digest.ofFile(at: copy, check: check)
    }

    /// A file with the final name and another size was damaged from outside; it is replaced like a missing one.
    func holds(_ entry: AssetRecord.Entry) throws -> Bool {
        try FileSystem.sizeIfThere(path(entry.digest)) == entry.size
    }

    func record(_ record: AssetRecord) throws {
        try FileSystem.makeDirectory(root + "/assets/sha256")
        try FileSystem.replace(root + "/" + recordName(record.root), with: try record.encoded())
    }

    func record(of root: Digest) throws -> AssetRecord? {
        try FileSystem.readIfThere(self.root + "/" + recordName(root), limit: AssetRecord.limit).flatMap {
            AssetRecord($0, of: root)
        }
    }

    func source(_ entry: AssetRecord.Entry) -> Asset.Source { Asset.Source(place: .copy(path(entry.digest))) }

    func readBack(_ entry: AssetRecord.Entry, check: () throws -> Void) throws -> Digest {
        try Digest.ofFile(at: path(entry.digest), check: check)
    }

    func files(check: () throws -> Void) throws -> [StoredFile] {
        try ["assets/sha256", "blobs/sha256"].flatMap { folder -> [StoredFile] in
            try FileSystem.names(in: root + "/" + folder).compactMap { name in
                try check()
                return try FileSystem.look(at: "\(root)/\(folder)/\(name)").map {
                    StoredFile(name: "\(folder)/\(name)", size: $0.allocated, changed: $0.changed)
                }
            }
        }
    }

    func remove(_ name: String, check: () throws -> Void) throws { try FileSystem.remove(root + "/" + name) }

    private func path(_ digest: Digest) -> String { root + "/" + blobName(digest) }

    /// A copy takes at most the disk space of its source.
    private func demandRoom(for blob: Asset.Blob, beside partial: OpenFile) throws {
        let needed = try blob.source.path.flatMap { try FileSystem.look(at: $0)?.allocated } ?? blob.size
        let there = try FileSystem.look(at: partial.path)?.allocated ?? 0
        try DiskRoom.demand(needed - there, for: partial.path)
    }

    /// From a store on another machine: by ranges, continued where an earlier try stopped.
    private func download(
        _ blob: Asset.Blob, from container: BlobContainer, _ name: String, check: () throws -> Void,
        progress: (Int64) -> Void
    ) throws {
        let fetched = path(blob.digest) + ".fetched"
        try container.download(name, to: fetched, check: check, progress: progress)
        let found = try read(fetched, as: blob, check: check)
        guard found == blob.digest else {
            FetchedFile(path: fetched, length: blob.size, isDownload: true).remove()
            throw try differs(blob, at: path(blob.digest), found: found, check: check)
        }
        try FileSystem.rename(fetched, to: path(blob.digest))
        FetchedFile(path: fetched, length: blob.size, isDownload: true).remove()
    }

    /// Continues after an earlier try's bytes; the caller reads back and verifies old and new alike.
    /// - Returns: whether there was something to continue.
    private func fill(
        _ partial: OpenFile, from blob: Asset.Blob, check: () throws -> Void, progress: (Int64) -> Void
    ) throws -> Bool {
        let length = try partial.length()
        let start = length <= blob.size ? length / 4096 * 4096 : 0
        try partial.truncate(to: start)
        try withoutActuallyEscaping(progress) { progress in
            guard let source = blob.source.path else { return }
            if case .file = blob.source.place {
                let writer = SparseWriter(file: partial, from: start, progress: progress)
                try ImageReader(path: source).read(from: start, into: [writer], check: check)
                try writer.finish()
            } else {
                // Our own file, and already sparse.
                try partial.copy(from: OpenFile.reading(source), at: start, check: check, progress: progress)
            }
        }
        try partial.settle()
        return start > 0
    }
}
