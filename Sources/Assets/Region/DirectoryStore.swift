// A region's store in a directory. `blobs/sha256/<hex>` are whole, verified files; `.partial` beside one is a copy under
// way; `assets/sha256/<hex>.json` names the blobs of a complete asset.
// What stands under its final name has been on the disk and read back: a crash at any instant leaves at most a partial.
import Foundation

struct DirectoryStore: Sendable {
    let root: String

    /// Makes sure that the blob stands here. `progress` gets the bytes of this blob that stand.
    /// - Returns: whether it had to be copied.
    func put(_ blob: Asset.Blob, check: () throws -> Void, progress: (Int64) -> Void) throws -> Bool {
        if try stands(blob) { return false }
        try FileSystem.makeDirectory(root + "/blobs/sha256")
        // The name is made from the digest: whoever tries again finds what was done before.
        let partial = try OpenFile.exclusive(path(blob.digest) + ".partial", check: check)
        if try stands(blob) { return false }

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
            throw try differs(blob, found: found, check: check)
        }
        try FileSystem.rename(partial.path, to: path(blob.digest))
        return true
    }

    /// Writes the record of a complete asset. All blobs must stand.
    /// - Returns: whether it was new.
    func record(_ record: AssetRecord) throws -> Bool {
        let path = recordPath(record.root)
        if let old = try FileSystem.readIfThere(path, limit: Self.recordLimit), decode(old) == record { return false }
        try FileSystem.makeDirectory(root + "/assets/sha256")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let bytes = try? encoder.encode(record) else {
            throw AssetError.library(name: "Foundation", reason: "an asset record cannot be encoded")
        }
        try FileSystem.replace(path, with: bytes)
        return true
    }

    func asset(_ digest: Digest) throws -> Asset? {
        guard let bytes = try FileSystem.readIfThere(recordPath(digest), limit: Self.recordLimit),
            let record = decode(bytes), record.root == digest
        else { return nil }
        let blobs = record.blobs.map { Asset.Blob(digest: $0.digest, size: $0.size, source: path($0.digest)) }
        guard try blobs.allSatisfy(stands) else { return nil }
        return Asset(kind: record.kind, blobs: blobs, root: digest)
    }

    private static let recordLimit = 4 << 20

    private func decode(_ bytes: Data) -> AssetRecord? { try? JSONDecoder().decode(AssetRecord.self, from: bytes) }
    private func path(_ digest: Digest) -> String { root + "/blobs/sha256/" + digest.hex }
    private func recordPath(_ digest: Digest) -> String { root + "/assets/sha256/" + digest.hex + ".json" }

    /// A file of another size under the final name was damaged from outside; it is replaced like one that is missing.
    private func stands(_ blob: Asset.Blob) throws -> Bool {
        try FileSystem.sizeIfThere(path(blob.digest)) == blob.size
    }

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

    /// Source or copy? Only the source's owner can mend the one, only we the other.
    private func differs(_ blob: Asset.Blob, found: Digest, check: () throws -> Void) throws -> any Error {
        let source = try Digest.ofFile(at: blob.source, check: check)
        if source == blob.digest {
            return AssetError.copyDiffers(path: path(blob.digest), expected: blob.digest, found: found)
        }
        return AssetProblem(
            "asset-changed", "The image is now \(source), but \(blob.digest) was certified.",
            remedy: "Put the certified image back, or publish again so that the new one is certified.")
    }
}
