// Works on many records at once: a stage on the steps of many offers, the mailer on many partitions. Records that belong
// together are worked on one after another. This file is the way of a record: take, run, hand off.

import Base
import Events
import Log
import Offers
import Telemetry

package final class StageProcessor: Processor {
    /// Work that takes longer reports that it started, and its progress, at most this often.
    static let reportEvery = Duration.seconds(1)
    /// The most bytes that it holds, since offers may be large; beyond, the loop takes no records.
    static let mostBytes = 16 << 20

    let work: Work
    /// The source of its events.
    let source: String
    let policy: RetryPolicy
    let limits: WorkLimits
    let world: World
    let logger: Logger
    let metrics: Metrics?
    let pool: TaskPool
    private let capacity: Int

    /// All jobs by their number.
    var jobs: [Int: Job] = [:]
    /// The jobs of each group, in the order of their records; only the first is worked on.
    private var groups: [RecordKey: [Job]] = [:]
    /// Jobs in the state `ready`, in the order in which they became so.
    var ready: [Job] = []
    /// To be returned by `results`.
    var finished: [Finished] = []
    private var jobsSoFar = 0
    private var bytes = 0
    var deadLetterer: DeadLetterer
    var controls = Controls()
    var quarantine: Quarantine
    /// When the first job that rests or is held is due.
    var firstDue: Timestamp?
    var lastReport = Timestamp(milliseconds: 0)
    package var failure: (any Error)?

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
        // Two batches, however few offers are worked on at once: while one is committed the other is done.
        capacity = 2 * max(concurrency, WorkerLoop.batch)
        pool = TaskPool(work, limit: concurrency, executor: executor, now: world.now, inFlight: inFlight, wake: wake)
    }

    package var stage: Stage? { work.stage }
    package var follows: [Topic] { stage == nil ? [] : Followed.topics }
    package var room: Int { bytes < Self.mostBytes ? max(0, capacity - jobs.count) : 0 }
    package var isBusy: Bool { !jobs.isEmpty }
    package var atWork: Int { jobs.count }
    var jobsInOrder: [Job] { jobs.values.sorted { $0.number < $1.number } }

    package func gain(_ partitions: [TopicPartition], from log: any EventLog) {
        deadLetterer.largest = log.largestMessage
    }

    package func lose(_ partition: TopicPartition) {
        // The last first, so that none starts the next one of its group.
        for job in jobsInOrder.reversed() where job.record.topicPartition == partition {
            if let attempt = job.attempt { pool.cancel(attempt) }
            end(job, world.now())
        }
        ready.removeAll { jobs[$0.number] == nil }
        finished.removeAll { $0.record?.partition == partition }
    }

    // MARK: Take

    package func take(_ record: Record, now: Timestamp) {
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

    /// The job is the first of its group, or its rest is over.
    func start(_ job: Job, _ now: Timestamp) {
        guard !deadLetterIfItCrashesWorkers(job, now), !holdIfPaused(job) else { return }
        job.state = .ready
        ready.append(job)
    }

    package func results(now: Timestamp) -> [Finished] {
        reportCrashes(now)
        dispatch(now)
        for answer in pool.takeAnswers() { settle(answer, now) }
        if let firstDue, firstDue <= now { resume(now) }
        dispatch(now)
        if now - lastReport >= Self.reportEvery {
            lastReport = now
            checkTimes(now)
            reportProgress(now)
        }
        defer { finished = [] }
        return finished
    }

    /// Gives the ready jobs to the task pool.
    private func dispatch(_ now: Timestamp) {
        guard !ready.isEmpty, quarantine.isReported else { return }
        guard controls.suspects.isEmpty else { return dispatchWithQuarantine(now) }
        dispatchReady()
    }

    func dispatchReady() {
        pool.add(
            ready.map { job in
                let attempt = Attempt(job)
                job.state = .dispatched(attempt)
                return attempt
            })
        ready.removeAll(keepingCapacity: true)
    }

    package func nextWakeUp(now: Timestamp) -> Timestamp? {
        guard quarantine.isReported else { return now + Subscriber.every }
        guard isBusy else { return nil }
        let report = max(lastReport + Self.reportEvery, now + .milliseconds(100))
        return min(firstDue ?? report, report)
    }

    // MARK: Hand off

    /// Decides what follows from an answer. The job is gone if its partition was lost meanwhile.
    private func settle(_ answer: TaskPool.Answer, _ now: Timestamp) {
        guard let job = jobs[answer.attempt.number], job.attempt === answer.attempt else { return }
        job.tries += 1
        let decision = RetryDecision(
            resultInTime(answer.result, of: job), try: job.tries, policy: policy.limited(by: job.step),
            random: world.random())
        switch decision {
        case .finished(let outcome): handOff(job, outcome, now)
        case .again(let wait, let fault):
            metrics?.retried()
            logger.warning("fault, will try again", job.fields(of: fault, ["wait_ms": "\(wait.milliseconds)"]))
            rest(job, until: now + wait)
        case .blocked(let fault): block(job, fault, now)
        case .poison(let poison): deadLetter(job, poison, now)
        case .dropped: drop(job, now)
        }
    }

    /// The outputs of an answer: the next step, the outcome, and what the stage itself emits. The loop commits them
    /// together with the record's offset.
    private func handOff(_ job: Job, _ outcome: StageOutcome, _ now: Timestamp) {
        guard let step = job.step else { return finish(job, .answered, [], now) }
        let outputs = step.outputs(of: outcome, began: job.since, at: now, source: source)
        if let poison = outputs.poison(above: deadLetterer.largest) { return deadLetter(job, poison, now) }
        finish(job, step.eventOutcome(outcome), outputs, now)
    }

    func finish(_ job: Job, _ outcome: EventOutcome, _ outputs: [Message], _ now: Timestamp) {
        let note = logger.note(work.stage == nil ? "delivered" : "step", at: now) { job.write(outcome, now, to: &$0) }
        finish(job, Finished(outcome, job.record, outputs: outputs, note: note), now)
    }

    func finish(_ job: Job, _ result: Finished, _ now: Timestamp) {
        finished.append(result)
        releaseFromQuarantine(job)
        end(job, now)
    }

    /// Forgets the job; the next one of its group starts.
    func end(_ job: Job, _ now: Timestamp) {
        jobs[job.number] = nil
        bytes -= job.size
        groups[job.group]?.removeAll { $0 === job }
        guard let next = groups[job.group]?.first else { return groups[job.group] = nil }
        guard case .queued = next.state else { return }
        next.since = now
        start(next, now)
    }
}
