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
    /// The first offset to read: one after the last record, or behind what can be read or is finished. Never below `next`.
    package private(set) var end: Int64
    /// The newest record that was read: what tells this log from another of the same name.
    package private(set) var witness: RecordStamp?

    package init(next: Int64, beyond: Set<Int64> = [], witness: RecordStamp? = nil) {
        self.next = next
        self.witness = witness
        finished = beyond.filter { $0 >= next }
        end = next
    }

    /// Notes that a record was read. False where it was read before or is finished already: skip it.
    package mutating func take(_ offset: Int64, at time: Int64 = -1) -> Bool {
        let isNew = offset >= end && !finished.contains(offset)
        if offset >= end {
            end = offset + 1
            witness = RecordStamp(offset: offset, time: time)
        }
        if isNew { open.append(offset) } else { advance() }
        return isNew
    }

    /// Notes that there is nothing to read before this offset: what is there are markers of transactions.
    package mutating func reachedEnd(_ offset: Int64) {
        guard offset > end else { return }
        end = offset
        advance()
    }

    /// Notes a range of offsets whose records cannot be had. Its last offset is to be finished like a record's.
    package mutating func pass(_ offsets: Range<Int64>) {
        guard let last = offsets.last, last >= next else { return }
        end = max(end, last + 1)
        if !finished.contains(last) { open.append(last) }
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
        end = max(end, next)
        for offset in before..<next where !finished.isEmpty { finished.remove(offset) }
    }

    /// The metadata of a commit at `next`. Every commit has one, so that the commit of another program is recognized.
    package var metadata: String {
        CommitMetadata(witness: witness, finished: FinishedOffsets.encode(finished, from: next)).text
    }

    /// How many records are not finished, in a log that ends at `logEnd`.
    package func unfinished(before logEnd: Int64) -> Int64 {
        Int64(open.count { !finished.contains($0) }) + max(0, logEnd - end)
    }

    /// Whether a record was read and is not finished.
    package var hasOpen: Bool { !open.isEmpty }

    /// Whether reading more could make the metadata too large. Measured by a bitmap up to the last record read, since
    /// each of those may finish before the first one does.
    package var isFull: Bool {
        guard !open.isEmpty else { return false }
        let bitmapBytes = Int((end - next) / 8) + 16
        return bitmapBytes * 4 / 3 + CommitMetadata.longestHead >= Self.metadataLimit
    }
}
