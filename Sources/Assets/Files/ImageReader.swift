// Reads a file once, in large chunks, and passes each chunk to every consumer: digest, footer, partition table,
// scanner, copy. Memory is one chunk whatever the size of the file. Holes are not read: one page of zeros is passed on
// as often as needed, so every consumer still sees every byte.
import FoundationEssentials
import Glibc

/// A part of a file. The bytes are valid only during the call.
public struct ImageChunk {
    /// The offset of the chunk in the file, in bytes.
    public let offset: Int64
    /// The bytes; never empty.
    public let bytes: UnsafeRawBufferPointer
    /// A hole in the file: all bytes are zero.
    public let isHole: Bool
}

/// Reads every byte of a file in order, without gaps.
public protocol ImageConsumer: AnyObject {
    /// Takes the next chunk; if it throws, the reading ends.
    func take(_ chunk: ImageChunk) throws

    /// The next chunk may be long in coming: the file is still arriving.
    func pause() throws
}

extension ImageConsumer {
    /// Does nothing.
    public func pause() throws {}
}

/// Reads one file from a given offset to its end.
public struct ImageReader: Sendable {
    /// In bytes. Measured on 1 GiB in the page cache: digest and disk checks take 0.95 of the time of `openssl dgst
    /// -sha256`, with 28 MiB of memory. It is also the part of a disk that partition checks read.
    public static let chunkSize = 1 << 20

    /// The file to read; a link at the end of the path is not followed.
    public let path: String
    /// Where the file is still arriving.
    private let arrival: (Arrival, version: Int)?

    /// A reader of the file at `path`; nothing is opened yet.
    public init(path: String) { (self.path, arrival) = (path, nil) }

    /// A reader of a file that arrives at `path`, as it is now: it waits for what is not there yet, and fails once the file
    /// begins anew.
    init(path: String, arrival: Arrival) { (self.path, self.arrival) = (path, (arrival, arrival.version)) }

    /// The length of the file in bytes. Throws as `read`.
    public func length(check: () throws -> Void = {}) throws -> Int64 {
        if let (arrival, version) = arrival { return try arrival.length(of: version, check: check) }
        return try OpenFile.reading(path).length()
    }

    /// Reads from `start` to the end. Calls `check` between chunks; if it throws, the reading ends.
    /// - Returns: the length of the file in bytes.
    /// - Throws: `AssetError`, and whatever a consumer or `check` throws.
    @discardableResult
    public func read(
        from start: Int64 = 0, into consumers: [any ImageConsumer], check: () throws -> Void = {}
    ) throws -> Int64 {
        let file = try OpenFile.reading(path)
        let length = try arrival.map { try $0.length(of: $1, check: check) } ?? file.length()
        file.expectSequentialReading()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunkSize, alignment: 4096)
        defer { buffer.deallocate() }
        // Allocated at the first hole: most files have none, and for a small file this would be most of the work.
        var zeros: [UInt8] = []

        var offset = start
        // Up to where the file is there, and the next stretch of data before that.
        var (there, data): (Int64, Range<Int64>?) = (-1, nil)
        while offset < length {
            try check()
            let wanted = min(offset + Int64(Self.chunkSize), length)
            if there < wanted || data.map({ offset >= $0.upperBound }) ?? false {
                if let (arrival, version) = arrival {
                    there = try arrival.wait(upTo: wanted, of: version, before: length, check: check) {
                        for consumer in consumers { try consumer.pause() }
                    }
                } else {
                    there = length
                }
                data = file.data(from: offset, length: there)
            }
            let isHole = data.map { offset < $0.lowerBound } ?? true
            let end = (isHole ? data?.lowerBound : data?.upperBound) ?? there
            let count = Int(min(end - offset, Int64(Self.chunkSize)))
            func hand(_ bytes: UnsafeRawBufferPointer) throws {
                try arrival.map { try $0.confirm($1) }
                let chunk = ImageChunk(offset: offset, bytes: bytes, isHole: isHole)
                for consumer in consumers { try consumer.take(chunk) }
            }
            if isHole {
                if zeros.isEmpty { zeros = [UInt8](repeating: 0, count: Self.chunkSize) }
                try zeros.withUnsafeBytes { try hand(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            } else {
                let bytes = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
                guard try file.read(into: bytes, at: offset) == count else { throw try changed() }
                try hand(UnsafeRawBufferPointer(bytes))
            }
            offset += Int64(count)
        }
        guard try file.length() == length else { throw try changed() }
        return length
    }

    /// Waits until all of the file has arrived. Throws as `read`.
    /// - Returns: its length in bytes.
    func arrive(check: () throws -> Void) throws -> Int64 {
        try arrival.map { try $0.finish($1, check: check) } ?? length()
    }

    private func changed() throws -> AssetError {
        try arrival.map { try $0.confirm($1) }
        return AssetError.changedWhileRead(path: path)
    }
}
