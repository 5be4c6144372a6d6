// A stage at work: many offers at once up to a bound, the records of one offer one after another. A finished job gives
// the next stage's event, the outcome and the record's offset in one commit.

import Base
import Events
import Kafka
import KafkaLog
import Log
import Offers
import Telemetry

package final class StageProcessor: Processor {
    /// Work that takes longer says that it started, and how far it is, at most this often.
    let reportEvery = Duration.seconds(1)

    /// What is in hand at most; beyond, fetching pauses. Offers may be large.
    let mostBytes = 16 << 20

    package let stage: Stage?
    let name: Stage
    let source: String
    let policy: RetryPolicy
    let most: Int
    let world: World
    let journal: Logger
    let metrics: Metrics?
    let lanes: TaskPool

    var jobs = JobTable()
    /// Jobs that rest after a fault.
    var resting: Set<Int> = []
    /// To be handed to the lanes, a batch at once.
    var starting: [Job] = []
    /// For each offer at work the last of its records: the next one waits behind that.
    private var last: [OfferKey: Job] = [:]
    private var queued = 0
    var bytes = 0
    var ready: [Finished] = []
    var lastReport = Timestamp(milliseconds: 0)
    var controls = Controls()
    let workLimits: WorkLimits
    /// The largest record that can be written.
    var largest = Int.max
    package var failure: (any Error)?
    // Records that workers died over; see StageProcessor+Care.
    let notes: InFlightFile?
    var knowsLeftovers = false
    /// What a predecessor left and the topic does not say yet, and when it was told last.
    var untold: [String: Int] = [:]
    var told: Timestamp?
    /// Suspects to be given out one by one, and the one that is.
    var alone: [Job] = []
    var aloneAtWork: Int?
    /// Suspects that have been alone for long and still run.
    var outlasted: Set<Int> = []

    package init(
        _ work: any StageHandler, policy: RetryPolicy, concurrency: Int, executor: any TaskExecutor, world: World,
        journal: Logger, metrics: Metrics? = nil, workLimits: WorkLimits = WorkLimits(), notes: InFlightFile? = nil,
        wake: @escaping @Sendable () -> Void
    ) {
        name = type(of: work).stage
        stage = name
        source = "/offers/\(name)"
        self.policy = policy
        self.world = world
        self.journal = journal
        self.metrics = metrics
        self.workLimits = workLimits
        self.notes = notes
        most = 2 * max(concurrency, WorkerLoop.batch)
        lanes = TaskPool(work, limit: concurrency, executor: executor, now: world.now, notes: notes, wake: wake)
    }

    /// Two batches, however few offers are worked on at once: while one is committed the other is done.
    package var room: Int { bytes < mostBytes ? max(0, most - jobs.count - queued) : 0 }
    package var isBusy: Bool { !jobs.isEmpty || queued > 0 }
    package var atWork: Int { jobs.count + queued }

    package let follows: [Topic] = [.controls]

    // MARK: In

    package func gain(_ partitions: [TopicPartition], from log: any EventLog) { largest = log.largestMessage }

    package func lose(_ partition: TopicPartition) {
        ready.removeAll { $0.record?.partition == partition }
        for job in jobs where job.record.topicPartition == partition {
            lanes.cancel(job.number)
            // What waits behind the job is of the same offer, so of the same partition.
            var behind = job.behind
            while let one = behind {
                queued -= 1
                bytes -= one.size
                behind = one.behind
            }
            bytes -= job.size
            last[job.slip.key] = nil
            forget(job)
        }
        starting.removeAll { jobs[$0.number] == nil }
    }

    package func take(_ record: Record, now: Timestamp) {
        do {
            let job = Job(
                record,
                try ScheduledStep(
                    key: record.key, value: record.value, headers: record.messageHeaders, for: name), since: now)
            bytes += job.size
            guard let before = last.updateValue(job, forKey: job.slip.key) else { return start(job) }
            before.behind = job
            queued += 1
        } catch { bury(record, error) }
    }

    private func start(_ job: Job) {
        jobs.add(job)
        run(job)
    }

    /// The next record of the job's offer has its turn.
    private func startNext(after job: Job, now: Timestamp) {
        guard let next = job.behind else { return last[job.slip.key] = nil }
        job.behind = nil
        queued -= 1
        next.since = now
        start(next)
    }

    private func forget(_ job: Job) {
        jobs.remove(job)
        resting.remove(job.number)
    }

    func bury(_ record: Record, _ error: any Error) {
        let poison = error as? Poison ?? Poison("not-an-event", "\(error)")
        journal.warning("dead letter", ["code": poison.code, "reason": poison.description, "record": "\(record.id)"])
        let outputs = [Message.deadLetter(record, poison, program: "\(name)", largest: largest)]
        ready.append(Finished(.deadLetter, record, outputs: outputs, note: nil))
    }

    func run(_ job: Job) {
        guard !isCondemned(job), !waits(job) else { return }
        job.tries += 1
        job.due = nil
        job.began = nil
        starting.append(job)
    }

    private func giveOut() {
        guard untold.isEmpty else { return }
        guard controls.suspects.isEmpty, alone.isEmpty, aloneAtWork == nil else { return giveOutWithCare() }
        lanes.give(starting)
        starting.removeAll(keepingCapacity: true)
    }

    // MARK: Out

    package func results(now: Timestamp) -> [Finished] {
        tellLeftovers(now)
        giveOut()
        for answer in lanes.takeAnswers() { settle(answer, now: now) }
        if !resting.isEmpty { wakeUp(now) }
        giveOut()
        if now - lastReport >= reportEvery { reportProgress(now) }
        var results: [Finished] = []
        swap(&results, &ready)
        return results
    }

    /// Those whose rest is over are tried again, or go back.
    private func wakeUp(_ now: Timestamp) {
        for number in resting.sorted() {
            guard let job = jobs[number], let due = job.due, due <= now else { continue }
            resting.remove(number)
            if gaveBack(job, now) { continue }
            journal.info("trying again", ["offer": job.slip.key.description, "try": "\(job.tries + 1)"])
            run(job)
        }
    }

    package func nextWakeUp(now: Timestamp) -> Timestamp? {
        guard untold.isEmpty else { return now + Subscriber.every }
        guard isBusy else { return nil }
        let due = resting.compactMap { jobs[$0]?.due }.min()
        let report = lastReport + reportEvery
        let next = min(due ?? report, max(report, now + .milliseconds(100)))
        // Who waits behind quick work that has become slow is given a lane of its own soon.
        return lanes.couldOpen ? min(next, now + .milliseconds(5)) : next
    }

    private func settle(_ answer: TaskPool.Answer, now: Timestamp) {
        // A result of work that was cancelled with its partition has no job any more.
        guard let job = jobs[answer.job] else { return }
        switch answer.result {
        case .success(let outcome): settle(job, outcome, now)
        case .failure(let error):
            guard settle(job, error, now) else { return }
        }
        end(job, now)
    }

    private func settle(_ job: Job, _ outcome: StageOutcome, _ now: Timestamp) {
        let outputs = Self.messages(outcome, job.slip, job.since, now, source)
        if let poison = outputs.poison(above: largest) { return bury(job, poison, now) }
        finish(job, EventOutcome(outcome, job.slip), outputs, now)
    }

    /// False where the job is not over. Only a failure asks what the profile says.
    private func settle(_ job: Job, _ error: any Error, _ now: Timestamp) -> Bool {
        let verdict = RetryDecision(
            .failure(judged(job, error)), try: job.tries, policy: policy.limited(by: job.slip), random: world.random())
        switch verdict {
        case .again(let wait, let fault):
            metrics?.retried()
            journal.warning(
                "fault, tried again",
                job.slip.logged.merging(
                    ["code": fault.code, "reason": fault.description, "wait_ms": "\(wait.milliseconds)"]) { $1 })
            job.due = now + wait
            resting.insert(job.number)
            return false
        case .blocked(let fault):
            journal.error(
                "blocked", job.slip.logged.merging(["code": fault.code, "reason": fault.description]) { $1 })
            let report = StepResult(.faulted(fault), of: job.slip, began: job.since, at: now, source: source)
            finish(job, .blocked, [fitting(report)], now)
        case .poison(let poison): bury(job, poison, now)
        case .dropped, .finished: break
        }
        return true
    }

    func end(_ job: Job, _ now: Timestamp) {
        forget(job)
        bytes -= job.size
        // It came to an answer: nobody died over it after all.
        if !controls.suspects.isEmpty, controls.suspects[job.record.place] != nil,
            ready.last?.record == job.record.id
        {
            ready[ready.count - 1].outputs.append(Controls.release(.record(job.record.place)))
        }
        startNext(after: job, now: now)
    }

    func finish(_ job: Job, _ outcome: EventOutcome, _ outputs: [Message], _ now: Timestamp) {
        job.ended = (outcome, now)
        let note = journal.note("step", at: now, job.write)
        ready.append(Finished(outcome, job.record, outputs: outputs, note: note))
    }

    /// The messages of an answer: the hand-on, the outcome, and what the stage itself emits.
    static func messages(
        _ outcome: StageOutcome, _ slip: ScheduledStep, _ began: Timestamp, _ now: Timestamp, _ source: String
    ) -> [Message] {
        switch outcome {
        case .completed(let facts, let emitting) where slip.needsApproval:
            // The report keeps the stage's event; the coordinator hands it on when an operator approves.
            return [StepResult(.waiting(facts), of: slip, began: began, at: now, source: source).message] + emitting
        case .completed(let facts, let emitting):
            let report = StepResult(.completed(facts), of: slip, began: began, at: now, source: source).message
            guard let next = slip.handedOff(at: now, adding: facts.facts, source: source) else {
                return emitting.isEmpty ? [report] : [report] + emitting
            }
            return emitting.isEmpty ? [next, report] : [next, report] + emitting
        case .rejected(let problems):
            return [StepResult(.rejected(problems), of: slip, began: began, at: now, source: source).message]
        }
    }

    private func reportProgress(_ now: Timestamp) {
        lastReport = now
        checkTimes(now)
        for job in jobs.filter({ $0.since + reportEvery <= now }).sorted(by: { $0.number < $1.number }) {
            let outcome: Outcome
            if let newest = job.takeProgress() {
                outcome = .progressed(newest)
            } else if !job.announced {
                outcome = .started
            } else {
                continue
            }
            let report = StepResult(
                outcome, of: job.slip, began: job.since, at: now, sequence: job.reports, source: source
            ).message
            job.announced = true
            job.reports += 1
            ready.append(Finished(underway: [report]))
        }
    }
}

extension EventOutcome {
    fileprivate init(_ outcome: StageOutcome, _ slip: ScheduledStep) {
        switch outcome {
        case .completed: self = slip.needsApproval ? .waiting : .completed
        case .rejected: self = .rejected
        }
    }
}

extension ScheduledStep {
    /// What every log line about a step names.
    var logged: [String: String] {
        ["offer": "\(key)", "submission": "\(submission)", "trace_id": traceContext.traceID]
    }
}
