// What the group consumer and the partition reader share: the poll, positions, commits and watermarks of one
// consuming client.
import CLibrdkafka
import Glibc

/// Used by the one thread that owns the consumer; other threads have its `waker`.
final class ConsumerHandle {
    let client: ClientHandle
    let waker: Waker
    private var topicNames = TopicNames()
    private var headerCopies = HeaderCopies()
    private var batch: [KafkaMessage] = []
    private var paused: Set<TopicPartition> = []
    /// Places that reading cannot get past by itself; nil if the owner wants them thrown.
    private var obstacles: [Obstacle]?
    /// An error that followed records of the same poll: the poll returns the records, and the next one throws the error.
    private var pendingFailure: (any Error)?

    /// Takes the client's events into the consumer's queue, so that one poll serves everything.
    /// `collectsObstacles`: whether the owner asks for them by `takeObstacles`.
    init(_ client: ClientHandle, waker: Waker? = nil, collectsObstacles: Bool = false) throws {
        self.client = client
        obstacles = collectsObstacles ? [] : nil
        rd_kafka_poll_set_consumer(client.raw)
        let queue = try ConsumerQueue(client)
        waker?.turn(to: queue)
        self.waker = waker ?? Waker(queue)
    }

    /// Waits for the first record and takes what else is there. Single polls, not rd_kafka_consume_batch_queue, which
    /// may lose records at a pause, a seek or a rebalance (fixed in 2.1).
    func poll(max: Int, wait: Duration, atEnd: (TopicPartition, Int64) -> Void = { _, _ in }) throws -> [KafkaMessage] {
        try throwPending()
        if let fatal = fatalError(of: client.raw, "read") { throw fatal }
        var timeout = wait.wholeMilliseconds
        while batch.count < max, pendingFailure == nil {
            guard let message = rd_kafka_consumer_poll(client.raw, timeout) else { break }
            timeout = 0
            take(message, atEnd: atEnd)
            rd_kafka_message_destroy(message)
        }
        if batch.isEmpty { try throwPending() }
        let taken = batch
        batch = []
        return taken
    }

    private func take(_ message: UnsafeMutablePointer<rd_kafka_message_t>, atEnd: (TopicPartition, Int64) -> Void) {
        if message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR {
            batch.append(
                KafkaMessage(
                    copying: message, topic: topicNames.name(of: message.pointee.rkt), headers: &headerCopies))
        } else {
            takeOther(message, atEnd: atEnd)
        }
    }

    /// As `poll`, but `each` borrows each record where it lies, and none is kept. Returns the number of records.
    func lend(
        max: Int, wait: Duration, atEnd: (TopicPartition, Int64) -> Void,
        each: (borrowing BorrowedRecord) throws -> Void
    ) throws -> Int {
        try throwPending()
        if let fatal = fatalError(of: client.raw, "read") { throw fatal }
        var wait = wait.wholeMilliseconds
        var count = 0
        while count < max, pendingFailure == nil, let message = rd_kafka_consumer_poll(client.raw, wait) {
            defer { rd_kafka_message_destroy(message) }
            wait = 0
            if message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR {
                count += 1
                try each(BorrowedRecord(message, topic: topicNames.name(of: message.pointee.rkt)))
            } else {
                takeOther(message, atEnd: atEnd)
            }
        }
        if count == 0 { try throwPending() }
        return count
    }

    private func takeOther(
        _ message: UnsafeMutablePointer<rd_kafka_message_t>, atEnd: (TopicPartition, Int64) -> Void
    ) {
        let code = message.pointee.err
        if code == RD_KAFKA_RESP_ERR__PARTITION_EOF {
            atEnd(
                TopicPartition(topicNames.name(of: message.pointee.rkt), message.pointee.partition),
                message.pointee.offset)
        } else {
            meet(message.pointee, KafkaError.Code(code))
        }
    }

