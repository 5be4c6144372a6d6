// Writes a file from beginning to end and leaves holes for zeros, so that a sparse image stays sparse whether its holes
// were known (SEEK_HOLE) or came over a network as zeros. The file is never longer than the bytes received, so its
// length tells a later try where to continue.
import FoundationEssentials

final class SparseWriter: ImageConsumer {
    private static let block = 64 << 10

    private let file: OpenFile
    /// Called with the offset after each chunk.
    private let progress: (Int64) -> Void
    private(set) var offset: Int64

    init(file: OpenFile, from offset: Int64 = 0, progress: @escaping (Int64) -> Void = { _ in }) {
        (self.file, self.offset, self.progress) = (file, offset, progress)
    }

    func take(_ chunk: ImageChunk) throws {
        if !chunk.isHole { try writeData(chunk.bytes) }
        offset += Int64(chunk.bytes.count)
        progress(offset)
    }

    func take(_ bytes: UnsafeRawBufferPointer) throws {
        guard !bytes.isEmpty else { return }
        try take(ImageChunk(offset: offset, bytes: bytes, isHole: false))
    }

    /// Sets the file's length, which a hole at its end has not done yet.
    func finish() throws { try file.truncate(to: offset) }

    /// Writes each run of non-empty blocks in one call.
    private func writeData(_ bytes: UnsafeRawBufferPointer) throws {
        var run = 0
        var position = 0
        while position < bytes.count {
            let end = min(position + Self.block, bytes.count)
            if UnsafeRawBufferPointer(rebasing: bytes[position..<end]).isZero {
                try write(bytes, run..<position)
                run = end
            }
            position = end
        }
        try write(bytes, run..<bytes.count)
    }

    private func write(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) throws {
        guard !range.isEmpty else { return }
        try file.write(UnsafeRawBufferPointer(rebasing: bytes[range]), at: offset + Int64(range.lowerBound))
    }
}
