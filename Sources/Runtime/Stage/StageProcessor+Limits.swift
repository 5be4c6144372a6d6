// What a processor does about work that takes too long.

import Base
import Events
import Offers

/// How long work may take.
package struct WorkLimits: Sendable {
    /// For one try, if the profile does not say: longer than any step of the shipped profiles.
    var timeout = Duration.seconds(4 * 86_400)
    /// How long canceled work has to end.
    var grace = Duration.seconds(60)

    package init() {}

    package init(_ settings: Settings) throws {
        timeout = .seconds(try settings.number("work-timeout-s", default: 4 * 86_400, in: 1...31_536_000))
        grace = .seconds(try settings.number("work-grace-s", default: 60, in: 1...86_400))
    }
}

/// Work was canceled and does not return. Its thread cannot be reclaimed, and no other worker may begin the work while
/// it runs: so the process ends, and its supervisor starts another.
struct StuckWork: Error, CustomStringConvertible {
    var description: String
}

extension StageProcessor {
    /// Cancels work that takes too long. Its answer then counts as a fault: it is tried again, and in the end blocked.
    func checkTimes(_ now: Timestamp) {
        for job in jobsInOrder {
            switch job.state {
            case .queued, .ready, .resting, .held: continue
            case .dispatched(let attempt), .isolated(let attempt), .outlasted(let attempt):
                guard let began = attempt.began, now - began >= timeout(of: job) else { continue }
                job.state = .canceled(attempt, at: now)
                logger.log(.takesTooLong, job.fields)
                pool.cancel(attempt)
            case .canceled(_, let time):
                guard now - time >= limits.grace, failure == nil else { continue }
                // Counts like a crash: after several the record becomes a dead letter.
                quarantine.inFlight?.keep(job.record.id)
                failure = StuckWork(
                    description: "\(job.record.id) (\(job.fields["offer"]?.text ?? "")): its work was canceled "
                        + "\(limits.grace) ago and does not return; exiting so that the other offers continue")
            }
        }
    }

    private func timeout(of job: Job) -> Duration { job.step?.stepLimits.timeout ?? limits.timeout }

    /// The result; a fault if the work was canceled because of its time.
    func resultInTime(_ result: Result<StageOutcome, any Error>, of job: Job) -> Result<StageOutcome, any Error> {
        guard case .failure = result, case .canceled = job.state else { return result }
        let seconds = timeout(of: job).components.seconds
        return .failure(Fault("timed-out", "the work did not end within \(seconds) s and was canceled"))
    }
}
