// What a stage's worker does about work that never returns, work that ends the process, and answers too large to be
// written: in each case the step is blocked, its record is out of the way, and its neighbours go on.

import Base
import Events
import KafkaLog
import Log
import Offers

/// How long work may take.
package struct WorkLimits: Sendable {
    /// Of one try, where the profile does not say: longer than any step of the shipped profiles.
    var timeout = Duration.seconds(4 * 86_400)
    /// What work has to end in once it was cancelled.
    var grace = Duration.seconds(60)

    package init() {}

    package init(_ settings: Settings) throws {
        timeout = .seconds(try settings.number("work-timeout-s", default: 4 * 86_400, in: 1...31_536_000))
        grace = .seconds(try settings.number("work-grace-s", default: 60, in: 1...86_400))
    }
}

/// Work was cancelled and goes on all the same. Nothing can take a thread back, and while it has it, no successor may
/// begin: the process ends, and its supervisor starts another.
struct StuckWork: Error, CustomStringConvertible {
    var description: String
}

// MARK: Time

extension StageProcessor {
    /// Cancels what takes too long. Its answer, a cancellation as a rule, then counts as a fault: tried again, in the end
    /// blocked.
    func checkTimes(_ now: Timestamp) {
        for job in jobs {
            guard let began = job.began, !resting.contains(job.number) else { continue }
            if let cancelled = job.cancelled {
                if now - cancelled >= workLimits.grace, failure == nil { giveUp(job) }
            } else if now - began >= job.slip.stepLimits.timeout ?? workLimits.timeout {
                job.cancelled = now
                journal.error("takes too long, cancelled", job.slip.logged)
                lanes.cancel(job.number)
            }
        }
    }

    private func giveUp(_ job: Job) {
        // Like a crash of it: the record is a dead letter after so many.
        notes?.condemn(job.record.place)
        failure = StuckWork(
            description:
                "\(job.record.place) (\(job.slip.key.description)): its work was cancelled \(workLimits.grace) ago "
                + "and does not return; ended, so that the other offers go on")
    }

    /// What the failure of a job that was cancelled for its time counts as.
    func judged(_ job: Job, _ error: any Error) -> any Error {
        guard job.cancelled != nil else { return error }
        job.cancelled = nil
        let limit = job.slip.stepLimits.timeout ?? workLimits.timeout
        return Fault("timed-out", "the work did not end within \(limit.components.seconds) s and was cancelled")
    }
}

// MARK: Crashes

extension StageProcessor {
    /// So many workers may end over a record; then no other tries it.
    static var mostCrashes: Int { 3 }
    /// How long the others stand aside for a suspect: who dies over its record does so sooner, as a rule, and work may
    /// last for days.
    static var longestAlone: Duration { .seconds(60) }

    /// What the predecessor left is told on `offers.controls` before anything begins, so that every worker of the stage
    /// knows, wherever the record goes next. It is known to stand there when it has been read back.
    func heedSuspects() {
        if !knowsLeftovers {
            knowsLeftovers = true
            for place in notes?.places ?? [] { untold[place] = (controls.suspects[place] ?? 0) + 1 }
        }
        let wasSilent = !untold.isEmpty
        untold = untold.filter { controls.suspects[$0.key] ?? 0 < $0.value }
        if untold.isEmpty, wasSilent { notes?.clear() }
    }

    func tellLeftovers(_ now: Timestamp) {
        guard !untold.isEmpty, now - (told ?? now + .seconds(-3600)) >= .seconds(5) else { return }
        told = now
        for (place, count) in untold.sorted(by: { $0.key < $1.key }) {
            journal.warning("was at work when a worker ended without a word", ["record": place, "times": "\(count)"])
        }
        ready.append(
            Finished(
                underway: untold.sorted { $0.key < $1.key }
                    .map { Controls.suspicion(of: $0.key, crashes: $0.value, at: now, source: source) }))
    }

    /// The first time the others at work may have been to blame, so a suspect runs among them again. The second time it
    /// runs alone in this process, for a minute at most: whoever ends it then has been found.
    func giveOutWithCare() {
        // Told only now what the predecessor left, a record may be over that was not when it was taken.
        for job in starting + alone where jobs[job.number] != nil { _ = isCondemned(job) }
        starting.removeAll { jobs[$0.number] == nil }
        alone += starting.filter { crashes($0) >= Self.mostCrashes - 1 }
        starting.removeAll { crashes($0) >= Self.mostCrashes - 1 }
        alone.removeAll { jobs[$0.number] == nil }
        watchAlone()
        guard aloneAtWork == nil else { return }
        guard let next = alone.first else {
            lanes.give(starting)
            return starting.removeAll(keepingCapacity: true)
        }
        guard lanes.isIdle(besides: outlasted) else { return }
        alone.removeFirst()
        aloneAtWork = next.number
        lanes.give([next])
    }

    /// Whether the suspect that runs alone has come to its end, or has lived long enough for the others to go on beside it.
    private func watchAlone() {
        outlasted = outlasted.filter { jobs[$0] != nil }
        guard let atWork = aloneAtWork else { return }
        guard let job = jobs[atWork], !resting.contains(atWork) else { return aloneAtWork = nil }
        guard let began = job.began, world.now() - began >= Self.longestAlone else { return }
        outlasted.insert(atWork)
        aloneAtWork = nil
    }

    private func crashes(_ job: Job) -> Int { controls.suspects[job.record.place] ?? 0 }

    /// True where too many workers ended over the record: it becomes a dead letter, and its step is blocked.
    func isCondemned(_ job: Job) -> Bool {
        guard !controls.suspects.isEmpty, let count = controls.suspects[job.record.place], count >= Self.mostCrashes
        else { return false }
        let poison = Poison(
            "crashes-worker", "\(count) workers ended without a word while they worked on it; see their last lines")
        let now = world.now()
        bury(job, poison, now)
        end(job, now)
        return true
    }
}

// MARK: Sizes

extension StageProcessor {
    /// The record as a dead letter, and its step blocked, so that nobody waits for it unheard.
    func bury(_ job: Job, _ poison: Poison, _ now: Timestamp) {
        bury(job.record, poison)
        let report = StepResult(
            .faulted(Fault(poison.code, poison.description)), of: job.slip, began: job.since, at: now, source: source)
        ready[ready.count - 1].outputs.append(fitting(report))
    }

    /// The report as a record; where what it keeps for an operator does not fit, without that.
    func fitting(_ report: StepResult) -> Message {
        let message = report.message
        guard message.size > largest else { return message }
        var smaller = report
        smaller.parked = nil
        return smaller.message
    }
}

extension Record {
    /// `<topic>/<partition>@<offset>`, as people and `offers.controls` name it.
    var place: String { "\(topic)/\(partition)@\(offset)" }
}
