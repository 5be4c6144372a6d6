// What a processor does about records that crash the process: it counts the crashes of each record across restarts, runs a
// quarantined record alone, and after three crashes makes it a dead letter.

import Base
import Events
import Log
import Offers

/// What this process knows of the crashes of the one before.
struct Quarantine {
    let inFlight: InFlightFile?
    private var wasRead = false
    /// Records that were in flight when the previous worker crashed, with their number of crashes, as far as
    /// `offers.controls` does not show that yet.
    private(set) var unreported: [String: Int] = [:]
    private var reported: Timestamp?

    init(inFlight: InFlightFile?) {
        self.inFlight = inFlight
    }

    /// Whether every worker can know of these crashes. Until then nothing is dispatched.
    var isReported: Bool { unreported.isEmpty }

    /// Reads the in-flight file once, and forgets its records when `quarantined` shows them.
    mutating func update(_ quarantined: [String: Int]) {
        if !wasRead {
            wasRead = true
            for record in (inFlight?.records ?? []).map(\.description) {
                unreported[record] = (quarantined[record] ?? 0) + 1
            }
        }
        let wasReported = isReported
        unreported = unreported.filter { quarantined[$0.key] ?? 0 < $0.value }
        if isReported, !wasReported { inFlight?.clear() }
    }

    /// What to report now: every five seconds until it is read back.
    mutating func due(_ now: Timestamp) -> [(record: String, crashes: Int)] {
        guard !isReported, reported.map({ now - $0 >= .seconds(5) }) ?? true else { return [] }
        reported = now
        return unreported.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

extension StageProcessor {
    /// After so many crashes no worker tries the record any more.
    private static var mostCrashes: Int { 3 }
    /// How long the others wait for an isolated job: work that crashes mostly does so soon, but work may last for days.
    private static var longestIsolation: Duration { .seconds(60) }

    func updateQuarantine() { quarantine.update(controls.quarantined) }

    /// Writes the crashes to `offers.controls` before anything is dispatched, so that every worker of the stage knows them.
    func reportCrashes(_ now: Timestamp) {
        let due = quarantine.due(now)
        guard !due.isEmpty else { return }
        for (record, crashes) in due {
            logger.log(.wasInFlight, ["record": .text(record), "crashes": .number(crashes)])
        }
        finished.append(
            Finished(
                underway: due.map {
                    Controls.quarantine(of: $0.record, crashes: $0.crashes, at: now, source: source)
                }))
    }

    private func crashes(_ job: Job) -> Int {
        controls.quarantined.isEmpty ? 0 : controls.quarantined["\(job.record.id)"] ?? 0
    }

    /// Gives the ready jobs to the task pool.
    func dispatch(_ now: Timestamp) {
        guard !ready.isEmpty, quarantine.isReported else { return }
        guard controls.quarantined.isEmpty else { return dispatchWithQuarantine(now) }
        dispatchReady()
    }

    private func dispatchReady() {
        pool.add(
            ready.map { job in
                let attempt = Attempt(job)
                job.state = .dispatched(attempt)
                return attempt
            })
        ready.removeAll(keepingCapacity: true)
    }

    /// After one crash a record runs among the others again, since each of those may have been the cause. After two it
    /// runs alone in this process, for a minute at most: if the process crashes then, the cause is found.
    private func dispatchWithQuarantine(_ now: Timestamp) {
        // Some crashes were reported after their records had been taken.
        for job in ready { _ = deadLetterIfItCrashesWorkers(job, now) }
        ready.removeAll { jobs[$0.number] == nil }
        guard !isIsolating(now) else { return }
        guard let index = ready.firstIndex(where: { crashes($0) >= Self.mostCrashes - 1 }) else {
            return dispatchReady()
        }
        let outlasted = jobs.values.filter { if case .outlasted = $0.state { true } else { false } }
        guard pool.isIdle(besides: Set(outlasted.map(\.number))) else { return }
        let job = ready.remove(at: index)
        let attempt = Attempt(job)
        job.state = .isolated(attempt)
        pool.add([attempt])
    }

    /// Whether a job runs alone and the others still wait for it.
    private func isIsolating(_ now: Timestamp) -> Bool {
        for job in jobs.values {
            guard case .isolated(let attempt) = job.state else { continue }
            guard let began = attempt.began, now - began >= Self.longestIsolation else { return true }
            job.state = .outlasted(attempt)
        }
        return false
    }

    /// True if too many workers crashed over the record: it becomes a dead letter, and its step is blocked.
    func deadLetterIfItCrashesWorkers(_ job: Job, _ now: Timestamp) -> Bool {
        let count = crashes(job)
        guard count >= Self.mostCrashes else { return false }
        deadLetter(
            job, Poison("crashes-worker", "\(count) workers crashed while they worked on it; see their last log lines"),
            now)
        return true
    }

    /// The job is finished, so no worker crashed over it after all.
    func releaseFromQuarantine(_ job: Job) {
        guard crashes(job) > 0 else { return }
        finished[finished.count - 1].outputs.append(Controls.release(.record("\(job.record.id)")))
    }
}
