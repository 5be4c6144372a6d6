// The files of a layout: found by digest, never outside the layout's directory. A blob is read once for each way in
// which a runtime would read it, and the verified bytes are the ones that are used.
import FoundationEssentials

final class OCIBlobs {
    let root: String
    private let limits: OCILimits
    private let layers: LayerReading?
    private let also: [any ImageConsumer]
    private let check: () throws -> Void
    /// The contents of each blob, or why it cannot be used.
    private var known: [Role: Result<Content, AssetProblem>] = [:]
    private var total: Int64 = 0
    private(set) var verified: [Asset.Blob] = []

    /// A blob and how it is unpacked: a runtime may unpack as a layer what another descriptor calls a document.
    private struct Role: Hashable {
        let digest: Digest
        /// Nil for a document.
        let packing: LayerPacking?
    }

    /// The facts about a verified blob.
    struct Content {
        let length: Int64
        /// The digest of an unpacked layer; nil if layers are not unpacked or it is not a layer.
        var unpacked: Digest?
        /// It begins like an archive, which some runtimes unpack whatever its media type.
        var isArchive = false
    }

    /// Keeps the first bytes.
    private final class Collector: ImageConsumer {
        private let most: Int
        var bytes: [UInt8] = []
        init(most: Int) { self.most = most }
        func take(_ chunk: ImageChunk) { bytes += chunk.bytes.prefix(most - bytes.count) }
    }

    init(
        root: String, limits: OCILimits, layers: LayerReading?, also: [any ImageConsumer],
        check: @escaping () throws -> Void
    ) {
        (self.root, self.limits, self.layers, self.also, self.check) = (root, limits, layers, also, check)
    }

    /// Throws an `AssetProblem` if the descriptor's digest is malformed, or if the data in the descriptor, which a
    /// reader may use instead of the blob, have another digest.
    func digest(of descriptor: OCIDescriptor) throws -> Digest {
        guard let digest = Digest(descriptor.digest) else { throw AssetProblem([OCIFindings.digestForm(descriptor)]) }
        guard let data = descriptor.data else { return digest }
        let embedded = try Data(base64Encoded: data).map { try Digest.of($0) }
        guard embedded == digest else { throw AssetProblem([OCIFindings.embedded(descriptor)]) }
        return digest
    }

    /// Whether the layout has a file for the blob. A file that leads outside counts; reading it reports the problem.
    func has(_ descriptor: OCIDescriptor) throws -> Bool {
        guard let digest = Digest(descriptor.digest) else { return false }
        return try FileSystem.realPath(root + "/" + Self.name(of: digest)) != nil
    }

    /// Throws an `AssetProblem` unless the blob has the digest and size in the descriptor and, for a layer, all
    /// runtimes read it in the same way.
    @discardableResult
    func verify(_ descriptor: OCIDescriptor) throws -> Content {
        let role = Role(digest: try digest(of: descriptor), packing: descriptor.packing)
        let content = try (known[role] ?? remember(role) { try self.read(descriptor, role.digest, also: []) }).get()
        guard content.length == descriptor.size else {
            throw AssetProblem([OCIFindings.size(descriptor, content.length)])
        }
        return content
    }

    /// The verified bytes of a JSON document.
    func document(_ descriptor: OCIDescriptor) throws -> [UInt8] {
        guard descriptor.size <= limits.documentBytes else {
            throw AssetProblem([OCIFindings.tooLong(descriptor.digest)])
        }
        let collector = Collector(most: limits.documentBytes)
        let role = Role(digest: try digest(of: descriptor), packing: nil)
        _ = try remember(role) { try self.read(descriptor, role.digest, also: [collector]) }.get()
        return collector.bytes
    }

    /// A document at the top of the layout, and its path; `nil` if it does not exist.
    func file(_ name: String) throws -> (bytes: [UInt8], path: String)? {
        guard let path = try path(name, shownAs: name), let size = try FileSystem.sizeIfThere(path) else { return nil }
        guard size <= limits.documentBytes else { throw AssetProblem([OCIFindings.tooLong(name)]) }
        return try FileSystem.readIfThere(path, limit: limits.documentBytes).map { (Array($0), path) }
    }

    private func remember(_ role: Role, _ read: () throws -> Content) throws -> Result<Content, AssetProblem> {
        let result: Result<Content, AssetProblem>
        do { result = .success(try read()) } catch let problem as AssetProblem { result = .failure(problem) }
        known[role] = result
        return result
    }

    private func read(_ descriptor: OCIDescriptor, _ digest: Digest, also more: [any ImageConsumer]) throws -> Content {
        guard let path = try path(Self.name(of: digest), shownAs: digest.description),
            let size = try FileSystem.sizeIfThere(path)
        else { throw AssetProblem([OCIFindings.missing(digest.description)]) }
        // Before reading: a wrong size is found without reading a terabyte.
        guard size == descriptor.size else { throw AssetProblem([OCIFindings.size(descriptor, size)]) }
        let isNew = !verified.contains { $0.digest == digest }
        if isNew { total += size }
        guard total <= limits.totalBytes else { throw AssetProblem([OCIFindings.tooLarge(limits.totalBytes)]) }

        let stream = try DigestStream()
        let name = Hostile.cut(descriptor.digest, 100)
        let packing = descriptor.packing
        // A document that two others name is read for each of them, but scanned only once.
        let isFirst = known[Role(digest: digest, packing: packing)] == nil
        let layer = try packing.flatMap { packing in try layers.map { try LayerReader(name, packing, $0) } }
        let scan = packing == nil && isFirst ? layers?.document("blob \(name)") : nil
        let head = packing == nil ? Collector(most: TarHeader.length) : nil
        let readers: [(any ImageConsumer)?] = [layer, scan, head]
        try ImageReader(path: path).read(
            into: [stream] + (isFirst ? also : []) + more + readers.compactMap(\.self), check: check)
        let found = try stream.digest()
        guard found == digest else { throw AssetProblem([OCIFindings.digest(descriptor, found)]) }
        try layers?.finish(scan)
        let isArchive = head.map { LayerPacking.isArchive($0.bytes) } ?? false
        let content = Content(length: size, unpacked: try layer?.finish(), isArchive: isArchive)
        if isNew { verified.append(Asset.Blob(digest: digest, size: size, source: .file(path))) }
        return content
    }

    /// The file of a name, with links resolved; nil if it does not exist. Throws an `AssetProblem` if it is outside.
    private func path(_ name: String, shownAs shown: String) throws -> String? {
        guard let top = try FileSystem.realPath(root), let real = try FileSystem.realPath(root + "/" + name) else {
            return nil
        }
        guard FileSystem.isInside(real, root: top) else { throw AssetProblem([OCIFindings.escapes(shown)]) }
        return real
    }

    private static func name(of digest: Digest) -> String { "blobs/sha256/" + digest.hex }
}
