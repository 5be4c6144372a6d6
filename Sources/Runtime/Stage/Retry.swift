// The one place that decides what is tried again, how often and after what wait (R28).

import Base
import Events
import Offers

/// How often a fault of ours is tried again. Waits double from `base` up to `longest`, each between half and all of it.
package struct RetryPolicy: Sendable {
    var tries = 5
    var base = Duration.seconds(1)
    var longest = Duration.seconds(60)

    /// `tries` is the number where the settings name none.
    package init(_ settings: Settings, tries usual: Int = 5) throws {
        tries = try settings.number("tries", default: usual, in: 1...1000)
        base = .milliseconds(try settings.number("retry-base-ms", default: 1000, in: 1...3_600_000))
        longest = .milliseconds(try settings.number("retry-longest-ms", default: 60_000, in: 1...86_400_000))
    }

    /// The same, with what the submission's profile says of the step.
    func limited(by slip: ScheduledStep) -> RetryPolicy {
        let limits = slip.stepLimits
        var policy = self
        policy.tries = limits.tries ?? tries
        policy.base = limits.firstWait ?? base
        policy.longest = limits.longestWait ?? longest
        return policy
    }

    /// The wait after the given try (from 1); `random` in `0..<1`. Jitter, so that workers do not come back in step.
    func wait(afterTry number: Int, random: Double) -> Duration {
        var wait = base.milliseconds
        for _ in 1..<max(number, 1) where wait < longest.milliseconds { wait *= 2 }
        let full = min(wait, longest.milliseconds)
        return .milliseconds(full / 2 + Int64(Double(full - full / 2) * random))
    }
}

/// What follows on a try of a stage's work.
enum RetryDecision {
    case finished(StageOutcome)
    case again(after: Duration, because: Fault)
    case blocked(Fault)
    /// No worker can use the record: dead letter, and the step is blocked so that nobody waits for it unheard.
    case poison(Poison)
    /// The work was cancelled, because its partition is another member's now.
    case dropped

    init(
        _ result: Result<StageOutcome, any Error>, try number: Int, policy: RetryPolicy,
        random: @autoclosure () -> Double
    ) {
        switch result {
        case .success(let outcome): self = .finished(outcome)
        // A faulty record stays faulty: trying again would only hold up its neighbours.
        case .failure(let poison as Poison): self = .poison(poison)
        case .failure(is CancellationError): self = .dropped
        // Anything else is a surprise, ours until shown otherwise: it may pass (a full disk, a lost connection).
        case .failure(let error):
            let fault = error as? Fault ?? Fault("unexpected-error", "\(error)")
            self =
                number < policy.tries
                ? .again(after: policy.wait(afterTry: number, random: random()), because: fault) : .blocked(fault)
        }
    }
}
