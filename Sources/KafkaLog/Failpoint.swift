// Points at which a process dies or hangs on demand, for the fault tests: a crash at a random moment seldom falls
// between two calls. Set by the setting `failpoint`; without it each point costs one comparison with nil.

import Glibc

/// One armed point, `POINT:PASSING` or `POINT:PASSING:hang`: at that passing (from 1) the process kills itself with
/// SIGKILL, or stops itself with SIGSTOP. The loop's thread owns it, like its log.
public final class Failpoint {
    /// The points, in the order of a turn of the loop.
    public enum Point: String, CaseIterable, Sendable {
        case inRebalance = "in-rebalance"
        case inRestore = "in-restore"
        case afterPoll = "after-poll"
        case afterBegin = "after-begin"
        case afterSendOffsets = "after-send-offsets"
        case afterProduce = "after-produce"
        case beforeCommit = "before-commit"
        case afterCommit = "after-commit"
    }

    private let point: Point
    private let signal: Int32
    private var passingsLeft: Int

    /// Nil if the words do not name a point and a passing of at least 1.
    public init?(_ words: String) {
        let parts = words.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let point = Point(rawValue: String(parts[0])),
            let passing = Int(parts[1]), passing > 0, parts.count == 2 || parts[2] == "hang"
        else { return nil }
        self.point = point
        signal = parts.count == 3 ? SIGSTOP : SIGKILL
        passingsLeft = passing
    }

    func pass(_ point: Point) {
        guard point == self.point else { return }
        passingsLeft -= 1
        if passingsLeft == 0 { kill(getpid(), signal) }
    }
}
