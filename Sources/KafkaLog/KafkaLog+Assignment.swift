// Which partitions are this member's, and where each is read from. A committed offset is only as good as the log that it
// is of: topics are made again, cut, and deleted from; offsets expire, and other programs commit.

import Events
import Kafka
import Log

extension KafkaLog {
    /// A first record older than this was there before the worker was.
    private static let youth = Duration.seconds(3600)

    /// Starts to track partitions and says where to read them from. Work of those that return continues, unless another member
    /// has committed meanwhile.
    func assign(_ committed: [Kafka.CommittedOffset]) throws -> [Kafka.TopicPartition: StartOffset] {
        hasJoined = true
        failpoint?.pass(.inRebalance)
        let assigned = Set(committed.map { TopicPartition($0.partition) })
        try refuseNewPartitions(assigned)
        // What did not return is another member's now.
        let given = suspended.subtracting(assigned)
        suspended = []
        let stale = committed.filter { lastCommitted[TopicPartition($0.partition)] != $0 && !unsettled.contains($0) }
        revokeNow((given.sorted() + stale.map { TopicPartition($0.partition) }).filter { trackers[$0] != nil })
        let new = committed.filter { trackers[TopicPartition($0.partition)] == nil }
        for (offset, marks, tracker) in try takeOver(new) {
            let partition = TopicPartition(offset.partition)
            trackers[partition] = tracker
            lastCommitted[partition] = new.first { $0.partition == offset.partition }
            changes.gained.append(partition)
            // From here on "nothing committed" means that it is gone.
            if lastCommitted[partition]?.offset != tracker.next { trackers.touch(partition) }
            if tracker.next < marks.low { passDeleted(partition, tracker.next..<marks.low) }
        }
        return assigned.reduce(into: [:]) { starts, partition in
            starts[partition.kafka] = trackers[partition].map { .offset($0.end) }
        }
    }

    /// A group may take all partitions and return some a moment later. Where work lasts for hours it continues meanwhile,
    /// and only what another member got is dropped (`assign`). Where answers depend on tables, another member may have changed
    /// these in between.
    func revoke(_ partitions: [TopicPartition], mayReturn: Bool) {
        ends.removeAll { partitions.contains($0.partition) }
        paused.subtract(partitions)
        if mayReturn { suspended.formUnion(partitions) }
        if !mayReturn || !plan.keepsWork { revokeNow(partitions) }
    }

    func revokeNow(_ partitions: [TopicPartition]) {
        for partition in partitions {
            trackers[partition] = nil
            lastCommitted[partition] = nil
        }
        changes.gained.removeAll { partitions.contains($0) }
        changes.passed.removeAll { partitions.contains($0.partition) }
        // Its next owner may commit before the fate of our commit is known.
        unsettled.removeAll { partitions.contains(TopicPartition($0.partition)) }
        changes.lost += partitions
    }

    /// Partitions were added to a topic while the worker ran.
    private func refuseNewPartitions(_ assigned: Set<TopicPartition>) throws {
        guard let new = assigned.filter({ Int($0.partition) >= partitions }).min() else { return }
        throw LogError(
            kind: .unfit,
            description: "\(new.topic) has more than the \(partitions) partitions of the other topics. "
                + StartUpChecks.partitionsRemedy)
    }

    // MARK: Taking over

    private func takeOver(
        _ committed: [Kafka.CommittedOffset]
    ) throws -> [(Kafka.CommittedOffset, Watermarks, OffsetTracker)] {
        var committed = committed
        if plan.keepsPositions, committed.contains(where: \.isUnset) { try fillInPositions(&committed) }
        let read = try committed.map { offset in
            let witness = offset.metadata.flatMap { CommitMetadata($0) }?.witness
            return Reading(TopicPartition(offset.partition), witness, try consumer.watermarks(offset.partition))
        }
        let replaced = try replaced(read)
        return try zip(committed, read).map { offset, read in
            let start = try start(of: offset, in: read.marks, isReplaced: replaced.contains(read.partition))
            return (offset, read.marks, start)
        }
    }

