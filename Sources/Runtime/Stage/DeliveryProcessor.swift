// Records handed on to the outside: partitions side by side, the records of one strictly after one another, so that what
// an offer's publisher gets comes in order. What cannot be handed on goes to the dead letters and holds up nobody.

import Base
import Events
import Kafka
import KafkaLog
import Log
import Offers
import Telemetry

final class DeliveryProcessor<Work: RecordHandler>: Processor {
    /// The first of a partition's records is at work or rests before another try; the others wait behind it.
    private struct Line {
        var job: Int
        var records: [Record]
        var tries = 0
        var due: Timestamp?
        var task: Task<Void, Never>?
    }

    /// Enough to keep every partition busy; the rest is better left to the broker.
    private static var mostTaken: Int { 200 }

    private let work: Work
    private let policy: RetryPolicy
    private let executor: any TaskExecutor
    private let world: World
    private let journal: Logger
    private let metrics: Metrics?
    private let mailbox: CompletionQueue

    private var lines: [TopicPartition: Line] = [:]
    private var partitions: [Int: TopicPartition] = [:]
    private var jobsSoFar = 0
    private var ready: [Finished] = []
    private var largest = Int.max

    init(
        _ work: Work, policy: RetryPolicy, executor: any TaskExecutor, world: World, journal: Logger,
        metrics: Metrics? = nil, wake: @escaping @Sendable () -> Void
    ) {
        self.work = work
        self.policy = policy
        self.executor = executor
        self.world = world
        self.journal = journal
        self.metrics = metrics
        mailbox = CompletionQueue(wake: wake)
    }

    var room: Int { max(0, Self.mostTaken - atWork) }
    var isBusy: Bool { !lines.isEmpty }
    var atWork: Int { lines.values.reduce(0) { $0 + $1.records.count } }

    func gain(_ partitions: [TopicPartition], from log: any EventLog) { largest = log.largestMessage }

    func lose(_ partition: TopicPartition) {
        ready.removeAll { $0.record?.partition == partition }
        guard let line = lines.removeValue(forKey: partition) else { return }
        line.task?.cancel()
        partitions[line.job] = nil
    }

    func take(_ record: Record, now: Timestamp) {
        let partition = record.topicPartition
        if lines[partition] != nil {
            lines[partition]?.records.append(record)
        } else {
            lines[partition] = Line(job: 0, records: [record])
            run(partition)
        }
    }

    private func run(_ partition: TopicPartition) {
        guard var line = lines[partition], let record = line.records.first else { return }
        jobsSoFar += 1
        let number = jobsSoFar
        partitions[number] = partition
        line.job = number
        line.tries += 1
        line.due = nil
        let message = Message(
            topic: Work.input, key: record.key, value: record.value,
            headers: record.messageHeaders)
        line.task = Task(executorPreference: executor) { [work, mailbox] in
            do {
                try await work.perform(message)
                mailbox.put(.success(.completed()), of: number)
            } catch {
                mailbox.put(.failure(error), of: number)
            }
        }
        lines[partition] = line
    }

    func results(now: Timestamp) -> [Finished] {
        for (job, result) in mailbox.takeResults() {
            // Without a partition: it was lost, or another's meanwhile.
            guard let partition = partitions.removeValue(forKey: job) else { continue }
            settle(partition, result, now: now)
        }
        for (partition, line) in lines {
            if let due = line.due, due <= now { run(partition) }
        }
        defer { ready = [] }
        return ready
    }

    func nextWakeUp(now: Timestamp) -> Timestamp? { lines.values.compactMap(\.due).min() }

    private func settle(_ partition: TopicPartition, _ result: Result<StageOutcome, any Error>, now: Timestamp) {
        guard let line = lines[partition], let record = line.records.first else { return }
        switch RetryDecision(result, try: line.tries, policy: policy, random: world.random()) {
        case .again(let wait, let fault):
            metrics?.retried()
            journal.warning(
                "fault, tried again",
                record.logged(["code": fault.code, "reason": fault.description, "wait_ms": "\(wait.milliseconds)"]))
            lines[partition]?.due = now + wait
            lines[partition]?.task = nil
            return
        case .finished:
            let fields = record.logged([:])
            let note = journal.note("handed on", at: now) { json in
                json.member("offer", fields["offer"])
                json.member("submission", fields["submission"])
                json.member("event", fields["event"])
                json.member("tries", String(line.tries))
                json.member("trace_id", fields["trace_id"])
            }
            ready.append(Finished(.answered, record, outputs: [], note: note))
        case .blocked(let fault): bury(record, Poison(fault.code, fault.description))
        case .poison(let poison): bury(record, poison)
        case .dropped: bury(record, Poison("dropped", "the work was given up although its partition is still ours"))
        }
        lines[partition] = line.records.count > 1 ? Line(job: 0, records: Array(line.records.dropFirst())) : nil
        run(partition)
    }

    private func bury(_ record: Record, _ poison: Poison) {
        journal.error(
            "dead letter",
            record.logged(["code": poison.code, "reason": poison.description, "record": "\(record.id)"]))
        let outputs = [Message.deadLetter(record, poison, program: Work.name, largest: largest)]
        ready.append(Finished(.deadLetter, record, outputs: outputs, note: nil))
    }
}

extension Record {
    /// What a log line about a record in CloudEvents binary mode names.
    fileprivate func logged(_ fields: [String: String]) -> [String: String] {
        var fields = fields
        let names = ["ce_subject": "offer", "ce_submission": "submission", "ce_id": "event"]
        for header in headers {
            let text = String(decoding: header.value.prefix(200), as: UTF8.self)
            if let name = names[header.name] { fields[name] = text }
            if header.name == "ce_traceparent" { fields["trace_id"] = TraceContext(text)?.traceID }
        }
        return fields
    }
}
