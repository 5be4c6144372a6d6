// Reads partitions by hand, in no group: a changelog to its end, or a topic as it grows.
import CLibrdkafka

/// What a reader does about a batch that cannot be decompressed or parsed.
public enum UnreadableBatches: Sendable {
    /// It throws: nothing may be missing, as of a table.
    case stop
    /// It passes over the batch with a line in the log: for views.
    case pass
    /// It is for `look`, `first` and `endOfUnreadable`.
    case look
}

extension ClientSettings {
    /// For a reader of single records, which reads no more than it must.
    public func forLooking() throws(SettingError) -> ClientSettings {
        var settings = self
        for (name, value) in [
            ("queued.min.messages", "1"), ("queued.max.messages.kbytes", "1024"), ("fetch.message.max.bytes", "65536"),
            ("fetch.wait.max.ms", "5"),
        ] { try settings.set(name, value) }
        return settings
    }
}

/// A consumer without a group: reads the committed records of given partitions and commits nothing.
/// Its queues are large, for reading a changelog back fast.
///
/// @unchecked Sendable: owns a C client. One thread at a time uses it, so a pool may pass it from thread to thread.
public final class PartitionReader: @unchecked Sendable {
    let handle: ConsumerHandle
    private let unreadable: UnreadableBatches
    /// Makes a reader that looks, for one that passes.
    private let makeLooker: () throws -> PartitionReader
    private var looker: PartitionReader?

    /// Makes a reader. Throws `SettingError`. librdkafka wants a group's name even where none is joined; on a broker
    /// with access control `name` is what it sees.
    public init(
        settings: ClientSettings, name: String = "partition-reader", unreadable: UnreadableBatches = .stop,
        log: @escaping KafkaLogSink = { _ in }
    ) throws {
        self.unreadable = unreadable
        handle = try ConsumerHandle(
            ClientHandle(.reader(group: name), settings: settings, log: log), collectsObstacles: unreadable != .stop)
        makeLooker = {
            try PartitionReader(settings: settings.forLooking(), name: name, unreadable: .look, log: log)
        }
    }

    /// Reads on these partitions from there on, in place of earlier ones; `poll` gives the records. Asks the broker where
    /// they are, for `timeout` at most.
    public func start(
        _ partitions: [TopicPartition: StartOffset], timeout: Duration = .seconds(10)
    ) throws(KafkaError) {
        // A client that does not know yet where a partition is asks again after half a second. If the broker is away, nothing
        // else is lost.
        _ = try? ClusterMetadata.fetch(from: handle.client, .allTopics, timeout: timeout)
        try handle.assign(handle.resolve(partitions, timeout: timeout))
    }

    /// Whether files of the settings have changed so that a new reader should take its place.
    public var isOutdated: Bool { handle.client.isOutdated }

    /// How long no broker has answered. Any thread.
    public var silence: Duration { handle.client.silence }

    /// Stops reading.
    public func stop() { handle.unassign() }

    /// As `Consumer.poll`; an end of partition is passed over in silence.
    public func poll(max: Int, wait: Duration) throws -> [KafkaMessage] {
        let messages = try handle.poll(max: max, wait: wait)
        do { try passUnreadable() } catch { handle.fail(error) }
        return messages
    }

    /// Continues behind batches that cannot be read.
    private func passUnreadable() throws {
        guard unreadable == .pass else { return }
        for obstacle in handle.takeObstacles() where obstacle.isUnreadable {
            let reader = try looker ?? makeLooker()
            looker = reader
            let high = try reader.watermarks(obstacle.partition).high
            let end = try reader.endOfUnreadable(
                obstacle.partition, base: obstacle.offset, from: obstacle.offset, to: max(high, obstacle.offset + 1))
            let words =
                "\(obstacle.partition): offsets \(obstacle.offset) to \(end - 1) cannot be read: \(obstacle.words)"
            handle.client.callbacks.log(KafkaLogLine(level: .warning, facility: "CONSUME", text: words))
            try handle.seek(obstacle.partition, to: end, timeout: .seconds(10))
        }
    }

    /// Asks the broker for a partition's watermarks.
    public func watermarks(
        _ partition: TopicPartition, timeout: Duration = .seconds(10)
    ) throws(KafkaError) -> Watermarks {
        try handle.watermarks(partition, timeout: timeout)
    }

