// Works on many records at once: a stage on the steps of many offers, the mailer on many mails. Records that belong
// together are worked on one after another. This file is the way of a record: take, run, hand off.

import Base
import Events
import Log
import Offers
import Telemetry

package final class StageProcessor: Processor {
    let work: Work
    /// The source in its events.
    let source: String
    let policy: RetryPolicy
    let limits: WorkLimits
    let world: World
    let logger: Logger
    let metrics: Metrics?
    let pool: TaskPool
    let capacity: Int

    /// All jobs by their number.
    var jobs: [Int: Job] = [:]
    /// The jobs of each group, in the order of their records; only the first is worked on.
    var groups: [RecordKey: [Job]] = [:]
    /// Jobs in the state `ready`, in the order in which they became so.
    var ready: [Job] = []
    /// To be returned by `results`.
    var finished: [Finished] = []
    private var jobsSoFar = 0
    /// Attempts wait for tasks.
    var isWidening = false
    var bytes = 0
    var deadLetterer: DeadLetterer
    var controls = Controls()
    var quarantine: Quarantine
    /// When the first job that rests or is held is due.
    var firstDue: Timestamp?
    var lastReport = Timestamp(milliseconds: 0)
    package var failure: (any Error)?
    var isDraining = false

    package init(
        _ work: Work, policy: RetryPolicy, concurrency: Int, executor: any TaskExecutor, world: World, logger: Logger,
        metrics: Metrics? = nil, limits: WorkLimits = WorkLimits(), inFlight: InFlightFile? = nil,
        wake: @escaping @Sendable () -> Void
    ) {
        self.work = work
        source = "/offers/\(work.name)"
        self.policy = policy
        self.limits = limits
        self.world = world
        self.logger = logger
        self.metrics = metrics
        deadLetterer = DeadLetterer(program: work.name, logger: logger)
        quarantine = Quarantine(inFlight: inFlight)
        // Two batches, even if few offers are processed at once: while one is committed, the other is processed.
        capacity = 2 * max(concurrency, WorkerLoop.batch)
        pool = TaskPool(work, limit: concurrency, executor: executor, now: world.now, inFlight: inFlight, wake: wake)
    }

    // MARK: Take

    package func take(_ record: Record, now: Timestamp) {
        guard !isDraining else { return }
        do {
            let step = try work.step(in: record)
            jobsSoFar += 1
            let job = Job(jobsSoFar, record, step, group: work.group(of: record), since: now)
            jobs[job.number] = job
            bytes += job.size
            groups[job.group, default: []].append(job)
            if groups[job.group]?.first === job { start(job, now) }
        } catch { finished.append(deadLetterer.deadLetter(record, error)) }
    }

    // MARK: Run

    package func results(now: Timestamp) -> [Finished] {
        reportCrashes(now)
        dispatch(now)
        for answer in pool.takeAnswers() { settle(answer, now) }
        if let firstDue, firstDue <= now { resume(now) }
        dispatch(now)
        isWidening = pool.widen(now: now)
        if now - lastReport >= Self.reportEvery { checkWork(now) }
        defer { finished = [] }
        return finished
    }

    // MARK: Hand off

    /// Decides what follows from an answer. The job is gone if its partition was lost meanwhile.
    private func settle(_ answer: TaskPool.Answer, _ now: Timestamp) {
        guard let job = jobs[answer.attempt.number], job.attempt === answer.attempt else { return }
        job.tries += 1
        let decision = RetryDecision(
            resultInTime(answer.result, of: job), try: job.tries, isPatient: isPatient(with: job, now),
            policy: policy.limited(by: job.step), random: world.random())
        switch decision {
        case .finished(let outcome): handOff(job, outcome, now)
        case .again where isDraining: end(job, now)  // Another worker tries it again.
        case .again(let wait, let fault): rest(job, until: now + wait, fault, now)
        case .blocked(let fault): block(job, fault, now)
        case .poison(let poison): deadLetter(job, poison, now)
        case .dropped: drop(job, now)
        }
    }

    /// The next step, the outcome, and what the stage itself emits. The loop commits them with the record's offset.
    private func handOff(_ job: Job, _ outcome: StageOutcome, _ now: Timestamp) {
        guard let step = job.step else {
            if case .completed(let outputs, _) = outcome { job.remarks = outputs.facts }
            return finish(job, .answered, [], now)
        }
        let outputs = step.outputs(of: outcome, began: job.since, at: now, source: source)
        if let poison = outputs.poison(above: deadLetterer.largest) { return deadLetter(job, poison, now) }
        finish(job, step.eventOutcome(outcome), outputs, now)
    }
}
