// How a stage processor keeps its jobs: in groups, of which only the first is worked on, until they are finished or their
// partition is lost.

import Base
import Events
import Log
import Offers
import Telemetry

extension StageProcessor {
    /// The limit of bytes that it holds, since offers may be large; above it, the loop takes no records. Larger than
    /// all submissions that the shipped quotas allow a publisher, so that other publishers' submissions are read after
    /// them.
    private static var mostBytes: Int { 64 << 20 }

    package var stage: Stage? { work.stage }
    /// A step carries what the work needs of its process, so a stage may not read the processes' topic: see `Service.stage`.
    package var follows: [Topic] { stage == nil ? [] : [.controls] }
    package var isBusy: Bool { !jobs.isEmpty }
    package var atWork: Int { jobs.count }
    package var room: Int { bytes < Self.mostBytes ? max(0, capacity - jobs.count) : 0 }
    var jobsInOrder: [Job] { jobs.values.sorted { $0.number < $1.number } }

    package func pass(_ passed: PassedOver) { finished.append(deadLetterer.deadLetter(passed)) }

    package func gain(_ partitions: [TopicPartition], from log: any EventLog) {
        deadLetterer.largest = log.largestMessage
    }

    package func lose(_ partition: TopicPartition) {
        // In reverse, so that none starts the next one of its group.
        for job in jobsInOrder.reversed() where job.record.topicPartition == partition {
            if let attempt = job.attempt { pool.cancel(attempt) }
            end(job, world.now())
        }
        ready.removeAll { jobs[$0.number] == nil }
        finished.removeAll { $0.partition == partition }
    }

    package func drain() {
        isDraining = true
        // In reverse, so that none starts the next one of its group.
        for job in jobsInOrder.reversed() {
            if let attempt = job.attempt, !pool.reclaim(attempt) { continue }
            end(job, world.now())
        }
        ready = []
    }

    /// The job is now the first of its group, or has rested.
    func start(_ job: Job, _ now: Timestamp) {
        guard !deadLetterIfItCrashesWorkers(job, now), !holdIfPaused(job) else { return }
        job.state = .ready
        ready.append(job)
    }

    func finish(_ job: Job, _ outcome: EventOutcome, _ outputs: [Message], _ now: Timestamp) {
        let note = logger.note(work.stage == nil ? .delivered : .step, at: now) { job.write(outcome, now, to: &$0) }
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
