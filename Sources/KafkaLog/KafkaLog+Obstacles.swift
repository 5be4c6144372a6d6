// Places that reading does not get past by itself, and logs that changed while they were read.

import Kafka
import Log

extension KafkaLog {
    func overcome(_ obstacle: Obstacle) throws {
        let partition = TopicPartition(obstacle.partition)
        guard !isRebalancing, let tracker = trackers[partition] else { return }
        do {
            if obstacle.isUnreadable {
                try passUnreadable(obstacle, from: max(obstacle.offset, tracker.end))
            } else {
                try comeBackIntoTheLog(partition, tracker)
            }
        } catch let error as KafkaError where error.isRetriable {
            // The client meets the obstacle again, and the partition counts as stalled meanwhile.
            warn("CONSUME", "\(partition)@\(tracker.end): \(error)")
        }
    }

    /// A batch that cannot be decompressed or parsed is passed over, with a dead letter: asked for again it is the same.
    private func passUnreadable(_ obstacle: Obstacle, from first: Int64) throws {
        // The client would decompress it again and again meanwhile.
        try consumer.pause([obstacle.partition])
        defer { if !paused.contains(TopicPartition(obstacle.partition)) { try? consumer.resume([obstacle.partition]) } }
        let high = try consumer.watermarks(obstacle.partition).high
        let end = try lookingReader().endOfUnreadable(
            obstacle.partition, base: obstacle.offset, from: first, to: max(high, first + 1))
        try consumer.seek(obstacle.partition, to: end)
        guard end > first else { return }
        pass(
            TopicPartition(obstacle.partition), first..<end, .unreadable,
            "a batch of \(end - first) offsets cannot be read: \(obstacle.words)")
    }

    /// The position is outside of the log: retention or `kafka-delete-records` went ahead of this worker, or the topic was
    /// made again or cut.
    private func comeBackIntoTheLog(_ partition: TopicPartition, _ tracker: OffsetTracker) throws {
        let marks = try consumer.watermarks(partition.kafka)
        if tracker.end < marks.low {
            try consumer.seek(partition.kafka, to: marks.low)
            passDeleted(partition, tracker.end..<marks.low)
        } else if try tracker.end > marks.high || !replaced([Reading(partition, tracker.witness, marks)]).isEmpty {
            try beginAnew(partition, tracker, marks)
        } else {
            try consumer.seek(partition.kafka, to: tracker.end)
        }
    }

    /// Reads a log that replaced the one which was read, without what is in hand.
    private func beginAnew(_ partition: TopicPartition, _ tracker: OffsetTracker, _ marks: Watermarks) throws {
        guard plan.keepsWork else {
            throw LogError(
                kind: .changed,
                description:
                    "\(partition), which ends at \(marks.high), is not the log that was read up to \(tracker.end): "
                    + "the topic was made again, or its end was cut off. Exiting to begin anew with the log as it is")
        }
        let last = Kafka.CommittedOffset(
            partition: partition.kafka, offset: tracker.next, metadata: tracker.metadata)
        let begun = try restart(partition, last, tracker.witness, marks)
        revokeNow([partition])
        trackers[partition] = begun
        changes.gained.append(partition)
        try consumer.seek(partition.kafka, to: begun.next)
    }

    /// While a broker was away, a replica that lacks records may have become the leader (unclean election), or an older
    /// volume may have been restored. If the log has grown again since, nothing but the records themselves tell. So the
    /// newest record that was read is compared before the next one of its partition is taken. Returns the partitions
    /// of which no record of this poll may be taken.
    func refuseOtherLogs(_ messages: [KafkaMessage]) throws -> Set<TopicPartition> {
        guard !isRebalancing else { return [] }
        var again: Set<TopicPartition> = []
        if consumer.takeLostFetch() {
            suspects = Set(trackers.partitions)
            // What was fetched before may not be in the log that is read next, so it is fetched again.
            again = suspects.filter { (try? consumer.seek($0.kafka, to: trackers[$0]?.end ?? 0)) != nil }
        }
        guard !suspects.isEmpty else { return [] }
        let arrived = Set(messages.map { TopicPartition($0.topic, $0.partition) } + ends.map(\.partition))
        let asked = suspects.subtracting(again).intersection(arrived).filter { trackers[$0] != nil }
        guard !asked.isEmpty else { return again }
        do {
            let read = try asked.sorted().map {
                Reading($0, trackers[$0]?.witness, try consumer.watermarks($0.kafka))
            }
            let replaced = try replaced(read)
            for reading in read where replaced.contains(reading.partition) {
                guard let tracker = trackers[reading.partition] else { continue }
                try beginAnew(reading.partition, tracker, reading.marks)
            }
            suspects.subtract(asked)
            return again.union(replaced)
        } catch let error as KafkaError where error.isRetriable {
            warn("CONSUME", "cannot compare what was read with the log: \(error)")
            for partition in asked { try consumer.seek(partition.kafka, to: trackers[partition]?.end ?? 0) }
            return again.union(asked)
        }
    }

    func passDeleted(_ partition: TopicPartition, _ offsets: Range<Int64>) {
        pass(
            partition, offsets, .deleted,
            "the broker deleted offsets \(offsets.lowerBound) to \(offsets.upperBound - 1) before they were read "
                + "(retention or delete-records). Submissions that wait for a record of these make no progress: "
                + "see \"offerctl list --state Running\"")
    }

    private func pass(
        _ partition: TopicPartition, _ offsets: Range<Int64>, _ reason: PassedOver.Reason, _ words: String
    ) {
        let over = PassedOver(partition, offsets, reason, words)
        trackers.pass(over)
        changes.passed.append(over)
    }

    func lookingReader() throws -> PartitionReader {
        if let looker, !looker.isOutdated { return looker }
        let reader = try PartitionReader(
            settings: settings.forLooking(), name: "\(plan.group)-look", unreadable: .look, log: sink)
        looker = reader
        return reader
    }
}