    /// Decides about an error in the stream: a temporary error goes to the log and polling continues.
    private func meet(_ message: rd_kafka_message_t, _ code: KafkaError.Code) {
        let topic = message.rkt.map { " " + String(cString: rd_kafka_topic_name($0)) } ?? ""
        let words = wordsOfError(message)
        let failure =
            fatalError(of: client.raw, "read\(topic)")
            ?? KafkaError(operation: "read\(topic)", code: message.err, words: words)
        if code.isUnreadable || code == .offsetOutOfRange, let obstacles, let handle = message.rkt {
            let obstacle = Obstacle(
                partition: TopicPartition(topicNames.name(of: handle), message.partition), offset: message.offset,
                isUnreadable: code.isUnreadable, words: words)
            // The client asks for the same offset again, several times a second.
            if !obstacles.contains(where: { $0.partition == obstacle.partition }) { self.obstacles?.append(obstacle) }
            return
        }
        let stops =
            failure.isFatal || code.isUnreadable || code == .offsetOutOfRange || code.isAuthorization
            || code == .unknownTopicOrPartition || code == .unknownTopic || code == .unknownPartition
        if stops {
            fail(failure)
        } else {
            client.callbacks.log(KafkaLogLine(level: .warning, facility: "CONSUME", text: "\(failure)"))
        }
    }

    /// The obstacles met since the last call.
    func takeObstacles() -> [Obstacle] {
        defer { if obstacles != nil { obstacles = [] } }
        return obstacles ?? []
    }

    /// Makes the current poll, or the next one, throw `failure`.
    func fail(_ failure: any Error) { if pendingFailure == nil { pendingFailure = failure } }

    private func throwPending() throws {
        guard let failure = pendingFailure else { return }
        pendingFailure = nil
        throw failure
    }

    /// Makes `offsets` the assignment. Records in hand are dropped: they may be of partitions that are another
    /// member's now, and those that are still ours are read again from the offsets given.
    func assign(_ offsets: [TopicPartition: Int64]) throws(KafkaError) {
        batch = []
        topicNames.forget()
        try resumeAll()
        let list = PartitionList(offsets)
        try check(rd_kafka_assign(client.raw, list.raw), "start reading", client: client.raw)
        try list.checkEach("start reading")
    }

    func unassign() {
        batch = []
        topicNames.forget()
        do { try resumeAll() } catch { fail(error) }
        rd_kafka_assign(client.raw, nil)
    }

    /// Adds partitions to the assignment. Those that it has read on, and their records in hand stay: they are not read again.
    func add(_ offsets: [TopicPartition: Int64]) throws(KafkaError) {
        let list = PartitionList(offsets)
        try check(error: rd_kafka_incremental_assign(client.raw, list.raw), "start reading")
    }

    /// Takes partitions, and their records in hand, out of the assignment.
    func remove(_ partitions: [TopicPartition]) {
        let gone = Set(partitions)
        batch.removeAll { gone.contains(TopicPartition($0.topic, $0.partition)) }
        topicNames.forget()
        let resumed = paused.intersection(gone)
        do { if !resumed.isEmpty { try resume(Array(resumed)) } } catch { fail(error) }
        let list = PartitionList(partitions)
        do { try check(error: rd_kafka_incremental_unassign(client.raw, list.raw), "stop reading") } catch {
            fail(error)
        }
    }

    /// The client keeps a partition's pause over a rebalance, so that one paused before would never be fetched again by
    /// a member that gets it back. Only those paused: resuming another may move its position (librdkafka #4636).
    private func resumeAll() throws(KafkaError) {
        if !paused.isEmpty { try resume(Array(paused)) }
    }

    func pause(_ partitions: [TopicPartition]) throws(KafkaError) {
        let list = PartitionList(partitions)
        try check(rd_kafka_pause_partitions(client.raw, list.raw), "pause", client: client.raw)
        try list.checkEach("pause")
        paused.formUnion(partitions)
    }

    func resume(_ partitions: [TopicPartition]) throws(KafkaError) {
        let list = PartitionList(partitions)
        try check(rd_kafka_resume_partitions(client.raw, list.raw), "resume", client: client.raw)
        try list.checkEach("resume")
        paused.subtract(partitions)
    }

    func seek(_ partition: TopicPartition, to offset: Int64, timeout: Duration) throws(KafkaError) {
        let list = PartitionList([partition: offset])
        // Before 2.1 the client waits a thousandth of the given time (librdkafka #4230).
        let wait = ClientLibrary.number < 0x0201_0000 ? timeout * 1000 : timeout
        do throws(KafkaError) {
            try check(error: rd_kafka_seek_partitions(client.raw, list.raw, wait.wholeMilliseconds), "seek")
            try list.checkEach("seek")
        } catch {
            // The client stops reading a partition whose position was not in the log, until it is assigned anew.
            guard error.code == .erroneousState, isGradual else { throw error }
            remove([partition])
            try add([partition: offset])
        }
    }

