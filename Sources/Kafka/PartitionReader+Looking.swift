// Looks at single places of a partition: its first record from an offset on, and where a batch ends that cannot be read.
import CLibrdkafka

/// A record's place and time.
public struct RecordStamp: Hashable, Sendable {
    /// The record's offset.
    public let offset: Int64
    /// Milliseconds since 1970; -1 where the record has none.
    public let timestamp: Int64

    /// A stamp.
    public init(offset: Int64, timestamp: Int64) {
        self.offset = offset
        self.timestamp = timestamp
    }
}

/// What is in a partition from an offset on.
public enum Look: Hashable, Sendable {
    /// A record, which may lie behind the offset.
    case record(RecordStamp)
    /// Nothing that may be read: the end, or an open transaction.
    case end
    /// A batch that cannot be read, in librdkafka's words.
    case unreadable(String)
}

extension PartitionReader {
    /// The first record of each partition from an offset on; missing if there is none that can be read. Throws
    /// `_TIMED_OUT` where the broker does not say within `timeout`.
    public func first(
        _ starts: [TopicPartition: StartOffset], timeout: Duration = .seconds(30)
    ) throws -> [TopicPartition: RecordStamp] {
        try look(starts, timeout: timeout).compactMapValues { look in
            if case .record(let stamp) = look { stamp } else { nil }
        }
    }

    /// What each partition has from an offset on. For a reader that looks; throws as `first` does. `atEnd` gets each
    /// partition that has nothing to read.
    public func look(
        _ starts: [TopicPartition: StartOffset], timeout: Duration = .seconds(30),
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
                guard open.remove(partition) != nil else { continue }
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

    /// Where transactions are open: the offsets from the first one's to the end of the log, of those partitions that have any.
    public func heldBack(
        _ partitions: [TopicPartition], timeout: Duration = .seconds(30)
    ) throws -> [TopicPartition: Range<Int64>] {
        var held: [TopicPartition: Range<Int64>] = [:]
        for partition in partitions {
            let stable = try watermarks(partition).high
            held[partition] = stable..<stable
        }
        // A fetch tells the log's end, as long as the partition is read.
        var ends: [TopicPartition: Int64] = [:]
        _ = try look(held.mapValues { .offset($0.lowerBound) }, timeout: timeout) { ends[$0] = handle.endOfLog($0) }
        return held.reduce(into: [:]) { held, entry in
            guard let end = ends[entry.key], end > entry.value.lowerBound else { return }
            held[entry.key] = entry.value.lowerBound..<end
        }
    }

    /// Where reading gets on behind an unreadable batch that holds the offset `first` and begins at `base`: `end` at the
    /// latest; `first` itself where it can be read. The client does not say how long a batch is, so offsets are tried: twice as far each time, then half-way
    /// between. Throws `_TIMED_OUT` if that does not come to an end within `timeout`.
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
