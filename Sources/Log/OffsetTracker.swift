// Which records of one partition are finished. They finish in any order, but an offset commit says only "all before
// this one"; so the metadata of the commit names the finished ones beyond it, and a successor skips those.

/// The finished records of one partition: all below `next`, and some beyond it.
package struct OffsetTracker: Equatable, Sendable {
    /// How large the metadata may become, in characters: 75 % of what a broker takes by default (4,096), because a
    /// commit above the broker's limit loses its whole transaction.
    package static let metadataLimit = 3072

    /// The first offset that is not finished; Kafka commits the *next* record to read.
    package private(set) var next: Int64
    /// Records that were read, from the first that is not finished on; ascending.
    private var open: ArraySlice<Int64> = []
    /// Finished records from `next` on, also those that a predecessor finished and that are not read yet.
    private var finished: Set<Int64>
    /// One after the highest offset that was read.
    private var end: Int64

    package init(next: Int64, beyond: Set<Int64> = []) {
        self.next = next
        finished = beyond.filter { $0 >= next }
        end = next
    }

    /// Notes that a record was read. False where it is finished already: skip it.
    package mutating func take(_ offset: Int64) -> Bool {
        let isNew = offset >= next && !finished.contains(offset)
        end = max(end, offset + 1)
        if isNew { open.append(offset) } else { advance() }
        return isNew
    }

    package mutating func finish(_ offset: Int64) {
        guard offset >= next else { return }
        finished.insert(offset)
        advance()
    }

    /// Moves `next` to the first open record, or after the last record read where none is open. Offsets without a record
    /// (markers of transactions, compacted ones) are passed over on the way.
    private mutating func advance() {
        while let first = open.first, finished.contains(first) { open.removeFirst() }
        let before = next
        next = max(next, open.first ?? end)
        // A predecessor may have finished what comes next.
        while finished.contains(next) { next += 1 }
        for offset in before..<next where !finished.isEmpty { finished.remove(offset) }
    }

    /// The metadata that names the finished records beyond `next`; nil where there are none.
    package var metadata: String? { FinishedOffsets.encode(finished, from: next) }

    /// Whether reading more could make the metadata too large. Measured by a bitmap up to the last record read, since
    /// each of those may finish before the first one does.
    package var isFull: Bool {
        guard !open.isEmpty else { return false }
        let bitmapBytes = Int((end - next) / 8) + 16
        return bitmapBytes * 4 / 3 + 8 >= Self.metadataLimit
    }
}
