// A stage at work: many offers at once up to a bound, the records of one offer one after another. A finished job gives
// the next stage's event, the outcome and the record's offset in one commit.

import EventLog
import Kafka
import Monitoring
import Offers

final class StageRole<Work: StageWork>: Role {
    /// One record at work or waiting for another try.
    private struct Job {
        var record: Record
        var slip: RoutingSlip
        var began: Timestamp
        var tries = 0
        var task: Task<Void, Never>?
        /// When the next try is due, while it rests after a fault.
        var due: Timestamp?
        var announced = false
        var reports = 0
    }

    /// Work that takes longer says that it started, and how far it is, at most this often.
    private let reportEvery = Duration.seconds(1)

    private let work: Work
    private let source = "/offers/\(Work.stage)"
    private let policy: RetryPolicy
    private let concurrency: Int
    private let executor: any TaskExecutor
    private let world: World
    private let journal: Journal
    private let metrics: Metrics?
    private let mailbox: Mailbox

    private var jobs: [Int: Job] = [:]
    private var jobsSoFar = 0
    /// Offers at work, each with the records that wait behind the job.
    private var queues: [String: [Record]] = [:]
    private var queued = 0
    private var ready: [Finished] = []
    private var lastReport = Timestamp(milliseconds: 0)

    init(
        _ work: Work, policy: RetryPolicy, concurrency: Int, executor: any TaskExecutor, world: World,
        journal: Journal, metrics: Metrics? = nil, wake: @escaping @Sendable () -> Void
    ) {
        self.work = work
        self.policy = policy
        self.concurrency = concurrency
        self.executor = executor
        self.world = world
        self.journal = journal
        self.metrics = metrics
        mailbox = Mailbox(wake: wake)
    }

    /// Twice the bound is taken in, so that a batch of quick jobs is not held up by the next poll.
    var room: Int { max(0, concurrency * 2 - jobs.count - queued) }
    var isBusy: Bool { !jobs.isEmpty || queued > 0 }
    var atWork: Int { jobs.count + queued }

    // MARK: In

    func gain(_ partition: TopicPartition, from log: any EventLog) {}

    func lose(_ partition: TopicPartition) {
        ready.removeAll { $0.record?.partition == partition }
        for (number, job) in jobs where job.record.topicPartition == partition {
            job.task?.cancel()
            jobs[number] = nil
            // What waits behind the job is of the same offer, so of the same partition.
            queued -= queues.removeValue(forKey: job.slip.event.subject)?.count ?? 0
        }
    }

    func take(_ record: Record, now: Timestamp) {
        let offer = record.key.map { String(decoding: $0, as: UTF8.self) } ?? ""
        if queues[offer] != nil {
            queues[offer]?.append(record)
            queued += 1
        } else if start(record, now: now) {
            queues[offer] = []
        }
    }

    /// False where the record is of no use and went to the dead letters.
    private func start(_ record: Record, now: Timestamp) -> Bool {
        do {
            jobsSoFar += 1
            jobs[jobsSoFar] = Job(record: record, slip: try readSlip(record), began: now)
            run(jobsSoFar)
            return true
        } catch {
            bury(record, error)
            return false
        }
    }

    private func startNext(of offer: String, now: Timestamp) {
        while let next = queues[offer]?.first {
            queues[offer]?.removeFirst()
            queued -= 1
            if start(next, now: now) { return }
        }
        queues[offer] = nil
    }

    private func readSlip(_ record: Record) throws -> RoutingSlip {
        guard let value = record.value else { throw Poison("not-an-event", "the record has no value") }
        let event: Event
        do {
            event = try Event(headers: record.headers.map { .init($0.name, bytes: $0.value) }, value: value)
        } catch { throw Poison("not-an-event", "\(error)") }
        let slip = try RoutingSlip(event)
        guard slip.stop.stage == Work.stage else {
            throw Poison("wrong-stage", "the event is for \(slip.stop.stage), this is \(Work.stage)")
        }
        guard record.key.map({ $0.elementsEqual(event.subject.utf8) }) ?? false else {
            throw Poison("wrong-key", "the record's key is not the event's subject \(event.subject)")
        }
        return slip
    }

    private func bury(_ record: Record, _ error: any Error) {
        let poison = error as? Poison ?? Poison("not-an-event", "\(error)")
        journal.warning("dead letter", ["code": poison.code, "reason": poison.description, "record": "\(record.id)"])
        let outputs = [Message.deadLetter(record, poison, program: "\(Work.stage)")]
        ready.append(Finished(.deadLetter, record, outputs: outputs, note: nil))
    }

    private func run(_ number: Int) {
        guard var job = jobs[number] else { return }
        job.tries += 1
        job.due = nil
        let stageJob = StageJob(slip: job.slip, now: world.now()) { [mailbox] in mailbox.put($0, of: number) }
        job.task = Task(executorPreference: executor) { [work, mailbox] in
            do {
                mailbox.put(.success(try await work.perform(stageJob)), of: number)
            } catch {
                mailbox.put(.failure(error), of: number)
            }
        }
        jobs[number] = job
    }

