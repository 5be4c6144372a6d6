// A part of a download that one connection brings.
import FoundationEssentials

final class DownloadPart {
    /// What was asked for; of a whole file whose length nobody knows, without end.
    let asked: Range<Int64>
    /// Whether only this part was asked for, or the whole file.
    let isRange: Bool
    /// Where it ends for us: lower than asked where another connection took over the rest.
    var end: Int64
    /// The next byte.
    private(set) var position: Int64
    /// Redirects followed on the way here.
    var redirects = 0
    private let file: OpenFile

    init(_ asked: Range<Int64>, isRange: Bool, of file: OpenFile) {
        (self.asked, self.isRange, self.file) = (asked, isRange, file)
        (position, end) = (asked.lowerBound, asked.upperBound)
    }

    var taken: Range<Int64> { asked.lowerBound..<position }
    var isEmpty: Bool { position == asked.lowerBound }
    /// What this connection still has before it.
    var rest: Range<Int64> { min(position, end)..<end }

    /// Writes what belongs to this part. Zeros are skipped, and stay the hole that the file has there.
    /// - Returns: whether more is wanted; true at the end of what was asked for, so that the connection is used again.
    func take(_ bytes: UnsafeRawBufferPointer) throws -> Bool {
        let wanted = UnsafeRawBufferPointer(rebasing: bytes.prefix(Int(clamping: end - position)))
        let writer = SparseWriter(file: file, from: position)
        try writer.take(wanted)
        position = writer.offset
        // The host sends more than it announced, so this is another file.
        guard wanted.count == bytes.count || end < asked.upperBound else { throw Disagreement.changed }
        return position < end || end == asked.upperBound
    }
}
