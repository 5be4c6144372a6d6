// How often a worker commits. A transaction costs two milliseconds of processor time here and more at the broker,
// whatever is in it, so under load it waits for company; one record alone is committed at once.

import Base
import Offers

/// When what is finished is to be committed. There is no fixed interval in it: it waits as long as the commit before it
/// took, by as much as that one was shared, so that an idle line has no delay and a busy one spends at most half of its
/// time in commits.
struct CommitBatching {
    /// So many records share a transaction well: from here on the wait is a whole commit's time.
    static let company = 32
    /// What a slow broker may make of it.
    static let longest = Duration.milliseconds(100)

    private var due = Timestamp(milliseconds: 0)

    /// A commit of `count` records began and ended.
    mutating func committed(_ count: Int, from began: Timestamp, to ended: Timestamp) {
        let took = max(.zero, ended - began)
        due = ended + min(Self.longest, took * min(count, Self.company) / Self.company)
    }

    /// How much longer `count` finished records wait for others.
    func wait(_ count: Int, at now: Timestamp) -> Duration {
        guard count < WorkerLoop.batch else { return .zero }
        // A clock that was put back makes nobody wait.
        return due - now <= Self.longest ? max(.zero, due - now) : .zero
    }
}
