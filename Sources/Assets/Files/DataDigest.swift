// The digest of a file's data without zeros. A disk is mostly zeros, and SHA-256 of the whole disk takes time in
// proportion to its size. After certification has read the whole disk once, copies are compared by this digest, in
// proportion to their data.
import FoundationEssentials

/// SHA-256 over the number and the bytes of each block that is not all zeros, and over the length. Two files have the
/// same digest if their bytes are equal, wherever their holes are. One stream makes one digest.
public final class DataDigestStream: ImageConsumer {
    private static let block = 64 << 10

    private let stream: DigestStream
    private var length: Int64 = 0
    /// Bytes of blocks that are not all zeros.
    private(set) var dataCount: Int64 = 0
    /// The beginning of a block that continues in another chunk.
    private var begun: [UInt8] = []

    /// An empty stream. Throws `AssetError.library`.
    public init() throws { stream = try DigestStream() }

    /// Takes the next chunk of the file. Throws `AssetError.library`.
    public func take(_ chunk: ImageChunk) throws {
        var position = 0
        while position < chunk.bytes.count {
            let place = chunk.offset + Int64(position)
            let count = min(Self.block - Int(place % Int64(Self.block)), chunk.bytes.count - position)
            let part = UnsafeRawBufferPointer(rebasing: chunk.bytes[position..<position + count])
            position += count
            length = place + Int64(count)
            if count == Self.block {
                if !chunk.isHole { try add(part) }
            } else {
                begun += part
                if length % Int64(Self.block) == 0 { try finish() }
            }
        }
    }

    /// The digest of all bytes. Call it once, at the end. Throws `AssetError.library`.
    public func digest() throws -> Digest {
        try finish()
        try add(number: length)
        return try stream.digest()
    }

    private func finish() throws {
        try begun.withUnsafeBytes(add)
        begun.removeAll(keepingCapacity: true)
    }

    /// Adds the block that ends at `length`.
    private func add(_ bytes: UnsafeRawBufferPointer) throws {
        guard !bytes.isZero else { return }
        dataCount += Int64(bytes.count)
        try add(number: (length - 1) / Int64(Self.block))
        try stream.take(bytes)
    }

    private func add(number: Int64) throws {
        try withUnsafeBytes(of: number.bigEndian) { try stream.take($0) }
    }
}
