// A region: a name and the store that stands for it. Copies are addressed by digest, so making one twice is making it
// once, and preview and production are nothing but two sets of regions.
import Foundation

/// How far a copy has come, in one region.
public struct RegionProgress: Sendable, Equatable {
    /// The region's name.
    public let region: String
    /// Bytes that stand in the region; never falls within one copy unless a damaged part is thrown away.
    public let bytesDone: Int64
    /// Of the whole asset.
    public let bytesTotal: Int64
}

/// What a copy came to.
public enum CopyResult: Sendable, Equatable {
    /// Made now: so many bytes were not there before.
    case copied(bytes: Int64)
    /// Everything stood there with the same digest; nothing was written.
    case alreadyThere
}

/// One place that images are replicated to.
public struct Region: Sendable {
    /// As publishers and operators see it.
    public let name: String
    private let store: DirectoryStore

    /// A region on a store.
    /// - Parameter store: `file:///path/of/a/directory`.
    /// - Throws: `AssetError.setting` for any other kind of store.
    public init(name: String, store: String) throws {
        guard let url = URL(string: store), url.isFileURL, url.host() ?? "" == "", url.path().hasPrefix("/") else {
            throw AssetError.setting(
                name: "region \(name)", value: store, reason: "a store is file:// and an absolute directory")
        }
        self.name = name
        self.store = DirectoryStore(root: url.path(percentEncoded: false))
    }

    /// Copies what is not there yet, verifies it, and makes the asset visible only when all of it stands.
    /// Blocking. Safe to repeat, to kill at any point, and to run in two processes at once (one waits for the other).
    /// - Parameters:
    ///   - check: called between chunks; what it throws ends the copy, which a later call continues.
    ///   - progress: called after every chunk: bounding the rate is the caller's.
    /// - Throws: `AssetProblem` when the source is no longer what its digest says; `AssetError` for faults of ours.
    public func copy(
        _ asset: Asset, check: () throws -> Void = {}, progress: (RegionProgress) -> Void = { _ in }
    ) throws -> CopyResult {
        func report(_ done: Int64) {
            progress(RegionProgress(region: name, bytesDone: done, bytesTotal: asset.size))
        }
        var (done, written): (Int64, Int64) = (0, 0)
        for blob in asset.blobs {
            let before = done
            if try store.put(blob, check: check, progress: { report(before + $0) }) { written += blob.size }
            done += blob.size
            report(done)
        }
        let isNew = try store.record(AssetRecord(asset))
        return written > 0 || isNew ? .copied(bytes: written) : .alreadyThere
    }

    /// The asset as it stands here, ready to be copied on to further regions; `nil` if it is not complete here.
    public func asset(_ root: Digest) throws -> Asset? { try store.asset(root) }

    /// Reads every blob back and compares it with its digest. `false` if the asset is not here or differs.
    public func verify(_ root: Digest, check: () throws -> Void = {}) throws -> Bool {
        guard let asset = try store.asset(root) else { return false }
        return try asset.blobs.allSatisfy { try Digest.ofFile(at: $0.source, check: check) == $0.digest }
    }
}
