// Reads assigned partitions without a group: a changelog to its end, or a topic as it grows.
import CLibrdkafka

/// How a reader treats a batch that cannot be decompressed or parsed.
public enum UnreadableBatches: Sendable {
    /// Throws: a table must be complete.
    case stop
    /// Skips the batch and logs it: for views.
    case pass
    /// Keeps it for `look`, `first` and `endOfUnreadable`.
    case look
}

extension ClientSettings {
    /// For a reader of single records, which fetches as little as possible.
    public func forLooking() throws(SettingError) -> ClientSettings {
        var settings = self
        for (name, value) in [
            ("queued.min.messages", "1"), ("queued.max.messages.kbytes", "1024"), ("fetch.message.max.bytes", "65536"),
            ("fetch.wait.max.ms", "5"),
        ] { try settings.set(name, value) }
        return settings
    }
}

/// A consumer without a group: reads the committed records of given partitions and commits nothing. Its queues are
/// large, to read a changelog fast.
///
/// @unchecked Sendable: owns a C client. Only one thread at a time uses it, so a pool may pass it from thread to
/// thread.
public final class PartitionReader: @unchecked Sendable {
    let handle: ConsumerHandle
    private let unreadable: UnreadableBatches
    /// Makes a looking reader, for a reader that skips.
    private let makeLooker: () throws -> PartitionReader
    private var looker: PartitionReader?

    /// Makes a reader. Throws `SettingError`. librdkafka needs a group name even without joining; a broker with access
    /// control sees `name`.
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

    /// Reads these partitions from the given positions on, replacing earlier ones; `poll` returns the records. Asks the
    /// broker for the positions, for at most `timeout`.
    public func start(
        _ partitions: [TopicPartition: StartOffset], timeout: Duration = .seconds(10)
    ) throws(KafkaError) {
        // A client that does not know a partition's leader asks again only after half a second. If the broker is not
        // reachable, this loses nothing.
        _ = try? ClusterMetadata.fetch(from: handle.client, .allTopics, timeout: timeout)
        try handle.assign(handle.resolve(partitions, timeout: timeout))
    }

    /// Whether files of the settings have changed so that a new reader should take its place.
    public var isOutdated: Bool { handle.client.isOutdated }

    /// The time since a broker last answered. Any thread.
    public var silence: Duration { handle.client.silence }

    /// Stops reading.
    public func stop() { handle.unassign() }

    /// Like `Consumer.poll`, but ignores the ends of partitions.
    public func poll(max: Int, wait: Duration) throws -> [KafkaMessage] {
        let messages = try handle.poll(max: max, wait: wait)
        do { try passUnreadable() } catch { handle.fail(error) }
        return messages
    }

    /// Continues after unreadable batches.
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

    /// The first offset at or after a time, for each partition for which the broker knows one; librdkafka's mock
    /// cluster knows none. Milliseconds since 1970.
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

    /// Passes every committed record of these partitions to `each`, at least up to the end of their logs at the start
    /// of the call; the records of a partition in order. Returns the offset after the last one read.
    ///
    /// The end is the end of the log, not of its readable part: if a transaction is open, the reader waits for its
    /// outcome, since the writer may have committed already and the marker may be on its way to this partition. Throws
    /// `_TIMED_OUT` if nothing arrives for `timeout` before the end is reached, and whatever `each` throws.
    public func readToEnd(
        _ partitions: [TopicPartition: StartOffset], timeout: Duration = .seconds(60),
        each: (KafkaMessage) throws -> Void
    ) throws -> [TopicPartition: Int64] {
        try readToEnd(partitions, timeout) { wait, atEnd in
            let messages = try handle.poll(max: 4_096, wait: wait, atEnd: atEnd)
            // By index: iterating over the array copies each of its records, with a reference count for each member.
            for index in messages.indices { try each(messages[index]) }
            return messages.count
        }
    }

    /// The same for callers that read much and keep little: `each` borrows each record in place, without its headers.
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
        // A partition that was at its end may have grown while others were read.
        return try ends.reached.merging(handle.positions(of: Array(partitions.keys))) { max($0, $1) }
    }
}

/// How far to read each partition, and how far it was read.
private struct EndsOfLogs {
    /// Partitions that are not read completely, each with its end, once a fetch has reported it.
    private var open: [TopicPartition: Int64?]
    private(set) var reached: [TopicPartition: Int64] = [:]

    init(_ partitions: some Sequence<TopicPartition>) {
        open = Dictionary(uniqueKeysWithValues: partitions.map { ($0, nil) })
    }

    var areReached: Bool { open.isEmpty }

    /// Everything readable was read up to `offset`; the log itself now ends at `end`. The first reported end counts.
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
