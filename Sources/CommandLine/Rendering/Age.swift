// Ages of events, for people: `5 min ago`.

import Base

extension Timestamp {
    /// In the largest unit; the time itself if it is in the future or more than 60 days ago.
    func age(at now: Timestamp) -> String {
        let seconds = (now - self).milliseconds / 1000
        switch seconds {
        case ..<0: return short
        case ..<60: return "\(seconds) s ago"
        case ..<7_200: return "\(seconds / 60) min ago"
        case ..<(2 * 86_400): return "\(seconds / 3_600) h ago"
        case ..<(60 * 86_400): return "\(seconds / 86_400) d ago"
        default: return short
        }
    }
}

extension Timestamp {
    /// `2026-11-21 09:30 UTC, 5 min ago`.
    func shortAndAge(at now: Timestamp) -> String {
        let age = age(at: now)
        return age == short ? "\(short) UTC" : "\(short) UTC, \(age)"
    }
}

/// A column of times: the age, or with `-o wide` the time.
struct TimeColumn {
    var now: Timestamp
    var isWide: Bool

    func heading(_ name: String) -> String { isWide ? "\(name) (UTC)" : name }

    func text(_ time: Timestamp) -> String { isWide ? time.short : time.age(at: now) }
}

extension Invocation {
    var time: TimeColumn { TimeColumn(now: world.now(), isWide: format == .wide) }
}
