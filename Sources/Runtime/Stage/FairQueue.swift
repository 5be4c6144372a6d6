// The attempts that wait for a task. Publishers take turns, and each gets at most half of the tasks: one publisher's
// work may take a day, and another one must find a free task at any time.

import Base

/// A queue for a fixed number of tasks.
struct FairQueue {
    /// The attempts of one publisher. Those without a publisher, such as mails, share one line without a limit.
    ///
    /// @unchecked Sendable: only its queue uses it, under the pool's lock.
    final class Line: @unchecked Sendable {
        fileprivate let share: Int
        fileprivate var waiting: ArraySlice<Attempt> = []
        fileprivate var running = 0

        fileprivate init(share: Int) { self.share = share }

        /// How many waiting attempts may begin.
        fileprivate var ready: Int { min(waiting.count, max(0, share - running)) }
        fileprivate var isIdle: Bool { running == 0 && waiting.isEmpty }
    }

    /// The number of idle lines to keep.
    private static var mostLines: Int { 1_000 }

    /// The tasks that one publisher may use at once.
    private let share: Int
    private var lines: [String: Line] = [:]
    /// Lines with waiting attempts, in the order of their turns.
    private var turns: [Line] = []

    init(slots: Int) { share = max(1, slots / 2) }

    var isEmpty: Bool { turns.isEmpty }

    /// How many waiting attempts may begin.
    var ready: Int { turns.reduce(0) { $0 + $1.ready } }

    mutating func add(_ attempt: Attempt) {
        let line = line(of: attempt.publisher)
        if line.waiting.isEmpty { turns.append(line) }
        line.waiting.append(attempt)
    }

    private mutating func line(of publisher: String) -> Line {
        if let line = lines[publisher] { return line }
        if lines.count >= Self.mostLines { lines = lines.filter { !$0.value.isIdle } }
        let line = Line(share: publisher.isEmpty ? .max : share)
        lines[publisher] = line
        return line
    }

    /// The next attempt that may begin, with its line, for `ended`. Nil if there is none.
    mutating func next() -> (attempt: Attempt, line: Line)? {
        guard let turn = turns.firstIndex(where: { $0.ready > 0 }), let attempt = turns[turn].waiting.popFirst() else {
            return nil
        }
        let line = turns[turn]
        line.running += 1
        if line.waiting.isEmpty {
            turns.remove(at: turn)
        } else if turns.count > 1 {
            turns.append(turns.remove(at: turn))
        }
        return (attempt, line)
    }

    /// An attempt from `next` is done.
    mutating func ended(_ line: Line) { line.running -= 1 }

    /// Removes a waiting attempt; false if it does not wait.
    mutating func remove(_ attempt: Attempt) -> Bool {
        guard let line = lines[attempt.publisher],
            let index = line.waiting.firstIndex(where: { $0 === attempt })
        else { return false }
        line.waiting.remove(at: index)
        if line.waiting.isEmpty { turns.removeAll { $0 === line } }
        return true
    }
}