    /// Where the records from a time on begin, of those partitions where the broker knows of any; librdkafka's mock
    /// cluster keeps no index by time and knows of none. Milliseconds since 1970.
    public func offsets(
        notBefore milliseconds: Int64, of partitions: [TopicPartition], timeout: Duration = .seconds(10)
    ) throws(KafkaError) -> [TopicPartition: Int64] {
        var times: [TopicPartition: StartOffset] = [:]
        for partition in partitions { times[partition] = .time(milliseconds: milliseconds) }
        return try handle.resolve(times, timeout: timeout).filter { $0.value >= 0 }
    }

    /// Reads one partition to its end: see `readToEnd(_:timeout:each:)`.
    @discardableResult
    public func readToEnd(
        _ partition: TopicPartition, from start: StartOffset = .beginning, timeout: Duration = .seconds(60),
        each: (KafkaMessage) throws -> Void
    ) throws -> Int64 {
        try readToEnd([partition: start], timeout: timeout, each: each)[partition] ?? 0
    }

    /// Gives every committed record of these partitions, up to the end of their logs as it was at the start of the
    /// call at the earliest, to `each`; a partition's records in order. Returns the offset after the last one read.
    ///
    /// The end is that of the log, not of what is readable: if a transaction is still open, the reader waits for its
    /// outcome, since the writer may have committed already and the marker may be on its way to this partition.
    /// Throws `_TIMED_OUT` if nothing comes for `timeout` before the end is reached, and what `each` throws.
    public func readToEnd(
        _ partitions: [TopicPartition: StartOffset], timeout: Duration = .seconds(60),
        each: (KafkaMessage) throws -> Void
    ) throws -> [TopicPartition: Int64] {
        try readToEnd(partitions, timeout) { wait, atEnd in
            let messages = try handle.poll(max: 4_096, wait: wait, atEnd: atEnd)
            // By index: to go over the array itself copies each of its records, a reference count a member.
            for index in messages.indices { try each(messages[index]) }
            return messages.count
        }
    }

    /// The same for callers that read much and keep little: `each` borrows each record where it lies, without its headers.
    public func readToEnd(
        _ partitions: [TopicPartition: StartOffset], timeout: Duration = .seconds(60),
        lending each: (borrowing BorrowedRecord) throws -> Void
    ) throws -> [TopicPartition: Int64] {
        try readToEnd(partitions, timeout) { wait, atEnd in
            try handle.lend(max: 4_096, wait: wait, atEnd: atEnd, each: each)
        }
    }

    private func readToEnd(
        _ partitions: [TopicPartition: StartOffset], _ timeout: Duration,
        _ poll: (Duration, (TopicPartition, Int64) -> Void) throws -> Int
    ) throws -> [TopicPartition: Int64] {
        var ends = EndsOfLogs(partitions.keys)
        try start(partitions)
        defer { stop() }
        var patience = Deadline(after: timeout)
        while !ends.areReached {
            var hasMoved = false
            let count = try poll(min(patience.remaining, .seconds(1))) { partition, offset in
                hasMoved = true
                ends.partition(partition, ends: offset, of: handle.endOfLog(partition))
            }
            try passUnreadable()
            if hasMoved || count > 0 { patience = Deadline(after: timeout) }
            if patience.hasPassed { throw ends.notReached() }
        }
        return ends.reached
    }
}

/// How far each partition must be read, and how far it was.
private struct EndsOfLogs {
    /// Still to be read; the end to reach once a first fetch has told it.
    private var open: [TopicPartition: Int64?]
    private(set) var reached: [TopicPartition: Int64] = [:]

    init(_ partitions: some Sequence<TopicPartition>) {
        open = Dictionary(uniqueKeysWithValues: partitions.map { ($0, nil) })
    }

    var areReached: Bool { open.isEmpty }

    /// Everything readable was read up to `offset`; the log itself ends at `end` by now. The first end seen counts.
    mutating func partition(_ partition: TopicPartition, ends offset: Int64, of end: Int64?) {
        guard let known = open[partition] else { return }
        let target = known ?? end ?? offset
        if offset >= target {
            open[partition] = nil
            reached[partition] = offset
        } else {
            open[partition] = .some(target)
        }
    }

    func notReached() -> KafkaError {
        let names = open.keys.map(\.description).sorted().joined(separator: ", ")
        return KafkaError(
            operation: "read \(names) to the end", code: RD_KAFKA_RESP_ERR__TIMED_OUT,
            words: "nothing came: the broker is away, or a transaction is still open")
    }
}
