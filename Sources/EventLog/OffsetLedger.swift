// What is finished of one partition. Records finish in any order; an offset commit says only "all before this one", so
// what is finished beyond goes into the metadata of the commit, and a successor skips it (delivery.md, 3).

/// The finished records of one partition: all below `next`, and those in `beyond`.
struct OffsetLedger: Equatable, Sendable {
    /// How many characters of metadata are used before intake stops: 75 % of what a broker takes by default (4,096),
    /// because a commit above the limit loses its whole transaction.
    static let metadataLimit = 3072

    /// The first offset that is not finished; Kafka stores the *next* record to read.
    private(set) var next: Int64
    /// Offsets at or beyond `next` that are handed out and not finished, ascending as they were read.
    private var open: [Int64] = []
    private var openStart = 0
    /// Finished beyond `next`.
    private(set) var beyond: Set<Int64> = []
    /// One behind the highest offset handed out: everything from `next` to here is open, beyond, or no record at all.
    private var seen: Int64

    init(next: Int64, beyond: Set<Int64> = []) {
        self.next = next
        self.beyond = beyond.filter { $0 >= next }
        seen = next
    }

    /// Notes that a record was read. False where it was finished before: it is to be skipped.
    mutating func take(_ offset: Int64) -> Bool {
        seen = max(seen, offset + 1)
        guard offset >= next, !beyond.contains(offset) else {
            advance()
            return false
        }
        open.append(offset)
        return true
    }

    mutating func finish(_ offset: Int64) {
        guard offset >= next else { return }
        beyond.insert(offset)
        advance()
    }

    /// Moves `next` to the first open record, or behind all that were read where none is open. Offsets that hold no
    /// record (markers of transactions, compacted ones) are passed over on the way.
    private mutating func advance() {
        while openStart < open.count, beyond.contains(open[openStart]) { openStart += 1 }
        let first = openStart < open.count ? open[openStart] : seen
        if first > next {
            if beyond.count <= 64 || first - next > Int64(beyond.count) {
                beyond = beyond.filter { $0 >= first }
            } else {
                for offset in next..<first { beyond.remove(offset) }
            }
            next = first
        }
        if openStart > 1024, openStart * 2 > open.count {
            open.removeFirst(openStart)
            openStart = 0
        }
    }

    /// The metadata that says what is finished beyond `next`; nil where nothing is.
    var metadata: String? { FinishedOffsets.encode(beyond, from: next) }

    /// Whether reading on could make the metadata too large. Estimated from the span, so that it is cheap and early.
    var isNearlyFull: Bool {
        guard let highest = beyond.max() else { return false }
        let bitmapBytes = Int((highest - next) / 8) + 16
        return bitmapBytes * 4 / 3 + 16 >= Self.metadataLimit * 3 / 4
    }
}
