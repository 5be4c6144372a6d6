// What is finished of one partition. Records finish in any order; an offset commit says only "all before this one", so
// what is finished beyond goes into the metadata of the commit, and a successor skips it (docs/guarantees.md).

/// The finished records of one partition: all below `next`, and those `beyond` it.
package struct OffsetTracker: Equatable, Sendable {
    /// How far, in characters of metadata, intake goes on: 75 % of what a broker takes by default (4,096), because a
    /// commit above the broker's limit loses its whole transaction.
    package static let metadataLimit = 3072

    private struct Entry: Equatable {
        var offset: Int64
        var isFinished = false
    }

    /// The first offset that is not finished; Kafka stores the *next* record to read.
    package private(set) var next: Int64
    /// Handed out, ascending; those before `firstOpen` are done with. Lanes finish records in nearly any order, so that is
    /// marked here: a set of them would be hashed, and thinned out, for every record.
    private var handedOut: [Entry] = []
    private var firstOpen = 0
    /// Finished beyond `next` and not handed out: by a predecessor, so they are skipped when they are read.
    private var skipped: Set<Int64>
    /// One behind the highest offset handed out or skipped.
    private var seen: Int64

    package init(next: Int64, beyond: Set<Int64> = []) {
        self.next = next
        skipped = beyond.filter { $0 >= next }
        seen = next
    }

    /// Notes that a record was read. False where it was finished before: it is to be skipped.
    package mutating func take(_ offset: Int64) -> Bool {
        let isNew = offset >= next && (skipped.isEmpty || !skipped.contains(offset))
        seen = max(seen, offset + 1)
        if isNew { handedOut.append(Entry(offset: offset)) } else { advance() }
        return isNew
    }

    package mutating func finish(_ offset: Int64) {
        guard offset >= next else { return }
        if let place = place(of: offset) { handedOut[place].isFinished = true } else { skipped.insert(offset) }
        advance()
    }

    /// Where a record handed out stands. Few offsets hold no record, so it is near the place it would have without such.
    private func place(of offset: Int64) -> Int? {
        guard firstOpen < handedOut.count, offset >= handedOut[firstOpen].offset else { return nil }
        var place = Int(min(Int64(firstOpen) + offset - handedOut[firstOpen].offset, Int64(handedOut.count - 1)))
        while handedOut[place].offset > offset { place -= 1 }
        return handedOut[place].offset == offset ? place : nil
    }

    /// Moves `next` to the first open record, or behind all that were read where none is open. Offsets that hold no
    /// record (markers of transactions, compacted ones) are passed over on the way.
    private mutating func advance() {
        while firstOpen < handedOut.count, handedOut[firstOpen].isFinished { firstOpen += 1 }
        var first = firstOpen < handedOut.count ? handedOut[firstOpen].offset : seen
        if !skipped.isEmpty {
            // A successor's ledger may hold finished offsets that were not read again so far: none of them will be open.
            while skipped.contains(first) { first += 1 }
            if first > next { skipped = skipped.filter { $0 >= first } }
        }
        next = max(next, first)
        if firstOpen > 1024, firstOpen * 2 > handedOut.count {
            handedOut.removeFirst(firstOpen)
            firstOpen = 0
        }
    }

    /// The metadata that says what is finished beyond `next`; nil where nothing is.
    package var metadata: String? {
        var beyond = skipped
        for entry in handedOut[firstOpen...] where entry.isFinished { beyond.insert(entry.offset) }
        return FinishedOffsets.encode(beyond, from: next)
    }

    /// Whether reading on could make the metadata too large: told by the size of a bitmap up to the last record read,
    /// since each of those may finish before the first one does.
    package var isFull: Bool {
        guard firstOpen < handedOut.count else { return false }
        let bitmapBytes = Int((seen - next) / 8) + 16
        return bitmapBytes * 4 / 3 + 8 >= Self.metadataLimit
    }
}
