// Removes from a store what nobody names any more.
import FoundationEssentials

/// What was removed from a store, or would be.
public struct Pruned: Sendable, Equatable {
    /// Names of whole assets.
    public var assets: [Digest] = []
    /// Blobs that no asset names any more, and leftovers of unfinished copies.
    public var files = 0
    /// In bytes.
    public var bytes: Int64 = 0
}

extension Region {
    /// Removes the assets that are not named and were recorded before `time`; then files of that age that no asset
    /// names. Never touches younger submissions' files, whether somebody names them yet or not.
    /// - Parameter isRehearsal: nothing is removed.
    /// - Throws: `AssetError`.
    public func prune(
        keeping named: Set<Digest>, olderThan time: Date, isRehearsal: Bool, check: () throws -> Void = {}
    ) throws -> Pruned {
        var pruned = Pruned()
        var kept: Set<String> = []
        let files = try store.files(check: check)
        for file in files {
            guard let root = file.recordedRoot, let record = try store.record(of: root) else { continue }
            guard file.changed < time, !named.contains(root) else {
                kept.formUnion(
                    [file.name]
                        + record.blobs.map(\.digest).flatMap { [store.blobName($0), store.checksumsName($0)] })
                continue
            }
            pruned.assets.append(root)
        }
        // Records first: an asset without its blobs must never count as complete.
        for file in files.sorted(by: { $0.isRecord && !$1.isRecord }) where file.changed < time {
            guard !kept.contains(file.name) else { continue }
            if !isRehearsal { try store.remove(file.name, check: check) }
            if !file.isRecord { (pruned.files, pruned.bytes) = (pruned.files + 1, pruned.bytes + file.size) }
        }
        return pruned
    }
}

/// A file of a store, by its name there.
struct StoredFile: Equatable {
    var name: String
    var size: Int64
    var changed: Date

    var isRecord: Bool { name.hasPrefix("assets/sha256/") }
    /// Of a record's name.
    var recordedRoot: Digest? {
        guard isRecord, name.hasSuffix(".json") else { return nil }
        return Digest(hex: String(name.dropFirst("assets/sha256/".count).dropLast(".json".count)))
    }
}
