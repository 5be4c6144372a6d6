// The files of a layout: found by digest, never outside the layout's directory, each read and verified once.
import FoundationEssentials
import Glibc

final class OCIBlobs {
    let root: String
    private let limits: OCILimits
    private let consumers: (OCIDescriptor) throws -> [any ImageConsumer]
    private let check: () throws -> Void
    /// What is known of each digest: its length, or why it cannot be used.
    private var known: [Digest: Result<Int64, AssetProblem>] = [:]
    private var total: Int64 = 0
    private(set) var verified: [Asset.Blob] = []

    init(
        root: String, limits: OCILimits, consumers: @escaping (OCIDescriptor) throws -> [any ImageConsumer],
        check: @escaping () throws -> Void
    ) {
        (self.root, self.limits, self.consumers, self.check) = (root, limits, consumers, check)
    }

    func digest(of descriptor: OCIDescriptor) throws -> Digest {
        guard let digest = Digest(descriptor.digest) else { throw AssetProblem([OCIFindings.digestForm(descriptor)]) }
        return digest
    }

    /// Throws an `AssetProblem` unless the blob has the digest and the size that the descriptor names.
    func verify(_ descriptor: OCIDescriptor) throws {
        let digest = try digest(of: descriptor)
        let result: Result<Int64, AssetProblem>
        if let old = known[digest] {
            result = old
        } else {
            do { result = .success(try read(descriptor, digest)) } catch let problem as AssetProblem {
                result = .failure(problem)
            }
            known[digest] = result
        }
        let length = try result.get()
        guard length == descriptor.size else { throw AssetProblem([OCIFindings.size(descriptor, length)]) }
    }

    /// The bytes of a verified JSON document.
    func document(_ descriptor: OCIDescriptor) throws -> Data? {
        guard descriptor.size <= limits.documentBytes else {
            throw AssetProblem([OCIFindings.tooLong(descriptor.digest)])
        }
        try verify(descriptor)
        return try FileSystem.readIfThere(path(digest(of: descriptor)), limit: limits.documentBytes)
    }

    /// The bytes of a document at the layout's top; `nil` if there is none.
    func document(_ name: String) throws -> Data? {
        let path = root + "/" + name
        guard let size = try FileSystem.sizeIfThere(path) else { return nil }
        guard size <= limits.documentBytes else { throw AssetProblem([OCIFindings.tooLong(name)]) }
        return try FileSystem.readIfThere(path, limit: limits.documentBytes)
    }

    private func read(_ descriptor: OCIDescriptor, _ digest: Digest) throws -> Int64 {
        let path = path(digest)
        guard let size = try FileSystem.sizeIfThere(path) else {
            throw AssetProblem([OCIFindings.missing(digest.description)])
        }
        guard let top = try FileSystem.realPath(root), let real = try FileSystem.realPath(path),
            FileSystem.isInside(real, root: top)
        else { throw AssetProblem([OCIFindings.escapes(digest.description)]) }
        // Before reading: a wrong size is told without reading a terabyte.
        guard size == descriptor.size else { throw AssetProblem([OCIFindings.size(descriptor, size)]) }
        total += size
        guard total <= limits.totalBytes else { throw AssetProblem([OCIFindings.tooLarge(limits.totalBytes)]) }

        let stream = try DigestStream()
        try ImageReader(path: path).read(into: [stream] + consumers(descriptor), check: check)
        let found = try stream.digest()
        guard found == digest else { throw AssetProblem([OCIFindings.digest(descriptor, found)]) }
        verified.append(Asset.Blob(digest: digest, size: size, source: path))
        return size
    }

    private func path(_ digest: Digest) -> String { root + "/blobs/sha256/" + digest.hex }
}
