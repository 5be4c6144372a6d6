// What a profile says of how often and how long a step is tried, on its way to the worker: words of the slip's `requires`,
// such as `tries:3=8`, `backoff:3=5000-600000` and `timeout:3=7200000` (milliseconds) for step 3.

import Base

/// The limits of one step; nil where the worker's settings decide.
public struct StepLimits: Sendable, Hashable {
    public var tries: Int?
    /// The wait before the second try, which doubles up to `longest`.
    public var first: Duration?
    public var longest: Duration?
    /// How long one try may take.
    public var timeout: Duration?

    public init(tries: Int? = nil, first: Duration? = nil, longest: Duration? = nil, timeout: Duration? = nil) {
        self.tries = tries
        self.first = first
        self.longest = longest
        self.timeout = timeout
    }
}

extension StepLimits {
    private enum Word {
        static let tries = "tries:"
        static let backoff = "backoff:"
        static let timeout = "timeout:"
    }

    /// The words that say it of a step.
    public func words(of step: Int) -> [String] {
        var words: [String] = []
        if let tries { words.append("\(Word.tries)\(step)=\(tries)") }
        if let first, let longest {
            words.append("\(Word.backoff)\(step)=\(first.milliseconds)-\(longest.milliseconds)")
        }
        if let timeout { words.append("\(Word.timeout)\(step)=\(timeout.milliseconds)") }
        return words
    }

    /// Reads what the words say of a step; what cannot be read says nothing.
    init(_ words: String, step: Int) {
        for word in words.split(separator: " ") {
            guard let equals = word.firstIndex(of: "=") else { continue }
            let value = word[word.index(after: equals)...]
            switch word[..<equals] {
            case "\(Word.tries)\(step)": tries = Int(value).flatMap { (1...1000).contains($0) ? $0 : nil }
            case "\(Word.backoff)\(step)":
                let parts = value.split(separator: "-").compactMap { Int64($0) }
                guard parts.count == 2, parts.allSatisfy({ $0 > 0 }) else { continue }
                first = .milliseconds(parts[0])
                longest = .milliseconds(parts[1])
            case "\(Word.timeout)\(step)": timeout = Int64(value).flatMap { $0 > 0 ? .milliseconds($0) : nil }
            default: continue
            }
        }
    }
}

extension ScheduledStep {
    /// What the submission's profile says of this step. Empty without a look at anything where it says nothing.
    public var limits: StepLimits {
        guard hasRequirements else { return StepLimits() }
        return event[Name.requires].map { StepLimits($0, step: stop.step) } ?? StepLimits()
    }
}

extension PublishingProfile.Step {
    /// The limits as the profile has them; its durations were checked when it was read.
    public var limits: StepLimits {
        StepLimits(
            tries: retry?.tries, first: retry.flatMap { Duration(iso8601: $0.first) },
            longest: retry.flatMap { Duration(iso8601: $0.longest) }, timeout: timeout.flatMap { Duration(iso8601: $0) }
        )
    }
}
