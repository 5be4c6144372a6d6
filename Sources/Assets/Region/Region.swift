// A region: a name and its store. Copies are addressed by digest, so copying twice gives one copy, and preview and
// production are just two sets of regions.
import FoundationEssentials

/// The progress of a copy in one region.
public struct RegionProgress: Sendable, Equatable {
    /// The region's name.
    public let region: String
    /// Bytes in the region. The number never falls during a copy, unless a damaged part is discarded.
    public let bytesDone: Int64
    /// Of the whole asset.
    public let bytesTotal: Int64
}

/// What a copy came to.
public enum CopyResult: Sendable, Equatable {
    /// Copied now: this many bytes were new.
    case copied(bytes: Int64)
    /// Everything was already there with the same digest; nothing was written.
    case alreadyThere
}

/// A place to which images are replicated.
public struct Region: Sendable {
    /// Its name for publishers and operators.
    public let name: String
    let store: any RegionStore

    /// A region on a store; does not open or contact it yet.
    /// - Parameters:
    ///   - store: `file:///path/of/a/directory`, or `https://account/container?…` with a shared access signature.
    ///   - caFile: a PEM file of authorities trusted besides the system's.
    ///   - connections: requests to a container at the same time.
    ///   - verification: how a container proves its contents.
    ///   - pause: before a request that the service was too busy for is sent again; doubles from try to try.
    /// - Throws: `AssetError.setting`, without the signature.
    public init(
        name: String, store: String, caFile: String? = nil, connections: Int = 8, pause: Duration = .seconds(1),
        verification: Verification = .read
    ) throws {
        self.name = name
        if store.lowercased().hasPrefix("https:") {
            self.store = BlobStore(
                container: try BlobContainer(
                    store, of: name, caFile: caFile, connections: connections, pause: pause, verification: verification)
            )
            return
        }
        guard let url = URL(string: store), url.isFileURL, url.host() ?? "" == "", url.path().hasPrefix("/") else {
            throw AssetError.setting(
                name: "region \(name)", value: String(store.prefix { $0 != "?" }),
                reason: "a store is file:// and an absolute directory, or https://, a container and its signature")
        }
        self.store = DirectoryStore(root: url.path(percentEncoded: false))
    }

    /// A region in a folder on this machine.
    init(name: String, directory: String) { (self.name, store) = (name, DirectoryStore(root: directory)) }

    /// Copies missing parts, verifies them, and makes the asset visible when all of it is there. Blocking. Safe to
    /// repeat, to kill at any point, and to run in two processes at once (one waits for the other).
    /// - Parameters:
    ///   - check: called between chunks; if it throws, the copy ends, and a later call continues it.
    ///   - progress: called after every chunk; the caller limits the rate.
    /// - Throws: `AssetProblem` if the source no longer matches its digest; `AssetError` for faults on our side.
    public func copy(
        _ asset: Asset, check: () throws -> Void = {}, progress: (RegionProgress) -> Void = { _ in }
    ) throws -> CopyResult {
        func report(_ done: Int64) {
            progress(RegionProgress(region: name, bytesDone: done, bytesTotal: asset.size))
        }
        let there = try store.record(of: asset.root)
        if let there, there.names(all: asset), try there.blobs.allSatisfy(store.holds) { return .alreadyThere }
        var (done, written): (Int64, Int64) = (0, 0)
        for blob in asset.blobs {
            let before = done
            if try store.put(blob, of: asset.kind, check: check, progress: { report(before + $0) }) {
                written += blob.size
            }
            done += blob.size
            report(done)
        }
        // Additional parts of the same layout that another submission brought stay.
        let more = try there?.blobs.filter(store.holds) ?? []
        try store.record(AssetRecord(asset, and: more))
        return .copied(bytes: written)
    }

    /// Whether a whole asset is here. Cheap: nothing is read back.
    public func holds(_ root: Digest) throws -> Bool { try store.record(of: root).map(isComplete) ?? false }

    /// Writes the record of an asset again, so that its age starts again.
    public func renew(_ root: Digest) throws { try store.record(of: root).map(store.record) }

    /// The asset as a source for further regions; `nil` if it is not complete here.
    public func asset(_ root: Digest) throws -> Asset? {
        guard let record = try store.record(of: root), try isComplete(record) else { return nil }
        let blobs = record.blobs.map {
            Asset.Blob(digest: $0.digest, size: $0.size, source: store.source($0))
        }
        return Asset(kind: record.kind, blobs: blobs, root: root)
    }

    /// Reads every blob back and compares it with its digest. `false` if the asset is missing or differs.
    public func verify(_ root: Digest, check: () throws -> Void = {}) throws -> Bool {
        guard let record = try store.record(of: root), try isComplete(record) else { return false }
        return try record.blobs.allSatisfy { try store.readBack($0, check: check) == $0.digest }
    }

    private func isComplete(_ record: AssetRecord) throws -> Bool { try record.blobs.allSatisfy(store.holds) }
}

extension Region: CustomStringConvertible, CustomReflectable {
    /// Only the name: a store's address may contain a signature.
    public var description: String { name }
    /// Like `description`, so that `dump` does not print the address.
    public var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}