    // MARK: Out

    func results(now: Timestamp) -> [Finished] {
        for (number, result) in mailbox.takeResults() { settle(number, result, now: now) }
        for (number, job) in jobs.filter({ $0.value.due.map { $0 <= now } ?? false }).sorted(by: { $0.key < $1.key }) {
            journal.info("trying again", ["offer": job.slip.event.subject, "try": "\(job.tries + 1)"])
            run(number)
        }
        if now - lastReport >= reportEvery { reportProgress(now) }
        defer { ready = [] }
        return ready
    }

    func nextWakeUp(now: Timestamp) -> Timestamp? {
        guard isBusy else { return nil }
        let due = jobs.values.compactMap(\.due).min()
        let report = lastReport + reportEvery
        return min(due ?? report, max(report, now + .milliseconds(100)))
    }

    private func settle(_ number: Int, _ result: Result<StageOutcome, any Error>, now: Timestamp) {
        // A result of work that was cancelled with its partition has no job any more.
        guard var job = jobs[number] else { return }
        let offer = job.slip.event.subject
        switch Verdict(result, try: job.tries, policy: policy, random: world.random()) {
        case .again(let wait, let fault):
            metrics?.retried()
            journal.warning(
                "fault, tried again",
                job.slip.logged.merging(
                    ["code": fault.code, "reason": fault.description, "wait_ms": "\(wait.milliseconds)"]) { $1 })
            job.due = now + wait
            job.task = nil
            jobs[number] = job
            return
        case .finished(let outcome):
            finish(job, EventOutcome(outcome, job.slip), Self.messages(outcome, job.slip, job.began, now, source), now)
        case .blocked(let fault):
            journal.error(
                "blocked", job.slip.logged.merging(["code": fault.code, "reason": fault.description]) { $1 })
            let report = StepReport(.faulted(fault), of: job.slip, began: job.began, at: now)
            finish(job, .blocked, [report.message(source: source)], now)
        case .poison(let poison):
            let fault = Fault(poison.code, poison.description)
            bury(job.record, poison)
            ready[ready.count - 1].outputs.append(
                StepReport(.faulted(fault), of: job.slip, began: job.began, at: now).message(source: source))
        case .dropped: break
        }
        jobs[number] = nil
        startNext(of: offer, now: now)
    }

    private func finish(_ job: Job, _ outcome: EventOutcome, _ outputs: [Message], _ now: Timestamp) {
        let note = journal.note(
            "step",
            [
                "offer": job.slip.event.subject, "submission": job.slip.event[RoutingSlip.Name.submission],
                "step": "\(job.slip.stop.step)", "attempt": "\(job.slip.attempt)", "outcome": outcome.rawValue,
                "tries": "\(job.tries)", "took_ms": "\((now - job.began).milliseconds)",
                "trace_id": job.slip.event.trace?.traceID,
            ])
        ready.append(Finished(outcome, job.record, outputs: outputs, note: note))
    }

    /// The messages of an answer: the hand-on, the outcome, and what the stage itself emits.
    static func messages(
        _ outcome: StageOutcome, _ slip: RoutingSlip, _ began: Timestamp, _ now: Timestamp, _ source: String
    ) -> [Message] {
        switch outcome {
        case .completed(let facts, let emitting) where slip.needsApproval:
            // The report keeps the stage's event; the coordinator hands it on when an operator approves.
            return [StepReport(.waiting(facts), of: slip, began: began, at: now).message(source: source)] + emitting
        case .completed(let facts, let emitting):
            let report = StepReport(.completed(facts), of: slip, began: began, at: now).message(source: source)
            let next = slip.handedOn(at: now, adding: facts.slip, source: source)
            return (next.map { [$0] } ?? []) + [report] + emitting
        case .rejected(let problems):
            return [StepReport(.rejected(problems), of: slip, began: began, at: now).message(source: source)]
        }
    }

    private func reportProgress(_ now: Timestamp) {
        lastReport = now
        let progress = mailbox.takeProgress()
        for (number, job) in jobs.sorted(by: { $0.key < $1.key }) where job.began + reportEvery <= now {
            let outcome: Outcome
            if let newest = progress[number] {
                outcome = .progressed(newest)
            } else if !job.announced {
                outcome = .started
            } else {
                continue
            }
            let report = StepReport(outcome, of: job.slip, began: job.began, at: now, sequence: job.reports)
            jobs[number]?.announced = true
            jobs[number]?.reports += 1
            ready.append(Finished(underway: [report.message(source: source)]))
        }
    }
}

extension EventOutcome {
    fileprivate init(_ outcome: StageOutcome, _ slip: RoutingSlip) {
        switch outcome {
        case .completed: self = slip.needsApproval ? .waiting : .completed
        case .rejected: self = .rejected
        }
    }
}

extension RoutingSlip {
    /// What every log line about a step names.
    fileprivate var logged: [String: String] {
        var fields = ["offer": event.subject, "submission": submission.description]
        fields["trace_id"] = event.trace?.traceID
        return fields
    }
}