    /// A partition, the newest record that was read of it, and what its log has now.
    struct Reading {
        var partition: TopicPartition
        var witness: Log.RecordStamp?
        var marks: Watermarks

        init(_ partition: TopicPartition, _ witness: Log.RecordStamp?, _ marks: Watermarks) {
            (self.partition, self.witness, self.marks) = (partition, witness, marks)
        }
    }

    /// The partitions whose log is another one than was read: the newest record that was read is not there, although
    /// the log has not deleted as much.
    func replaced(_ read: [Reading]) throws -> Set<TopicPartition> {
        var expected: [Kafka.TopicPartition: Kafka.RecordStamp] = [:]
        var replaced: Set<TopicPartition> = []
        for reading in read {
            guard let witness = reading.witness, witness.offset >= reading.marks.low else { continue }
            if witness.offset < reading.marks.high {
                expected[reading.partition.kafka] = Kafka.RecordStamp(offset: witness.offset, timestamp: witness.time)
            } else {
                replaced.insert(reading.partition)
            }
        }
        let found = try lookingReader().first(expected.mapValues { .offset($0.offset) })
        for (partition, stamp) in expected where found[partition] != stamp {
            replaced.insert(TopicPartition(partition))
        }
        return replaced
    }

    /// Continues at the commit, unless it is of another log or there is none.
    private func start(
        of committed: Kafka.CommittedOffset, in marks: Watermarks, isReplaced: Bool
    ) throws -> OffsetTracker {
        let partition = TopicPartition(committed.partition)
        guard !committed.isUnset else { return try startWithoutCommit(partition, marks) }
        let metadata = committed.metadata.flatMap { CommitMetadata($0) }
        if metadata == nil {
            warn(
                "OFFSETS",
                "\(partition): the commit at \(committed.offset) was made by another program, not by this worker; records "
                    + "before it may not have been worked on. Look for members of the group \(plan.group) that are not "
                    + "workers (kcat -G, user interfaces, kafka-consumer-groups --reset-offsets)")
        }
        guard committed.offset <= marks.high, !isReplaced else {
            return try restart(partition, committed, metadata?.witness, marks)
        }
        guard let text = metadata?.finished else {
            return OffsetTracker(next: committed.offset, witness: metadata?.witness)
        }
        guard let beyond = FinishedOffsets.decode(text, base: committed.offset, end: marks.high) else {
            warn(
                "OFFSETS",
                "\(partition): ignoring damaged metadata of the commit at \(committed.offset); "
                    + "work may be done twice, nothing is skipped")
            return OffsetTracker(next: committed.offset, witness: metadata?.witness)
        }
        return OffsetTracker(next: committed.offset, beyond: beyond, witness: metadata?.witness)
    }

    /// The commit is of a log that is not this one: the topic was made again, or its end was cut off (an unclean election, a
    /// restored volume). Continues at the first record that is newer than the newest that was read; what is older was worked
    /// on before.
    func restart(
        _ partition: TopicPartition, _ committed: Kafka.CommittedOffset, _ witness: Log.RecordStamp?,
        _ marks: Watermarks
    ) throws -> OffsetTracker {
        let what =
            "\(partition): the commit at \(committed.offset) is of another log than this one, which has offsets "
            + "\(marks.low) to \(marks.high): the topic was made again, or its end was cut off"
        guard let witness else {
            return try ask(partition, marks, what)
        }
        var next = marks.high
        if let oldest = try lookingReader().first([partition.kafka: .beginning])[partition.kafka] {
            next = oldest.timestamp > witness.time ? marks.low : try newer(than: witness.time, partition, marks)
        }
        next = min(next, committed.offset)
        report(.error, "OFFSETS", "\(what); continuing at \(next), with the first record newer than the last one read")
        return OffsetTracker(next: next)
    }

