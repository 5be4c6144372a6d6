// Compares a stream of bytes with a blob's digest.

/// Use it once, in one thread.
final class BlobProof: ImageConsumer {
    private enum Stream {
        case all(DigestStream)
        case data(DataDigestStream, Digest)
    }

    private let blob: Asset.Blob
    private let stream: Stream

    /// By the blob's data if certification noted their digest, otherwise by all bytes. Throws `AssetError.library`.
    init(_ blob: Asset.Blob) throws {
        self.blob = blob
        stream = try blob.data.map { .data(try DataDigestStream(), $0) } ?? .all(try DigestStream())
    }

    func take(_ chunk: ImageChunk) throws {
        switch stream {
        case .all(let stream): try stream.take(chunk)
        case .data(let stream, _): try stream.take(chunk)
        }
    }

    /// Call it once, at the end.
    func isSame() throws -> Bool {
        switch stream {
        case .all(let stream): try stream.digest() == blob.digest
        case .data(let stream, let data): try stream.digest() == data
        }
    }
}
