// A member of a consumer group: reads committed records of the partitions it is given, commits only when told.
// Made for a loop on a thread of its own: every call blocks, and other threads may only use its `waker`.
import CLibrdkafka

/// Which partitions a member of a group gets.
public enum GroupAssignment: Hashable, Sendable {
    /// The same partition of every topic. At each join and leave all members return everything and are given anew (`range`),
    /// where the group's protocol is the classic one.
    case alike
    /// What it had, as far as that is even: only what moves is taken and given (`cooperative-sticky`, `uniform`). A partition
    /// of one topic may be another member's than that of another topic.
    case sticky
}

/// A group consumer, reading committed records from the oldest on.
public final class Consumer {
    /// Told the partitions just given to this member besides those that it has, each with what the group has committed of it
    /// (`isUnset` if nothing). Returns where to start those that are not to start at the committed offset; without either a
    /// partition starts at the beginning. The current poll throws what this throws.
    public typealias Assigned = ([CommittedOffset]) throws -> [TopicPartition: StartOffset]
    /// Told the partitions just taken from this member. `mayReturn`: the next assignment says which of them stay, after
    /// `close` that of the consumer which replaces this one; otherwise they are another member's from now on.
    public typealias Revoked = (_ partitions: [TopicPartition], _ mayReturn: Bool) -> Void

    private let handle: ConsumerHandle
    private var assigned: Assigned = { _ in [:] }
    private var revoked: Revoked = { _, _ in }
    private var isClosed = false

    private var raw: OpaquePointer { handle.client.raw }

    /// Makes a member of `groupID`; it joins at `subscribe`. All members of a group must have the same `assignment`.
    /// `instanceID` makes it a static member (KIP-345), which must be its own. With `waker`, that of a consumer which it
    /// replaces wakes this one. Throws `SettingError`.
    public init(
        settings: ClientSettings, groupID: String, instanceID: String? = nil, assignment: GroupAssignment = .alike,
        waker: Waker? = nil, log: @escaping KafkaLogSink = { _ in }
    ) throws {
        let role = ClientRole.groupConsumer(group: groupID, instance: instanceID, assignment)
        handle = try ConsumerHandle(
            ClientHandle(role, settings: settings, log: log), waker: waker, collectsObstacles: true)
        handle.client.callbacks.rebalance = { [unowned self] code, partitions in rebalance(code, partitions) }
    }

    /// Joins the group for these topics, in place of earlier ones. Both handlers are called inside `poll` and `close`.
    public func subscribe(
        _ topics: [String], assigned: @escaping Assigned = { _ in [:] }, revoked: @escaping Revoked = { _, _ in }
    ) throws(KafkaError) {
        self.assigned = assigned
        self.revoked = revoked
        let list = PartitionList(topics.map { TopicPartition($0, -1) })
        try check(rd_kafka_subscribe(raw, list.raw), "subscribe", client: raw)
    }

    /// Waits up to `wait` for a record, then takes at most `max` of what is there without waiting. Returns early, and
    /// usually empty, after the waker's `wake()` and after a rebalance. Must be called at least every `max.poll.interval.ms`,
    /// also while everything is paused.
    /// Throws what does not pass by itself: a fatal error, a missing topic, a missing right, what `assigned` threw.
    /// `atEnd` gets each partition that was read to the end of what may be read, with the offset behind it. The
    /// records of the same poll may be in front of it.
    public func poll(
        max: Int, wait: Duration, atEnd: (TopicPartition, Int64) -> Void = { _, _ in }
    ) throws -> [KafkaMessage] { try handle.poll(max: max, wait: wait, atEnd: atEnd) }

    /// Where reading did not get on since the last call. Such a partition gives no record before a `seek`.
    public func takeObstacles() -> [Obstacle] { handle.takeObstacles() }

    /// Whether a fetch got no answer since the last call. Records that are polled after that may be of another log: only
    /// librdkafka 2.1 and later notice by themselves that a new leader's log lacks what was read (KIP-320).
    public func takeLostFetch() -> Bool { handle.client.callbacks.tally.takeLostFetch() }

    /// Ends the wait of the current poll, or of the next one. May be called on any thread.
    public var waker: Waker { handle.waker }

    /// Whether files of the settings have changed so that a new consumer should take its place.
    public var isOutdated: Bool { handle.client.isOutdated }

    /// How long no broker has answered.
    public var silence: Duration { handle.client.silence }

    /// What brokers last said of a connection that failed, for people.
    public var lastBrokerProblem: String? { handle.client.callbacks.lastBrokerProblem }

    /// Fetches no more of these partitions; what was fetched of them and not yet polled comes after `resume`.
    public func pause(_ partitions: [TopicPartition]) throws(KafkaError) { try handle.pause(partitions) }

    /// Resumes paused partitions.
    public func resume(_ partitions: [TopicPartition]) throws(KafkaError) { try handle.resume(partitions) }

    /// Waits at most `wait` for the waker and takes nothing: what was fetched ahead stays with the client, whose queues are
    /// bounded. For moments, since rebalances are not served; for longer `pause` and poll on.
    public func rest(_ wait: Duration) { handle.waker.wait(wait) }

    /// Reads an assigned partition from `offset` on. It must have been assigned and polled since.
    public func seek(_ partition: TopicPartition, to offset: Int64, timeout: Duration = .seconds(10)) throws(KafkaError)
    {
        try handle.seek(partition, to: offset, timeout: timeout)
    }

