// The text stored with a committed offset: which log the commit belongs to, and which later records are finished.

/// A record's offset, and when it was written.
public struct RecordStamp: Hashable, Sendable {
    public var offset: Int64
    /// Milliseconds since 1970.
    public var time: Int64

    public init(offset: Int64, time: Int64) {
        self.offset = offset
        self.time = time
    }
}

/// `2,OFFSET,TIME,FINISHED`: the newest record that was read (empty if none), and a text of `FinishedOffsets`.
package struct CommitMetadata: Equatable, Sendable {
    /// More than the characters before the finished offsets.
    package static let longestHead = 48

    package var witness: RecordStamp?
    package var finished: String?

    package init(witness: RecordStamp?, finished: String?) {
        self.witness = witness
        self.finished = finished
    }

    /// Nil if another program wrote it.
    package init?(_ text: String) {
        let parts = text.split(separator: ",", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "2" else { return nil }
        if let offset = Int64(parts[1]), let time = Int64(parts[2]) {
            witness = RecordStamp(offset: offset, time: time)
        }
        finished = parts[3].isEmpty ? nil : String(parts[3])
    }

    package var text: String {
        "2,\(witness.map { "\($0.offset)" } ?? ""),\(witness.map { "\($0.time)" } ?? ""),\(finished ?? "")"
    }
}