    /// The broker's answer may be the marker of a transaction: where a mirror wrote it, it is newer than later records.
    private func newer(than time: Int64, _ partition: TopicPartition, _ marks: Watermarks) throws -> Int64 {
        let reader = try lookingReader()
        let first = try reader.offsets(notBefore: time + 1, of: [partition.kafka])[partition.kafka]
        guard let first else { return marks.high }
        let record = try reader.first([partition.kafka: .offset(first)], newerThan: time)[partition.kafka]
        return record?.offset ?? marks.high
    }

    /// Nothing is committed: the topic is young, or the partition is new, or the offsets are gone.
    private func startWithoutCommit(_ partition: TopicPartition, _ marks: Watermarks) throws -> OffsetTracker {
        guard marks.low < marks.high else { return OffsetTracker(next: marks.low) }
        if try plan.start == nil && hasCommitElsewhere(in: partition.topic) { return OffsetTracker(next: marks.low) }
        guard let oldest = try lookingReader().first([partition.kafka: .beginning])[partition.kafka] else {
            return OffsetTracker(next: marks.low)
        }
        let age = plan.now() - oldest.timestamp
        guard plan.start != nil || age > Self.youth.components.seconds * 1000 else {
            return OffsetTracker(next: marks.low)
        }
        return try ask(
            partition, marks,
            "group \(plan.group) has no committed offsets of \(partition.topic), whose records go back "
                + "\(age / 3_600_000) h: its offsets have expired (offsets.retention.minutes), were deleted, or it is "
                + "another group than before")
    }

    private func hasCommitElsewhere(in topic: String) throws -> Bool {
        let all = (0..<Int32(partitions)).map { Kafka.TopicPartition(topic, $0) }
        return try consumer.committed(all).contains { !$0.isUnset }
    }

    /// The setting `start` decides; without it the operator must.
    private func ask(_ partition: TopicPartition, _ marks: Watermarks, _ what: String) throws -> OffsetTracker {
        guard let start = plan.start else {
            throw LogError(
                kind: .unfit,
                description: "\(what). Start once with --start earliest to work on everything that is there, --start "
                    + "latest to leave it out, or --start TIME (2026-01-31T09:00:00Z) to begin with the records from then on"
            )
        }
        let next: Int64 =
            switch start {
            case .earliest: marks.low
            case .latest: marks.high
            case .time(let milliseconds): try newer(than: milliseconds - 1, partition, marks)
            }
        report(.warning, "OFFSETS", "\(what); beginning at \(next), as --start says")
        return OffsetTracker(next: next)
    }

    /// Offsets expire; `offers.positions` does not.
    private func fillInPositions(_ committed: inout [Kafka.CommittedOffset]) throws {
        var kept: [Kafka.TopicPartition: Kafka.CommittedOffset] = [:]
        try restore((0..<Int32(partitions)).map { TopicPartition(Topic.positions.name, $0) }) { record in
            guard let value = record.value, let position = PositionRecord(value: [UInt8](value)),
                position.group == plan.group
            else { return }
            let partition = Kafka.TopicPartition(position.topic, Int32(clamping: position.partition))
            kept[partition] = Kafka.CommittedOffset(
                partition: partition, offset: Int64(position.offset), metadata: position.metadata)
        }
        for index in committed.indices where committed[index].isUnset {
            guard let position = kept[committed[index].partition] else { continue }
            committed[index] = position
            report(
                .warning, "OFFSETS",
                "\(position.partition): group \(plan.group) has no committed offset; continuing at \(position.offset), "
                    + "as \(Topic.positions) says")
        }
    }

    func warn(_ facility: String, _ text: String) { report(.warning, facility, text) }

    func report(_ level: KafkaLogLine.Level, _ facility: String, _ text: String) {
        sink(KafkaLogLine(level: level, facility: facility, text: text))
    }
}
