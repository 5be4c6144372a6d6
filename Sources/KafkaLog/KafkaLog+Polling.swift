// How records come in: polls, the partitions that the group assigns, and pauses of their fetching.

import Kafka
import Log

extension KafkaLog {
    public func poll(max: Int, wait: Duration) throws -> PollBatch {
        // After a rolled-back commit the partitions begin anew: their owner must know before it sees their records.
        guard lost.isEmpty, gained.isEmpty else { return takeChanges() }
        let pause = rolledBackCommits.pause()
        guard max > 0 || pause > .zero || !rest(wait) else { return PollBatch() }
        try pauseFetching(ofAll: max == 0 || pause > .zero)
        if max > 0 { fullSince = nil }
        let messages = try consumer.poll(max: Swift.max(max, 1), wait: pause > .zero ? min(pause, wait) : wait)
        if !messages.isEmpty { failpoint?.pass(.afterPoll) }
        var batch = takeChanges()
        // A rebalance ends the poll that it falls into. The records of that poll are read again.
        guard batch.lost.isEmpty else { return batch }
        batch.records.reserveCapacity(messages.count)
        for index in messages.indices {
            let record = Record(messages[index])
            if trackers.take(record.id) { batch.records.append(record) }
        }
        return batch
    }

    private func takeChanges() -> PollBatch {
        var batch = PollBatch()
        swap(&batch.lost, &lost)
        swap(&batch.gained, &gained)
        return batch
    }

    /// A worker at capacity usually has room again within milliseconds, and a pause makes the client drop its prefetched
    /// records. So for the first second it takes nothing and pauses nothing. False where that second is over.
    private func rest(_ wait: Duration) -> Bool {
        let now = ContinuousClock.now
        let since = fullSince ?? now
        fullSince = since
        guard hasJoined, paused.isEmpty, now - since < .seconds(1) else { return false }
        consumer.rest(min(wait, .seconds(1)))
        return true
    }

    /// Pauses the fetching of all partitions, or of those whose finished records could outgrow the metadata; resumes the
    /// others. Polling never pauses, so that the membership stays.
    private func pauseFetching(ofAll: Bool) throws {
        let full = ofAll ? Set(trackers.partitions) : trackers.full
        guard full != paused else { return }
        try consumer.pause(full.subtracting(paused).map(\.kafka))
        try consumer.resume(paused.subtracting(full).map(\.kafka))
        paused = full
    }

    // MARK: Assignment

    /// Starts to track partitions and says where to read them from.
    func assign(_ committed: [Kafka.CommittedOffset]) throws -> [Kafka.TopicPartition: StartOffset] {
        hasJoined = true
        failpoint?.pass(.inRebalance)
        var starts: [Kafka.TopicPartition: StartOffset] = [:]
        for offset in committed {
            let tracker = start(of: offset, in: try consumer.watermarks(offset.partition))
            let partition = TopicPartition(offset.partition)
            trackers[partition] = tracker
            starts[offset.partition] = .offset(tracker.next)
            gained.append(partition)
        }
        return starts
    }

    func revoke(_ partitions: [TopicPartition]) {
        for partition in partitions { trackers[partition] = nil }
        paused.subtract(partitions)
        gained.removeAll { partitions.contains($0) }
        lost += partitions
    }

    /// Continues at the commit. Without one, or if retention removed its records, from the oldest record; the same for a
    /// commit beyond the end of the log, which belongs to a topic that was deleted and created anew.
    private func start(of committed: Kafka.CommittedOffset, in marks: Watermarks) -> OffsetTracker {
        guard !committed.isUnset else { return OffsetTracker(next: marks.low) }
        guard committed.offset <= marks.high else {
            warn(
                "OFFSETS",
                "\(committed.partition): the commit at \(committed.offset) is beyond the end of the log at "
                    + "\(marks.high), so it belongs to another log; reading from \(marks.low), work may be done twice")
            return OffsetTracker(next: marks.low)
        }
        guard committed.offset >= marks.low, let text = committed.metadata, !text.isEmpty else {
            return OffsetTracker(next: max(committed.offset, marks.low))
        }
        guard let beyond = FinishedOffsets.decode(text, base: committed.offset, end: marks.high) else {
            warn(
                "OFFSETS",
                "\(committed.partition): ignoring damaged metadata of the commit at \(committed.offset); "
                    + "work may be done twice, nothing is skipped")
            return OffsetTracker(next: committed.offset)
        }
        return OffsetTracker(next: committed.offset, beyond: beyond)
    }

    func warn(_ facility: String, _ text: String) {
        sink(KafkaLogLine(level: .warning, facility: facility, text: text))
    }

    public func lag() -> [Log.TopicPartition: Int64] {
        trackers.partitions.reduce(into: [:]) { lag, partition in
            guard let end = consumer.endOfLog(partition.kafka), let tracker = trackers[partition] else { return }
            lag[partition] = max(0, end - tracker.next)
        }
    }
}