    /// Whether the group gives and takes single partitions.
    var isGradual: Bool { String(cString: rd_kafka_rebalance_protocol(client.raw)) == "COOPERATIVE" }

    /// Tries again what passes by itself (a coordinator that moves, an open transaction's offsets), until `deadline`.
    func committed(_ partitions: [TopicPartition], by deadline: Deadline) throws(KafkaError) -> [CommittedOffset] {
        guard !partitions.isEmpty else { return [] }
        while true {
            do throws(KafkaError) {
                let list = PartitionList(partitions)
                let operation = "read the committed offsets"
                let milliseconds = min(deadline.milliseconds, 10_000)
                try check(rd_kafka_committed(client.raw, list.raw, milliseconds), operation, client: client.raw)
                try list.checkEach(operation)
                return list.offsets
            } catch {
                guard error.isRetriable, !deadline.hasPassed else {
                    // A group that the user may not read is asked for in silence until the time is over.
                    let words = "\(error.words); or the client's user may not read the group"
                    throw error.code == .timedOut ? error.with(words: words) : error
                }
            }
        }
    }

    /// The offset after the last record that was polled, for each partition of the assignment of which one was.
    func positions(of partitions: [TopicPartition]) throws(KafkaError) -> [TopicPartition: Int64] {
        let list = PartitionList(partitions)
        try check(rd_kafka_position(client.raw, list.raw), "read the positions", client: client.raw)
        return list.offsets.reduce(into: [:]) { if !$1.isUnset { $0[$1.partition] = $1.offset } }
    }

    /// Tries again what passes by itself (a partition's new leader that the client has not heard of), until `timeout`.
    func watermarks(_ partition: TopicPartition, timeout: Duration) throws(KafkaError) -> Watermarks {
        let deadline = Deadline(after: timeout)
        while true {
            var low: Int64 = 0
            var high: Int64 = 0
            let code = rd_kafka_query_watermark_offsets(
                client.raw, partition.topic, partition.partition, &low, &high, deadline.milliseconds)
            do throws(KafkaError) {
                try check(code, "read the watermarks of \(partition)", client: client.raw)
                return Watermarks(low: low, high: high)
            } catch {
                guard error.isRetriable, !deadline.hasPassed else { throw error }
                // Sleeps because librdkafka has no call that waits for metadata; it looks for a leader in the background.
                usleep(20_000)
            }
        }
    }

    /// The end of the log as the last fetch told it: with open transactions beyond what may be read. No request.
    func endOfLog(_ partition: TopicPartition) -> Int64? {
        var low: Int64 = 0
        var high: Int64 = 0
        let code = rd_kafka_get_watermark_offsets(client.raw, partition.topic, partition.partition, &low, &high)
        return code == RD_KAFKA_RESP_ERR_NO_ERROR && high >= 0 ? high : nil
    }

    /// librdkafka's offsets for the starts given; asks the broker only for times.
    func resolve(
        _ starts: [TopicPartition: StartOffset], timeout: Duration
    ) throws(KafkaError) -> [TopicPartition: Int64] {
        var offsets: [TopicPartition: Int64] = [:]
        var times: [TopicPartition: Int64] = [:]
        for (partition, start) in starts {
            switch start {
            case .beginning: offsets[partition] = Int64(RD_KAFKA_OFFSET_BEGINNING)
            case .end: offsets[partition] = Int64(RD_KAFKA_OFFSET_END)
            case .offset(let offset): offsets[partition] = offset
            case .time(let milliseconds): times[partition] = milliseconds
            }
        }
        guard !times.isEmpty else { return offsets }
        let list = PartitionList(times)
        let code = rd_kafka_offsets_for_times(client.raw, list.raw, timeout.wholeMilliseconds)
        try check(code, "look up offsets by time", client: client.raw)
        try list.checkEach("look up offsets by time")
        for found in list.offsets { offsets[found.partition] = found.offset }
        return offsets
    }
}

private func wordsOfError(_ message: rd_kafka_message_t) -> String {
    // An error has its words in place of a record's value.
    guard let words = message.payload, message.len > 0 else { return String(cString: rd_kafka_err2str(message.err)) }
    return String(decoding: UnsafeRawBufferPointer(start: words, count: message.len), as: UTF8.self)
}
