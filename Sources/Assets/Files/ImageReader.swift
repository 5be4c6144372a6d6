// Reads a file once, in large chunks, and hands each chunk to every consumer: digest, footer, partition table, scanner,
// copy. Memory is one chunk whatever the size of the file. Holes are not read: they are one page of zeros handed out
// as often as needed, so every consumer still sees every byte.
import FoundationEssentials
import Glibc

/// A stretch of a file. The bytes are valid only during the call that hands them over.
public struct ImageChunk {
    /// Where the chunk begins in the file, in bytes.
    public let offset: Int64
    /// The bytes; never empty.
    public let bytes: UnsafeRawBufferPointer
    /// The file system holds nothing here: all bytes are zero.
    public let isHole: Bool
}

/// Something that looks at every byte of a file in order, without gaps.
public protocol ImageConsumer: AnyObject {
    /// Takes the next chunk; a throw ends the reading.
    func take(_ chunk: ImageChunk) throws
}

/// Reads one file from a given offset to its end.
public struct ImageReader: Sendable {
    /// In bytes. Measured on 1 GiB in the page cache: digest and disk checks in 0.95 of the time of `openssl dgst
    /// -sha256`, with 28 MiB of memory. It is also the part of a disk that partition checks look at.
    public static let chunkSize = 1 << 20

    /// The file to read; it is opened without following a link at its end.
    public let path: String

    /// A reader of the file at `path`; nothing is opened yet.
    public init(path: String) { self.path = path }

    /// Reads from `start` to the end. `check` is called between chunks; what it throws ends the reading.
    /// - Returns: the length of the file in bytes.
    /// - Throws: `AssetError`, and whatever a consumer or `check` throws.
    @discardableResult
    public func read(
        from start: Int64 = 0, into consumers: [any ImageConsumer], check: () throws -> Void = {}
    ) throws -> Int64 {
        let file = try OpenFile.reading(path)
        let length = try file.length()
        file.expectSequentialReading()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunkSize, alignment: 4096)
        defer { buffer.deallocate() }
        // Made at the first hole: most files have none, and for a small one this would be most of the work.
        var zeros: [UInt8] = []

        var offset = start
        var data = file.data(from: offset, length: length)
        while offset < length {
            try check()
            if let stretch = data, offset >= stretch.upperBound { data = file.data(from: offset, length: length) }
            let isHole = data.map { offset < $0.lowerBound } ?? true
            let end = isHole ? data?.lowerBound ?? length : data?.upperBound ?? length
            let count = Int(min(end - offset, Int64(Self.chunkSize)))
            func hand(_ bytes: UnsafeRawBufferPointer) throws {
                let chunk = ImageChunk(offset: offset, bytes: bytes, isHole: isHole)
                for consumer in consumers { try consumer.take(chunk) }
            }
            if isHole {
                if zeros.isEmpty { zeros = [UInt8](repeating: 0, count: Self.chunkSize) }
                try zeros.withUnsafeBytes { try hand(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            } else {
                let bytes = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
                guard try file.read(into: bytes, at: offset) == count else {
                    throw AssetError.changedWhileRead(path: path)
                }
                try hand(UnsafeRawBufferPointer(bytes))
            }
            offset += Int64(count)
        }
        guard try file.length() == length else { throw AssetError.changedWhileRead(path: path) }
        return length
    }
}
