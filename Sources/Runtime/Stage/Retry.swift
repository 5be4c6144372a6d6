// The only place that decides what is retried, how often and after which wait.

import Base
import Events
import Offers

/// How often a fault is retried. Waits double from `base` up to `longest`; each is random between half and all of it.
package struct RetryPolicy: Sendable {
    var tries = 5
    var base = Duration.seconds(1)
    var longest = Duration.seconds(60)
    /// A record that is younger is tried again beyond `tries`, while the processor has room for more records.
    var patience = Duration.zero

    /// `tries` and `longest` are the defaults where the settings do not name them.
    package init(_ settings: Settings, tries usual: Int = 5, longest usualLongest: Duration = .seconds(60)) throws {
        tries = try settings.number("tries", default: usual, in: 1...1000)
        base = .milliseconds(try settings.number("retry-base-ms", default: 1000, in: 1...3_600_000))
        longest = .milliseconds(
            try settings.number("retry-longest-ms", default: Int(usualLongest.milliseconds), in: 1...86_400_000))
    }

    /// The policy with the limits that the submission's profile sets for the step.
    func limited(by step: ScheduledStep?) -> RetryPolicy {
        guard let limits = step?.stepLimits else { return self }
        var policy = self
        policy.tries = limits.tries ?? tries
        policy.base = limits.firstWait ?? base
        policy.longest = limits.longestWait ?? longest
        return policy
    }

    /// The wait after the given try (from 1); `random` in `0..<1`. Jitter, so that workers do not retry at the same
    /// moment.
    func wait(afterTry number: Int, random: Double) -> Duration {
        var wait = base.milliseconds
        for _ in 1..<max(number, 1) where wait < longest.milliseconds { wait *= 2 }
        let full = min(wait, longest.milliseconds)
        return .milliseconds(full / 2 + Int64(Double(full - full / 2) * random))
    }
}

/// What follows from a try of the work.
enum RetryDecision {
    case finished(StageOutcome)
    case again(after: Duration, because: Fault)
    case blocked(Fault)
    /// No worker can use the record: it becomes a dead letter.
    case poison(Poison)
    /// The work gave up without a result.
    case dropped

    init(
        _ result: Result<StageOutcome, any Error>, try number: Int, isPatient: @autoclosure () -> Bool = false,
        policy: @autoclosure () -> RetryPolicy, random: @autoclosure () -> Double
    ) {
        switch result {
        case .success(let outcome): self = .finished(outcome)
        // The record itself is faulty: another try would only delay others.
        case .failure(let poison as Poison): self = .poison(poison)
        case .failure(is CancellationError): self = .dropped
        // Any other error may be temporary, such as a full disk or a lost connection.
        case .failure(let error):
            let fault = error as? Fault ?? Fault("unexpected-error", "\(error)")
            let policy = policy()
            self =
                number < policy.tries || isPatient()
                ? .again(after: policy.wait(afterTry: number, random: random()), because: fault) : .blocked(fault)
        }
    }
}
