// What is finished of one partition. Records finish in any order; an offset commit says only "all before this one", so
// what is finished beyond goes into the metadata of the commit, and a successor skips it (delivery.md, 3).

/// The finished records of one partition: all below `next`, and those in `beyond`.
struct OffsetLedger: Equatable, Sendable {
    /// How far, in characters of metadata, intake goes on: 75 % of what a broker takes by default (4,096), because a
    /// commit above the broker's limit loses its whole transaction.
    static let metadataLimit = 3072

    /// The first offset that is not finished; Kafka stores the *next* record to read.
    private(set) var next: Int64
    /// Finished beyond `next`.
    private(set) var beyond: Set<Int64> = []
    private var highestBeyond: Int64 = -1
    /// Handed out and not finished, ascending; those before `firstOpen` are done with.
    private var open: [Int64] = []
    private var firstOpen = 0
    /// One behind the highest offset handed out or skipped.
    private var seen: Int64

    init(next: Int64, beyond: Set<Int64> = []) {
        self.next = next
        self.beyond = beyond.filter { $0 >= next }
        seen = next
        highestBeyond = beyond.max() ?? -1
    }

    /// Notes that a record was read. False where it was finished before: it is to be skipped.
    mutating func take(_ offset: Int64) -> Bool {
        let isNew = offset >= next && !beyond.contains(offset)
        seen = max(seen, offset + 1)
        if isNew { open.append(offset) } else { advance() }
        return isNew
    }

    mutating func finish(_ offset: Int64) {
        guard offset >= next else { return }
        if firstOpen < open.count, open[firstOpen] == offset {
            firstOpen += 1
        } else {
            beyond.insert(offset)
            highestBeyond = max(highestBeyond, offset)
        }
        advance()
    }

    /// Moves `next` to the first open record, or behind all that were read where none is open. Offsets that hold no
    /// record (markers of transactions, compacted ones) are passed over on the way.
    private mutating func advance() {
        while firstOpen < open.count, beyond.contains(open[firstOpen]) { firstOpen += 1 }
        var first = firstOpen < open.count ? open[firstOpen] : seen
        // A successor's ledger may hold finished offsets that were not read again so far: none of them will be open.
        while beyond.contains(first) { first += 1 }
        if first > next {
            if !beyond.isEmpty { beyond = beyond.filter { $0 >= first } }
            next = first
        }
        if firstOpen > 1024, firstOpen * 2 > open.count {
            open.removeFirst(firstOpen)
            firstOpen = 0
        }
    }

    /// The metadata that says what is finished beyond `next`; nil where nothing is.
    var metadata: String? { FinishedOffsets.encode(beyond, from: next) }

    /// Whether reading on could make the metadata too large: told by the size of a bitmap up to the last record read,
    /// since each of those may finish before the first one does.
    var isFull: Bool {
        guard firstOpen < open.count else { return false }
        let bitmapBytes = Int((seen - next) / 8) + 16
        return bitmapBytes * 4 / 3 + 8 >= Self.metadataLimit
    }
}
