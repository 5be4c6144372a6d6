// How records come in: polls, and pauses of their fetching.

import Kafka
import Log

extension KafkaLog {
    /// Ends the wait of a poll. For any thread.
    public var waker: Waker { consumer.waker }

    public func poll(max: Int, wait: Duration) throws -> PollBatch {
        // A partition that begins anew: its owner must know before it sees the records.
        guard changes.lost.isEmpty, changes.gained.isEmpty else { return takeChanges() }
        if consumer.isOutdated, mayReplaceConsumer { try replaceConsumer() }
        let pause = rolledBackCommits.pause()
        guard max > 0 || pause > .zero || !rest(wait) else { return PollBatch() }
        try pauseFetching(ofAll: max == 0 || pause > .zero)
        if max > 0 { fullSince = nil }
        ends = []
        let messages = try consumer.poll(
            max: Swift.max(max, 1), wait: pause > .zero ? min(pause, wait) : wait,
            atEnd: { ends.append((TopicPartition($0), $1)) })
        if !messages.isEmpty { failpoint?.pass(.afterPoll) } else { try commitPositions(after: .seconds(5)) }
        let refused = try refuseOtherLogs(messages)
        ends.removeAll { refused.contains($0.partition) }
        var batch = takeChanges()
        batch.records.reserveCapacity(messages.count)
        for index in messages.indices {
            let record = Record(messages[index])
            if !refused.isEmpty, refused.contains(record.topicPartition) { continue }
            if trackers.take(record.id, at: record.timestamp) { batch.records.append(record) }
        }
        // Not before: the records of this poll are in front of the end.
        for end in ends {
            trackers.reachedEnd(end.partition, at: end.offset)
            progress.reachedEnd(end.partition, end.offset)
        }
        for obstacle in consumer.takeObstacles() { try overcome(obstacle) }
        let later = takeChanges()
        batch.records.removeAll { later.lost.contains($0.topicPartition) }
        batch.lost += later.lost
        batch.gained += later.gained
        batch.passed += later.passed
        return batch
    }

    private func takeChanges() -> PollBatch {
        defer { changes = PollBatch() }
        return changes
    }

    /// A worker at capacity usually has room again within milliseconds, and a pause makes the client drop its prefetched
    /// records. So for the first second it takes nothing and pauses nothing. False if that second is over.
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
        guard !isRebalancing else { return }
        let full = ofAll ? Set(trackers.partitions) : trackers.full
        guard full != paused else { return }
        try consumer.pause(full.subtracting(paused).map(\.kafka))
        try consumer.resume(paused.subtracting(full).map(\.kafka))
        paused = full
    }

    // MARK: New certificates

    /// An open connection needs no new certificate. So work that another member could get comes to its end first,
    /// unless the brokers do not let this consumer in any more.
    private var mayReplaceConsumer: Bool {
        !plan.keepsWork || plan.staticMembership || !trackers.hasOpen || consumer.silence > .seconds(10)
    }

    /// Leaves the group and joins it as a new consumer. As after any rebalance, work continues where the partition comes back.
    private func replaceConsumer() throws {
        let next = try Self.makeConsumer(plan, settings, waker: consumer.waker, sink)
        consumer.close()
        // A broker that does not answer in time leaves `close` without a call of `revoked`.
        revoke(trackers.partitions, mayReturn: true)
        consumer = next
        try join()
    }

    // MARK: What is open

    public func unfinished() -> [Log.TopicPartition: Int64] {
        trackers.partitions.reduce(into: [:]) { open, partition in
            guard let tracker = trackers[partition] else { return }
            open[partition] = tracker.unfinished(before: consumer.endOfLog(partition.kafka) ?? tracker.end)
        }
    }

    public var silence: BrokerSilence? {
        BrokerSilence(duration: consumer.silence, words: consumer.lastBrokerProblem)
    }

    public func stalls() -> [Stall] {
        guard !isRebalancing else { return [] }
        let places = trackers.partitions.compactMap { partition -> (TopicPartition, Int64, Int64)? in
            guard !paused.contains(partition), let tracker = trackers[partition],
                let end = consumer.endOfLog(partition.kafka)
            else { return nil }
            return (partition, tracker.end, end)
        }
        return progress.stalls(places, at: .now)
    }
}
