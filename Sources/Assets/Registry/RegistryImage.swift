// Pulls an image from a registry into a folder as an OCI image layout: checks, scans and copies use the layout, in the
// same way for all images. Asks for tags once, and for everything else by digest if missing. Source: OCI Distribution
// Specification 1.1, "Pull".
import FoundationEssentials
import JSON

/// Tags of a repository. Does not verify what it pulls: reading the layout does.
public struct RegistryImage: Sendable {
    private let repository: String
    private let tags: [String]
    private let policy: FetchPolicy
    private let limits: OCILimits

    /// - Parameter repository: `registry.example.com/name`, as the offer document has it.
    public init(_ repository: String, tags: [String], policy: FetchPolicy, limits: OCILimits = OCILimits()) {
        (self.repository, self.tags, self.policy, self.limits) = (repository, tags, policy, limits)
    }

    /// The digest of the layout that `pull` would make now. Throws as `pull` does.
    public func root(check: () throws -> Void = {}) throws -> Digest {
        try withoutActuallyEscaping(check) { check in
            try Digest.of(
                Self.index(try RegistryClient(repository, policy: policy, check: check).resolve(tags, limits)))
        }
    }

    /// Makes the layout in a folder. Skips blobs from an earlier try.
    /// - Returns: the bytes of all blobs.
    /// - Throws: `AssetProblem`, `AssetError`, and whatever `check` throws.
    public func pull(
        to folder: String, check: () throws -> Void = {}, progress: (FetchProgress) -> Void = { _ in }
    ) throws -> Int64 {
        try withoutActuallyEscaping(check) { check in
            try withoutActuallyEscaping(progress) { progress in
                try pull(RegistryClient(repository, policy: policy, check: check), to: folder, progress)
            }
        }
    }

    private func pull(
        _ client: RegistryClient, to folder: String, _ progress: @escaping (FetchProgress) -> Void
    ) throws -> Int64 {
        let top = try client.resolve(tags, limits)
        let blobs = folder + "/blobs/sha256/"
        try FileSystem.makeDirectory(blobs)
        var walk = Walk(limits, blobs)
        for document in top { try walk.add(document) }
        var next = 0
        // The list grows while it is read: an index names manifests, a manifest its blobs.
        while next < walk.manifests.count {
            let descriptor = walk.manifests[next]
            next += 1
            guard let digest = Digest(descriptor.digest) else { continue }
            let document = try client.document(digest.description, limit: limits.documentBytes)
            try document.map { try walk.add($0, as: descriptor) }
        }
        let total = walk.size
        var done = walk.documentSize
        for blob in walk.blobs {
            guard let digest = Digest(blob.digest) else { continue }
            try client.blob(digest, size: blob.size, to: blobs + digest.hex) {
                progress(FetchProgress(bytesDone: done + $0, bytesTotal: total))
            }
            done += blob.size
        }
        try FileSystem.replace(folder + "/" + OCILayout.index, with: Data(Self.index(top)))
        try FileSystem.replace(folder + "/oci-layout", with: Data("{\"imageLayoutVersion\":\"1.0.0\"}".utf8))
        return total
    }

    /// The layout's index: the same bytes for the same tags with the same digests.
    private static func index(_ top: [RegistryDocument]) -> [UInt8] {
        let manifests = top.map { document in
            JSONNode.object([
                .init("mediaType", .string(document.type)), .init("digest", .string(document.digest.description)),
                .init("size", .number("\(document.bytes.count)")),
                .init(
                    "annotations",
                    .object([.init("org.opencontainers.image.ref.name", .string(document.tag))])),
            ])
        }
        return JSONNode.object([
            .init("schemaVersion", .number("2")), .init("mediaType", .string(OCIMediaType.index)),
            .init("manifests", .array(manifests)),
        ]).json
    }
}

/// A manifest or an index from a registry.
struct RegistryDocument {
    /// Empty if it was requested by digest.
    var tag = ""
    var type: String
    var digest: Digest
    var bytes: [UInt8]
}

/// Everything that the tags lead to. Documents are written as they arrive, under the digest that names them, whatever
/// their bytes are; sizes are limited before they are added.
private struct Walk {
    private(set) var manifests: [OCIDescriptor] = []
    private(set) var blobs: [OCIDescriptor] = []
    /// The bytes of everything, and of its documents.
    private(set) var size: Int64 = 0
    private(set) var documentSize: Int64 = 0
    private let limits: OCILimits
    private let folder: String
    private var seen: Set<String> = []

    init(_ limits: OCILimits, _ folder: String) { (self.limits, self.folder) = (limits, folder) }

    mutating func add(_ document: RegistryDocument) throws {
        guard seen.insert(document.digest.description).inserted else { return }
        try keep(document, document.digest, as: document.type)
    }

    mutating func add(_ document: RegistryDocument, as descriptor: OCIDescriptor) throws {
        guard let digest = Digest(descriptor.digest) else { return }
        try keep(document, digest, as: descriptor.mediaType)
    }

    private mutating func keep(_ document: RegistryDocument, _ digest: Digest, as type: String) throws {
        let count = Int64(document.bytes.count)
        try add(count)
        documentSize += count
        try FileSystem.replace(folder + digest.hex, with: Data(document.bytes))
        // An unreadable document leads nowhere; reading the layout reports what is wrong with it.
        guard let object = try? OCIObject(document.bytes, digest.description, limit: limits.documentBytes) else {
            return
        }
        if OCIMediaType.indexes.contains(type) {
            for manifest in (try? OCIIndex(object, type: type))?.manifests ?? [] { try note(manifest) }
        } else if let manifest = try? OCIManifest(object, type: type) {
            for blob in [manifest.config] + manifest.layers { try note(blob) }
        }
    }

    private mutating func note(_ descriptor: OCIDescriptor) throws {
        guard seen.insert(descriptor.digest).inserted else { return }
        guard seen.count <= limits.descriptors else { throw AssetProblem([OCIFindings.tooMany(limits.descriptors)]) }
        let isDocument =
            OCIMediaType.indexes.contains(descriptor.mediaType) || OCIMediaType.manifests.contains(descriptor.mediaType)
        guard !isDocument else { return manifests.append(descriptor) }
        try add(descriptor.size)
        blobs.append(descriptor)
    }

    private mutating func add(_ count: Int64) throws {
        guard count <= limits.totalBytes - size else {
            throw AssetProblem([OCIFindings.tooLarge(limits.totalBytes)])
        }
        size += count
    }
}
