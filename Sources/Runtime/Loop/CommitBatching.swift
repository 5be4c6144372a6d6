// How often a worker commits. A transaction costs two milliseconds of processor time here and more at the broker,
// whatever is in it; so under load it waits for more records, while a single record is committed at once.

import Base

/// When to commit finished records. They wait as long as the previous commit took, in proportion to how many records
/// shared it: an idle worker adds no delay, and a busy one spends at most half of its time in commits.
struct CommitBatching {
    /// This many records share a transaction well: from here on the wait is the duration of a whole commit.
    static let wellShared = 32
    /// The longest wait, however slow the broker is.
    static let longest = Duration.milliseconds(100)

    private var due = Timestamp(milliseconds: 0)

    /// A commit of `count` records began and ended.
    mutating func committed(_ count: Int, from began: Timestamp, to ended: Timestamp) {
        let took = max(.zero, ended - began)
        due = ended + min(Self.longest, took * min(count, Self.wellShared) / Self.wellShared)
    }

    /// How much longer `count` finished records wait for others.
    func wait(_ count: Int, at now: Timestamp) -> Duration {
        guard count < WorkerLoop.batch else { return .zero }
        // After the clock was put back, nothing waits.
        return due - now <= Self.longest ? max(.zero, due - now) : .zero
    }
}
