// A part of a download, for one connection.
import FoundationEssentials

final class DownloadPart {
    /// The requested range; for a whole file of unknown length, without an end.
    let asked: Range<Int64>
    /// Whether only this part was requested, or the whole file.
    let isRange: Bool
    /// Its present end: lower than requested if another connection took over the rest.
    var end: Int64
    /// The next byte that the connection brings, and the next one that is written.
    private(set) var (position, written): (Int64, Int64)
    /// Redirects that were followed.
    var redirects = 0
    private let file: OpenFile
    /// What is not written yet. A connection brings bytes in small pieces, of which each would cost a call.
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: DownloadPart.piece, alignment: 4096)
    private var syncing: Int64

    /// Bytes that are written at once, at multiples of so many.
    private static let piece = 256 << 10
    /// Bytes behind which the disk begins to write.
    private static let syncEvery: Int64 = 8 << 20

    init(_ asked: Range<Int64>, isRange: Bool, of file: OpenFile) {
        (self.asked, self.isRange, self.file) = (asked, isRange, file)
        (position, written, syncing) = (asked.lowerBound, asked.lowerBound, asked.lowerBound)
        end = asked.upperBound
    }

    deinit { buffer.deallocate() }

    /// What is in the file.
    var taken: Range<Int64> { asked.lowerBound..<written }
    var isEmpty: Bool { position == asked.lowerBound }
    /// The rest for this connection.
    var rest: Range<Int64> { min(position, end)..<end }

    /// Takes what belongs to this part.
    /// - Returns: whether more is wanted; true at the end of what was asked for, so that the connection is used again.
    func take(_ bytes: UnsafeRawBufferPointer) throws -> Bool {
        var wanted = bytes.prefix(Int(clamping: end - position))
        let isAll = wanted.count == bytes.count
        while !wanted.isEmpty {
            let room = Self.piece - Int(position % Int64(Self.piece))
            let part = wanted.prefix(room)
            UnsafeMutableRawBufferPointer(rebasing: buffer[Int(position - written)...]).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: part))
            position += Int64(part.count)
            wanted = wanted.dropFirst(part.count)
            if part.count == room { try write() }
        }
        // The host sends more than it announced, so this is another file.
        guard isAll || end < asked.upperBound else { throw Disagreement.changed }
        return position < end || end == asked.upperBound
    }

    /// Writes what has come. Zeros are skipped, and stay the hole that the file has there.
    func write() throws {
        let writer = SparseWriter(file: file, from: written)
        try writer.take(UnsafeRawBufferPointer(rebasing: buffer[..<Int(position - written)]))
        written = position
        guard written - syncing >= Self.syncEvery else { return }
        file.beginSync(syncing..<written)
        syncing = written
    }
}
