// A part of a file that is kept while the file is read once.

/// The bytes of a range; zero for bytes that were not read yet.
struct KeptRange {
    let range: Range<Int64>
    private(set) var bytes: [UInt8]

    /// An empty range; nothing was read yet.
    init(_ range: Range<Int64>) {
        self.range = range
        bytes = [UInt8](repeating: 0, count: range.count)
    }

    mutating func take(_ chunk: ImageChunk) {
        if !chunk.isHole { take(chunk.bytes, at: chunk.offset) }
    }

    /// Copies the common part from another range.
    mutating func take(_ other: KeptRange) { take(other.bytes, at: other.range.lowerBound) }

    private mutating func take<Bytes: RandomAccessCollection<UInt8>>(_ more: Bytes, at offset: Int64)
    where Bytes.Index == Int {
        let common = range.clamped(to: offset..<offset + Int64(more.count))
        guard !common.isEmpty else { return }
        let target = Int(common.lowerBound - range.lowerBound)..<Int(common.upperBound - range.lowerBound)
        bytes.replaceSubrange(target, with: more[Int(common.lowerBound - offset)..<Int(common.upperBound - offset)])
    }

    /// A part of the range; nil unless it is completely inside.
    func bytes(in part: Range<Int64>) -> [UInt8]? {
        guard part.lowerBound >= range.lowerBound, part.upperBound <= range.upperBound else { return nil }
        return Array(bytes[Int(part.lowerBound - range.lowerBound)..<Int(part.upperBound - range.lowerBound)])
    }
}
