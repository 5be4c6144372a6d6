// A region's store in a directory. `blobs/sha256/<hex>` are whole, verified files; `.partial` beside one is a copy under
// way; `assets/sha256/<hex>.json` names the blobs of a complete asset.
// What stands under its final name has been on the disk and read back: a crash at any instant leaves at most a partial.
import FoundationEssentials
import Glibc

struct DirectoryStore: RegionStore {
    let root: String

    func put(_ blob: Asset.Blob, check: () throws -> Void, progress: (Int64) -> Void) throws -> Bool {
        if try stands(AssetRecord.Entry(blob)) { return false }
        try FileSystem.makeDirectory(root + "/blobs/sha256")
        // The name is made from the digest: whoever tries again finds what was done before.
        let partial = try OpenFile.exclusive(path(blob.digest) + ".partial", check: check)
        if try stands(AssetRecord.Entry(blob)) { return false }

        let wasContinued = try fill(partial, from: blob, check: check, progress: progress)
        var found = try Digest.ofFile(at: partial.path, check: check)
        if found != blob.digest, wasContinued {
            // What an earlier try left may be what is wrong (a disk that lost writes), so once from the beginning.
            try partial.truncate(to: 0)
            _ = try fill(partial, from: blob, check: check, progress: progress)
            found = try Digest.ofFile(at: partial.path, check: check)
        }
        guard found == blob.digest else {
            try partial.truncate(to: 0)
            throw try differs(blob, at: path(blob.digest), found: found, check: check)
        }
        try FileSystem.rename(partial.path, to: path(blob.digest))
        return true
    }

    /// A file of another size under the final name was damaged from outside; it is replaced like one that is missing.
    func stands(_ entry: AssetRecord.Entry) throws -> Bool {
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

    func file(_ entry: AssetRecord.Entry, into folder: String, check: () throws -> Void) throws -> String {
        path(entry.digest)
    }

    func readBack(_ entry: AssetRecord.Entry, check: () throws -> Void) throws -> Digest {
        try Digest.ofFile(at: path(entry.digest), check: check)
    }

    private func path(_ digest: Digest) -> String { root + "/" + blobName(digest) }

    /// Continues behind what an earlier try wrote; the caller's reading back verifies old and new alike.
    /// - Returns: whether there was something to continue.
    private func fill(
        _ partial: OpenFile, from blob: Asset.Blob, check: () throws -> Void, progress: (Int64) -> Void
    ) throws -> Bool {
        let length = try partial.length()
        let start = length <= blob.size ? length / 4096 * 4096 : 0
        try partial.truncate(to: start)
        try withoutActuallyEscaping(progress) { progress in
            let writer = SparseWriter(file: partial, from: start, progress: progress)
            try ImageReader(path: blob.source).read(from: start, into: [writer], check: check)
            try writer.finish()
        }
        try partial.settle()
        return start > 0
    }
}
