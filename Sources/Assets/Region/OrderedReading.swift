// The bytes of a blob, read by several ranges at once and delivered in order. Memory is one range for each connection.
import FoundationEssentials

/// Use it once, in one thread.
final class OrderedReading {
    static let part: Int64 = 4 << 20
    private static let zeros = [UInt8](repeating: 0, count: 1 << 20)

    private let container: BlobContainer
    private let name: String
    private let length: Int64
    private let check: () throws -> Void
    /// Parts that arrived before their turn.
    private var early: [Int64: Data] = [:]
    private var position: Int64 = 0

    init(_ container: BlobContainer, _ name: String, length: Int64, check: @escaping () throws -> Void) {
        (self.container, self.name, self.length, self.check) = (container, name, length, check)
    }

    /// Reads `data`; the rest of the blob is zeros.
    func run(_ data: ByteRanges, into consumer: any ImageConsumer) throws {
        let queue = try RequestQueue(container, check: check)
        let parts = data.ranges.flatMap { $0.clamped(to: 0..<length).split(Self.part) }
        var next = 0
        for (index, part) in parts.enumerated() {
            // A late part holds back the others, so that the waiting parts are bounded.
            while index - next >= container.policy.connections { try give(parts, &next, queue, consumer) }
            let headers = ["x-ms-range": "bytes=\(part.lowerBound)-\(part.upperBound - 1)"]
            try queue.send(Transfer.Request(method: .get, headers: headers), name) { [unowned self] bytes in
                guard bytes.count == part.count else {
                    throw AssetError.unreachable(host: container.shown, reason: "a part of \(name) came incomplete")
                }
                early[part.lowerBound] = bytes
            }
        }
        while next < parts.count { try give(parts, &next, queue, consumer) }
        try zeros(upTo: length, consumer)
    }

    /// Passes on the next part, after waiting for it.
    private func give(
        _ parts: [Range<Int64>], _ next: inout Int, _ queue: RequestQueue,
        _ consumer: any ImageConsumer
    ) throws {
        let part = parts[next]
        while early[part.lowerBound] == nil { try queue.advance() }
        guard let bytes = early.removeValue(forKey: part.lowerBound) else { return }
        try zeros(upTo: part.lowerBound, consumer)
        try bytes.withUnsafeBytes {
            try consumer.take(ImageChunk(offset: part.lowerBound, bytes: $0, isHole: false))
        }
        (position, next) = (part.upperBound, next + 1)
    }

    private func zeros(upTo end: Int64, _ consumer: any ImageConsumer) throws {
        while position < end {
            let count = Int(min(end - position, Int64(Self.zeros.count)))
            try Self.zeros.withUnsafeBytes {
                let bytes = UnsafeRawBufferPointer(rebasing: $0[..<count])
                try consumer.take(ImageChunk(offset: position, bytes: bytes, isHole: true))
            }
            position += Int64(count)
        }
    }
}
