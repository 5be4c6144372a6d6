// Inspects single positions of a partition: its first record from an offset on, and where an unreadable batch ends.
import CLibrdkafka

/// A record's offset and time.
public struct RecordStamp: Hashable, Sendable {
    /// The record's offset.
    public let offset: Int64
    /// Milliseconds since 1970; -1 if the record has none.
    public let timestamp: Int64

    /// A stamp.
    public init(offset: Int64, timestamp: Int64) {
        self.offset = offset
        self.timestamp = timestamp
    }
}

/// What a partition contains from an offset on.
public enum Look: Hashable, Sendable {
    /// A record; its offset may be higher.
    case record(RecordStamp)
    /// Nothing readable: the end, or an open transaction.
    case end
    /// An unreadable batch, in librdkafka's words.
    case unreadable(String)
}

extension PartitionReader {
    /// The first record of each partition from an offset on that is newer than `time`; partitions without such a record
    /// are left out. Throws `_TIMED_OUT` if the broker does not answer within `timeout`.
    public func first(
        _ starts: [TopicPartition: StartOffset], newerThan time: Int64 = .min, timeout: Duration = .seconds(30)
    ) throws -> [TopicPartition: RecordStamp] {
        try look(starts, newerThan: time, timeout: timeout).compactMapValues { look in
            if case .record(let stamp) = look { stamp } else { nil }
        }
    }

    /// What each partition contains from an offset on, without records that are not newer than `time`. For a looking
    /// reader; throws as `first` does. `atEnd` gets each partition that has nothing to read.
    public func look(
        _ starts: [TopicPartition: StartOffset], newerThan time: Int64 = .min, timeout: Duration = .seconds(30),
        atEnd: (TopicPartition) -> Void = { _ in }
    ) throws -> [TopicPartition: Look] {
        guard !starts.isEmpty else { return [:] }
        var found: [TopicPartition: Look] = [:]
        var open = Set(starts.keys)
        try start(starts)
        defer { stop() }
        let deadline = Deadline(after: timeout)
        while !open.isEmpty {
            guard !deadline.hasPassed else {
                throw KafkaError(
                    operation: "read \(open.map(\.description).sorted().joined(separator: ", "))",
                    code: RD_KAFKA_RESP_ERR__TIMED_OUT)
            }
            var ended: [TopicPartition] = []
            let messages = try handle.poll(max: 100, wait: .milliseconds(200)) { partition, _ in ended.append(partition)
            }
            for message in messages {
                let partition = TopicPartition(message.topic, message.partition)
                guard message.timestamp > time, open.remove(partition) != nil else { continue }
                found[partition] = .record(RecordStamp(offset: message.offset, timestamp: message.timestamp))
            }
            for partition in ended where open.remove(partition) != nil {
                found[partition] = .end
                atEnd(partition)
            }
            for obstacle in handle.takeObstacles() where open.remove(obstacle.partition) != nil {
                found[obstacle.partition] = .unreadable(obstacle.words)
            }
        }
        return found
    }

    /// Open transactions: the offsets from the start of the first one to the end of the log, for each partition that
    /// has any.
    public func heldBack(
        _ partitions: [TopicPartition], timeout: Duration = .seconds(30)
    ) throws -> [TopicPartition: Range<Int64>] {
        var held: [TopicPartition: Range<Int64>] = [:]
        for partition in partitions {
            let stable = try watermarks(partition).high
            held[partition] = stable..<stable
        }
        // A fetch reports the log's end while the partition is read.
        var ends: [TopicPartition: Int64] = [:]
        _ = try look(held.mapValues { .offset($0.lowerBound) }, timeout: timeout) { ends[$0] = handle.endOfLog($0) }
        return held.reduce(into: [:]) { held, entry in
            guard let end = ends[entry.key], end > entry.value.lowerBound else { return }
            held[entry.key] = entry.value.lowerBound..<end
        }
    }

    /// Where reading can continue after an unreadable batch that contains the offset `first` and begins at `base`: at
    /// most `end`, and `first` itself if it is readable. The client does not report the length of a batch, so this
    /// tries offsets: twice as far each time, then a binary search. Throws `_TIMED_OUT` if that takes longer than
    /// `timeout`.
    public func endOfUnreadable(
        _ partition: TopicPartition, base: Int64, from first: Int64, to end: Int64, timeout: Duration = .seconds(60)
    ) throws -> Int64 {
        defer { stop() }
        let deadline = Deadline(after: timeout)
        guard try isUnreadable(partition, at: first, base: base, by: deadline) else { return first }
        var inside = first
        var step: Int64 = 1
        var outside = min(first + 1, end)
        while outside < end, try isUnreadable(partition, at: outside, base: base, by: deadline) {
            inside = outside
            step *= 2
            outside = min(inside + step, end)
        }
        while outside - inside > 1 {
            let middle = inside + (outside - inside) / 2
            if try isUnreadable(partition, at: middle, base: base, by: deadline) {
                inside = middle
            } else {
                outside = middle
            }
        }
        return outside
    }

    /// Whether the offset lies in the unreadable batch that begins at `base`.
    private func isUnreadable(
        _ partition: TopicPartition, at offset: Int64, base: Int64, by deadline: Deadline
    ) throws -> Bool {
        _ = handle.takeObstacles()
        try handle.assign([partition: offset])
        while true {
            var isAtEnd = false
            let messages = try handle.poll(max: 1, wait: .milliseconds(200)) { _, _ in isAtEnd = true }
            if let obstacle = handle.takeObstacles().first { return obstacle.isUnreadable && obstacle.offset == base }
            if isAtEnd || !messages.isEmpty { return false }
            guard !deadline.hasPassed else {
                throw KafkaError(
                    operation: "find the end of the unreadable batch at \(partition)@\(base)",
                    code: RD_KAFKA_RESP_ERR__TIMED_OUT)
            }
        }
    }
}