    /// Commits the offsets with their metadata and waits for the broker's word. For at-least-once delivery, after the
    /// outputs were flushed; exactly-once commits through the producer.
    public func commit(_ offsets: [CommittedOffset]) throws(KafkaError) {
        guard !offsets.isEmpty else { return }
        let list = PartitionList(offsets)
        try check(rd_kafka_commit(raw, list.raw, 0), "commit offsets", client: raw)
        try list.checkEach("commit offsets")
    }

    /// What the group has committed, one for each partition asked for, `isUnset` where nothing was. Waits out open
    /// transactions and moving coordinators up to `timeout`.
    public func committed(
        _ partitions: [TopicPartition], timeout: Duration = .seconds(30)
    ) throws(KafkaError) -> [CommittedOffset] {
        try handle.committed(partitions, by: Deadline(after: timeout))
    }

    /// Asks the broker for a partition's watermarks.
    public func watermarks(
        _ partition: TopicPartition, timeout: Duration = .seconds(10)
    ) throws(KafkaError) -> Watermarks {
        try handle.watermarks(partition, timeout: timeout)
    }

    /// The end of an assigned partition's log according to the last fetch; nil before the first. Makes no request. A
    /// transaction's marker may follow the last record, so the end may be one more than the offset after that record.
    public func endOfLog(_ partition: TopicPartition) -> Int64? { handle.endOfLog(partition) }

    /// The partitions this member has now.
    public func assignment() throws(KafkaError) -> [TopicPartition] {
        var list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
        try check(rd_kafka_assignment(raw, &list), "read the assignment", client: raw)
        return list.map { PartitionList(adopting: $0).partitions } ?? []
    }

    /// This member as the group knows it now, for the producer's transaction. Take it anew for each transaction: it
    /// changes with every rebalance, and an old one is refused, which is what keeps a former member from committing.
    public func groupMetadata() throws(KafkaError) -> GroupMetadata { try GroupMetadata(of: raw) }

    /// Gives the partitions back (calling `revoked`) and leaves the group, waiting at most `timeout`; false if the
    /// broker did not answer by then, and the group notices at the end of the session. The consumer reads no more.
    @discardableResult
    public func close(timeout: Duration = .seconds(10)) -> Bool {
        guard !isClosed else { return true }
        isClosed = true
        // Not rd_kafka_consumer_close, which waits without a bound where the broker is away.
        guard let queue = rd_kafka_queue_new(raw) else { return false }
        defer { rd_kafka_queue_destroy(queue) }
        if let error = rd_kafka_consumer_close_queue(raw, queue) {
            rd_kafka_error_destroy(error)
            return false
        }
        let deadline = Deadline(after: timeout)
        while rd_kafka_consumer_closed(raw) == 0, !deadline.hasPassed {
            // Not rd_kafka_queue_poll_callback, which aborts the process on a fetched record still in the queue.
            guard let unread = rd_kafka_consume_queue(queue, min(deadline.milliseconds, 50)) else { continue }
            rd_kafka_message_destroy(unread)
        }
        return rd_kafka_consumer_closed(raw) != 0
    }

    /// Called by librdkafka inside poll and close. Every path ends in an assign or unassign: otherwise the
    /// group would wait for this member without end.
    private func rebalance(
        _ code: rd_kafka_resp_err_t, _ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
    ) {
        // Ends the poll's wait, so that the owner acts on the change at once.
        defer { rd_kafka_yield(raw) }
        let partitions = PartitionList.partitions(of: list)
        let isGradual = handle.isGradual
        switch code {
        case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS:
            do {
                try take(partitions, isGradual)
            } catch {
                handle.fail(error)
                // Nothing of them was added, so there is nothing to remove; but the group waits for an answer.
                if isGradual { try? handle.add([:]) } else { handle.unassign() }
            }
        case RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS:
            revoked(partitions, !isGradual || isClosed || rd_kafka_assignment_lost(raw) != 0)
            giveBack(partitions, isGradual)
        default:
            handle.fail(KafkaError(operation: "rebalance the group", code: code))
            giveBack((try? assignment()) ?? [], isGradual)
        }
    }

    private func giveBack(_ partitions: [TopicPartition], _ isGradual: Bool) {
        if isGradual { handle.remove(partitions) } else { handle.unassign() }
    }

    private func take(_ partitions: [TopicPartition], _ isGradual: Bool) throws {
        let committed = try handle.committed(partitions, by: Deadline(after: .seconds(30)))
        let adjusted = try assigned(committed)
        var starts: [TopicPartition: StartOffset] = [:]
        for offset in committed {
            let own: StartOffset = offset.isUnset ? .beginning : .offset(offset.offset)
            starts[offset.partition] = adjusted[offset.partition] ?? own
        }
        let offsets = try handle.resolve(starts, timeout: .seconds(10))
        if isGradual { try handle.add(offsets) } else { try handle.assign(offsets) }
    }
}

/// A group member's identity at one moment: group, generation and member id (KIP-447).
public final class GroupMetadata {
    let raw: OpaquePointer

    init(of client: OpaquePointer) throws(KafkaError) {
        guard let raw = rd_kafka_consumer_group_metadata(client) else {
            throw KafkaError(operation: "read the group's metadata", code: RD_KAFKA_RESP_ERR__UNKNOWN_GROUP)
        }
        self.raw = raw
    }

    deinit { rd_kafka_consumer_group_metadata_destroy(raw) }
}
