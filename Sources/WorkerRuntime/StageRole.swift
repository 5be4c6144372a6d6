// A stage at work: many offers at once up to a bound, the records of one offer one after another. A finished job gives
// the next stage's event, the outcome and the record's offset in one commit.

import EventLog
import Kafka
import Monitoring
import Offers

package final class StageRole: Role {
    /// One record at work or waiting for another try.
    final class Job {
        let record: Record
        let slip: RoutingSlip
        var began: Timestamp
        var tries = 0
        /// When the next try is due, while it rests after a fault.
        var due: Timestamp?
        var announced = false
        /// Since when it rests because its offer is paused.
        var heldSince: Timestamp?
        /// What the lanes were given last.
        var assignment: Assignment?
        /// When its work was cancelled because it took too long.
        var cancelled: Timestamp?
        var reports = 0

        init(_ record: Record, _ slip: RoutingSlip, began: Timestamp) {
            self.record = record
            self.slip = slip
            self.began = began
        }

        var size: Int { record.value?.count ?? 0 }
    }

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
    let journal: Journal
    let metrics: Metrics?
    let lanes: WorkLanes

    var jobs: [Int: Job] = [:]
    var jobsSoFar = 0
    /// Jobs that rest after a fault.
    var resting: Set<Int> = []
    /// To be handed to the lanes, a batch at once.
    var starting: [Assignment] = []
    /// Offers at work, each with what waits behind the job.
    var queues: [String: [Job]] = [:]
    var queued = 0
    var bytes = 0
    var ready: [Finished] = []
    var lastReport = Timestamp(milliseconds: 0)
    var controls = Controls()
    let workLimits: WorkLimits
    /// The largest record that can be written.
    var largest = Int.max
    package var failure: (any Error)?
    // Records that workers died over; see StageRole+Care.
    let notes: CrashNotes?
    var knowsLeftovers = false
    /// What a predecessor left and the topic does not say yet, and when it was told last.
    var untold: [String: Int] = [:]
    var told: Timestamp?
    /// Suspects to be given out one by one, and the one that is.
    var alone: [Assignment] = []
    var aloneAtWork: Int?
    /// Suspects that have been alone for long and still run.
    var outlasted: Set<Int> = []

    package init(
        _ work: any StageWork, policy: RetryPolicy, concurrency: Int, executor: any TaskExecutor, world: World,
        journal: Journal, metrics: Metrics? = nil, workLimits: WorkLimits = WorkLimits(), notes: CrashNotes? = nil,
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
        most = 2 * max(concurrency, Worker.batch)
        lanes = WorkLanes(work, limit: concurrency, executor: executor, now: world.now, notes: notes, wake: wake)
    }

    /// Two batches, however few offers are worked on at once: while one is committed the other is done.
    package var room: Int { bytes < mostBytes ? max(0, most - jobs.count - queued) : 0 }
    package var isBusy: Bool { !jobs.isEmpty || queued > 0 }
    package var atWork: Int { jobs.count + queued }

    package let heedsControls = true

    // MARK: In

    package func gain(_ partitions: [TopicPartition], from log: any EventLog) { largest = log.largestMessage }

    package func lose(_ partition: TopicPartition) {
        ready.removeAll { $0.record?.partition == partition }
        for (number, job) in jobs where job.record.topicPartition == partition {
            lanes.cancel(number)
            // What waits behind the job is of the same offer, so of the same partition.
            let behind = queues.removeValue(forKey: job.slip.event.subject) ?? []
            queued -= behind.count
            bytes -= behind.reduce(job.size) { $0 + $1.size }
            jobs[number] = nil
            resting.remove(number)
        }
        starting.removeAll { jobs[$0.number] == nil }
    }

    package func take(_ record: Record, now: Timestamp) {
        do {
            let job = Job(record, try readSlip(record), began: now)
            bytes += job.size
            let offer = job.slip.event.subject
            guard let others = queues.updateValue([], forKey: offer) else { return start(job) }
            queues[offer] = others + [job]
            queued += 1
        } catch { bury(record, error) }
    }

    private func start(_ job: Job) {
        jobsSoFar += 1
        jobs[jobsSoFar] = job
        run(jobsSoFar)
    }

    private func startNext(of offer: String, now: Timestamp) {
        guard let place = queues.index(forKey: offer) else { return }
        guard !queues.values[place].isEmpty else {
            queues.remove(at: place)
            return
        }
        let next = queues.values[place].removeFirst()
        queued -= 1
        next.began = now
        start(next)
    }

    private func readSlip(_ record: Record) throws -> RoutingSlip {
        guard let value = record.value else { throw Poison("not-an-event", "the record has no value") }
        let event: Event
        do {
            event = try Event(headers: record.messageHeaders, value: value)
        } catch { throw Poison("not-an-event", "\(error)") }
        let slip = try RoutingSlip(event)
        guard slip.stop.stage == name else {
            throw Poison("wrong-stage", "the event is for \(slip.stop.stage), this is \(name)")
        }
        guard let key = record.key, event.isAbout(key: key) else {
            throw Poison("wrong-key", "the record's key is not the event's subject \(event.subject)")
        }
        return slip
    }

    func bury(_ record: Record, _ error: any Error) {
        let poison = error as? Poison ?? Poison("not-an-event", "\(error)")
        journal.warning("dead letter", ["code": poison.code, "reason": poison.description, "record": "\(record.id)"])
        let outputs = [Message.deadLetter(record, poison, program: "\(name)", largest: largest)]
        ready.append(Finished(.deadLetter, record, outputs: outputs, note: nil))
    }

    func run(_ number: Int) {
        guard let job = jobs[number], !isCondemned(job, number), !waits(job, number) else { return }
        job.tries += 1
        job.due = nil
        resting.remove(number)
        let assignment = Assignment(number, job.slip, job.record.id)
        job.assignment = assignment
        starting.append(assignment)
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
        for (number, result) in lanes.takeAnswers() { settle(number, result, now: now) }
        for number in resting.sorted() {
            guard let job = jobs[number], let due = job.due, due <= now else { continue }
            if gaveBack(number, job, now) { continue }
            journal.info("trying again", ["offer": job.slip.event.subject, "try": "\(job.tries + 1)"])
            run(number)
        }
        giveOut()
        if now - lastReport >= reportEvery { reportProgress(now) }
        defer { ready = [] }
        return ready
    }

    package func nextWakeUp(now: Timestamp) -> Timestamp? {
        guard untold.isEmpty else { return now + Following.every }
        guard isBusy else { return nil }
        let due = resting.compactMap { jobs[$0]?.due }.min()
        let report = lastReport + reportEvery
        let next = min(due ?? report, max(report, now + .milliseconds(100)))
        // Who waits behind quick work that has become slow is given a lane of its own soon.
        return lanes.couldOpen ? min(next, now + .milliseconds(5)) : next
    }

    private func settle(_ number: Int, _ result: Result<StageOutcome, any Error>, now: Timestamp) {
        // A result of work that was cancelled with its partition has no job any more.
        guard let job = jobs[number] else { return }
        // Only a failure asks what the profile says: an answer is on the way of every record.
        var limited = policy
        if case .failure = result { limited = policy.limited(by: job.slip) }
        switch Verdict(judged(job, result), try: job.tries, policy: limited, random: world.random()) {
        case .again(let wait, let fault):
            metrics?.retried()
            journal.warning(
                "fault, tried again",
                job.slip.logged.merging(
                    ["code": fault.code, "reason": fault.description, "wait_ms": "\(wait.milliseconds)"]) { $1 })
            job.due = now + wait
            resting.insert(number)
            return
        case .finished(let outcome):
            let outputs = Self.messages(outcome, job.slip, job.began, now, source)
            if let poison = outputs.poison(above: largest) {
                bury(job, poison, now)
            } else {
                finish(job, EventOutcome(outcome, job.slip), outputs, now)
            }
        case .blocked(let fault):
            journal.error(
                "blocked", job.slip.logged.merging(["code": fault.code, "reason": fault.description]) { $1 })
            let report = StepReport(.faulted(fault), of: job.slip, began: job.began, at: now)
            finish(job, .blocked, [fitting(report)], now)
        case .poison(let poison): bury(job, poison, now)
        case .dropped: break
        }
        end(number, job, now)
    }

    func end(_ number: Int, _ job: Job, _ now: Timestamp) {
        jobs[number] = nil
        resting.remove(number)
        bytes -= job.size
        // It came to an answer: nobody died over it after all.
        if !controls.suspects.isEmpty, controls.suspects[job.record.place] != nil,
            ready.last?.record == job.record.id
        {
            ready[ready.count - 1].outputs.append(Controls.letGo(.record(job.record.place)))
        }
        startNext(of: job.slip.event.subject, now: now)
    }

    func finish(_ job: Job, _ outcome: EventOutcome, _ outputs: [Message], _ now: Timestamp) {
        let note = journal.note("step", at: now) { json in
            job.slip.event.writeSubject(as: "offer", to: &json)
            job.slip.event.write(RoutingSlip.Name.submission, as: "submission", to: &json)
            json.member("step", String(job.slip.stop.step))
            json.member("attempt", String(job.slip.attempt))
            json.member("outcome", outcome.rawValue)
            json.member("tries", String(job.tries))
            json.member("took_ms", String(now.milliseconds - job.began.milliseconds))
            job.slip.event.writeTraceID(as: "trace_id", to: &json)
        }
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
            var messages: [Message] = []
            messages.reserveCapacity(2 + emitting.count)
            if let next { messages.append(next) }
            messages.append(report)
            messages += emitting
            return messages
        case .rejected(let problems):
            return [StepReport(.rejected(problems), of: slip, began: began, at: now).message(source: source)]
        }
    }

    private func reportProgress(_ now: Timestamp) {
        lastReport = now
        checkTimes(now)
        let progress = lanes.takeProgress()
        for number in jobs.keys.filter({ (jobs[$0]?.began).map { $0 + reportEvery <= now } ?? false }).sorted() {
            guard let job = jobs[number] else { continue }
            let outcome: Outcome
            if let newest = progress[number] {
                outcome = .progressed(newest)
            } else if !job.announced {
                outcome = .started
            } else {
                continue
            }
            let report = StepReport(outcome, of: job.slip, began: job.began, at: now, sequence: job.reports)
            job.announced = true
            job.reports += 1
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
    var logged: [String: String] {
        var fields = ["offer": event.subject, "submission": submission.description]
        fields["trace_id"] = event.trace?.traceID
        return fields
    }
}
