// What a region needs from the store of its copies. There are two: a directory (`DirectoryStore`) and a container of a
// blob service (`BlobStore`). Both use the same names: `blobs/sha256/<hex>` and `assets/sha256/<hex>.json`.
import FoundationEssentials

/// A store for blobs, each under its digest, and for the records of complete assets. Everything blocks.
protocol RegionStore: Sendable {
    /// Makes sure that the blob is here, complete and read back. Continues an earlier try.
    /// - Parameter kind: of the asset that the blob belongs to.
    /// - Parameter progress: receives the number of this blob's bytes in the store.
    /// - Returns: whether it had to be copied.
    func put(
        _ blob: Asset.Blob, of kind: Asset.Kind, check: () throws -> Void, progress: (Int64) -> Void
    ) throws -> Bool

    /// Whether a blob with that digest and length is here. Cheap: nothing is read back.
    func holds(_ entry: AssetRecord.Entry) throws -> Bool

    /// Writes the record of an asset, after all its blobs.
    func record(_ record: AssetRecord) throws

    /// The record of an asset; `nil` if it is missing or cannot be read.
    func record(of root: Digest) throws -> AssetRecord?

    /// The source of a blob's bytes for further copies.
    func source(_ entry: AssetRecord.Entry) -> Asset.Source

    /// The digest of the file that is named after a digest, read back.
    func readBack(_ entry: AssetRecord.Entry, check: () throws -> Void) throws -> Digest

    /// Everything below `assets/sha256` and `blobs/sha256`.
    func files(check: () throws -> Void) throws -> [StoredFile]

    /// Removes a file; does nothing if it is missing.
    func remove(_ name: String, check: () throws -> Void) throws
}

extension RegionStore {
    func blobName(_ digest: Digest) -> String { "blobs/sha256/" + digest.hex }
    func checksumsName(_ digest: Digest) -> String { BlobContainer.checksums(blobName(digest)) }
    func recordName(_ root: Digest) -> String { "assets/sha256/" + root.hex + ".json" }

    /// Is the source wrong or the copy? Only the source's owner can fix the one, only we the other.
    /// - Parameter found: the copy's digest; nil if the source gave other bytes.
    func differs(
        _ blob: Asset.Blob, at place: String, found: Digest?, check: () throws -> Void
    ) throws -> any Error {
        let source: Digest
        switch blob.source.place {
        case .file(let path), .settled(let path), .copy(let path): source = try Digest.ofFile(at: path, check: check)
        case .blob(let container, _):
            source = try BlobStore(container: container).readBack(AssetRecord.Entry(blob), check: check)
        }
        if source == blob.digest {
            guard let found else { return AssetError.changedWhileRead(path: blob.source.path ?? place) }
            return AssetError.copyDiffers(path: place, expected: blob.digest, found: found)
        }
        return AssetProblem("asset-changed", ["value": source.description, "expected": blob.digest.description])
    }
}

extension AssetRecord {
    static let limit = 4 << 20

    /// The record as a store keeps it.
    func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let bytes = try? encoder.encode(self) else {
            throw AssetError.library(name: "Foundation", reason: "an asset record cannot be encoded")
        }
        return bytes
    }

    /// `nil` if the bytes are not the record of that root.
    init?(_ bytes: Data, of root: Digest) {
        guard let record = try? JSONDecoder().decode(AssetRecord.self, from: bytes), record.root == root else {
            return nil
        }
        self = record
    }
}
