// Cuts a stream of chunks into the units of a blob service: blocks of one size, or runs of non-empty pages.
import FoundationEssentials

/// Blocks of one size, the last of them shorter.
final class BlockCutter: ImageConsumer {
    private let size: Int
    private let give: (Data) throws -> Void
    private var block = Data()

    init(size: Int, _ give: @escaping (Data) throws -> Void) { (self.size, self.give) = (size, give) }

    func take(_ chunk: ImageChunk) throws {
        var rest = chunk.bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(size - block.count)
            block.append(contentsOf: UnsafeRawBufferPointer(rebasing: part))
            rest = rest.dropFirst(part.count)
            if block.count == size { try finish() }
        }
    }

    /// Gives what is left.
    func finish() throws {
        guard !block.isEmpty else { return }
        let whole = block
        block = Data()
        try give(whole)
    }
}

/// Runs of at most `run` nonzero bytes, in steps of whole pages.
final class PageFinder: ImageConsumer {
    /// The step when looking for zeros: a request costs more than a few pages.
    private static let step = 64 << 10

    private let run: Int
    private let give: (Range<Int64>, Data) throws -> Void
    private var start: Int64 = 0
    private var bytes = Data()

    init(run: Int, _ give: @escaping (Range<Int64>, Data) throws -> Void) { (self.run, self.give) = (run, give) }

    func take(_ chunk: ImageChunk) throws {
        guard !chunk.isHole else { return try finish() }
        var position = 0
        while position < chunk.bytes.count {
            let place = chunk.offset + Int64(position)
            // Steps begin at whole multiples, wherever a chunk begins.
            let count = min(Self.step - Int(place % Int64(Self.step)), chunk.bytes.count - position)
            let part = UnsafeRawBufferPointer(rebasing: chunk.bytes[position..<position + count])
            if part.isZero {
                try finish()
            } else {
                if bytes.count + count > run { try finish() }
                if bytes.isEmpty { start = place }
                bytes.append(contentsOf: part)
            }
            position += count
        }
    }

    /// Gives what is left.
    func finish() throws {
        guard !bytes.isEmpty else { return }
        let (range, found) = (start..<start + Int64(bytes.count), bytes)
        bytes = Data()
        try give(range, found)
    }
}
