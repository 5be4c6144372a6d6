// How often and how long a step is tried, if the profile says so. Travels with the submission to the worker.

import Base
import JSON

/// The limits of one step; nil if the worker's settings apply.
public struct StepLimits: Sendable, Hashable {
    public var tries: Int?
    /// The wait before the second try, which doubles up to `longestWait`.
    public var firstWait: Duration?
    public var longestWait: Duration?
    /// How long one try may take.
    public var timeout: Duration?

    public init(
        tries: Int? = nil, firstWait: Duration? = nil, longestWait: Duration? = nil, timeout: Duration? = nil
    ) {
        self.tries = tries
        self.firstWait = firstWait
        self.longestWait = longestWait
        self.timeout = timeout
    }

    public static let none = StepLimits()
}

extension StepLimits: JSONRecord {
    public init() { self.init(tries: nil) }

    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("tries", &tries)
        try v.member("firstWait", &firstWait)
        try v.member("longestWait", &longestWait)
        try v.member("timeout", &timeout)
    }
}

extension PublishingProfile.Step {
    /// The limits in the profile; its durations were checked when it was read.
    public var limits: StepLimits {
        StepLimits(
            tries: retry?.tries, firstWait: retry.flatMap { Duration(iso8601: $0.first) },
            longestWait: retry.flatMap { Duration(iso8601: $0.longest) },
            timeout: timeout.flatMap { Duration(iso8601: $0) })
    }
}
