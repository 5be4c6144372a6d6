// Writes records, idempotently, with or without transactions. For the loop that owns it: every call blocks.
import CLibrdkafka

/// An idempotent producer with the Java client's partitioner (`murmur2_random`); transactional if it has an id.
///
/// Deinitialization drops records that were not flushed or committed; nobody relies on them.
public final class Producer {
    let client: ClientHandle
    private var topics: TopicHandles
    /// Whether an error has said that the current transaction must be aborted.
    var mustAbort = false
    /// How long to wait for the answer to a request; after that librdkafka repeats it.
    let requestTimeout: Duration

    /// Makes a producer; with a `transactionalID`, call `initTransactions` next. Throws `SettingError`. Connects in the
    /// background.
    public init(
        settings: ClientSettings, transactionalID: String? = nil, log: @escaping KafkaLogSink = { _ in }
    ) throws {
        client = try ClientHandle(
            .producer(transactionalID: transactionalID), settings: settings, log: log)
        topics = TopicHandles(of: client)
        requestTimeout = .milliseconds(client.property("socket.timeout.ms").flatMap { Int($0) } ?? 1000)
    }

    /// Fetches the topics' leaders before the first record, which would otherwise wait up to a second for them (#5032).
    /// Waits for a topic that was just created; throws `unknownTopicOrPartition` if one is still missing after
    /// `timeout`, and never creates one. `reaching` limits separately how long connecting may take.
    public func prepare(
        topics names: [String], timeout: Duration = .seconds(5), reaching: Duration = .seconds(10)
    ) throws(KafkaError) {
        let deadline = Deadline(after: timeout)
        while true {
            // All topics, because some brokers create a topic when asked for it.
            let known = try ClusterMetadata.fetch(from: client, .allTopics, timeout: reaching).topics
            guard let missing = names.first(where: { known[$0] == nil }) else {
                topics.partitionCounts = known
                break
            }
            guard !deadline.hasPassed else {
                throw KafkaError(operation: "write to \(missing)", code: RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
            }
            rd_kafka_poll(client.raw, 50)
        }
        // A handle only for topics that are written to (see `topics`): the client's senders walk through all partitions
        // of all handles whenever they wake up.
    }

    /// Queues a record; `flush` or `commit` report whether it arrived. A nil `value` is a tombstone; without
    /// `partition` the key decides (at random without a key). `time` is the record's, in milliseconds since 1970; 0:
    /// now. A topic that uses the broker's time ignores it. Waits up to ten seconds while the queue is full, and serves
    /// deliveries meanwhile; then throws `queueFull`.
    public func send(
        topic: String, partition: Int32? = nil, key: [UInt8]?, value: [UInt8]?, headers: [KafkaHeader] = [],
        time: Int64 = 0
    ) throws(KafkaError) {
        guard let value else {
            return try send(
                topic: topic, partition: partition, key: key, bytes: nil, headers: headers, time: time)
        }
        try value.withUnsafeBufferPointer { (value) throws(KafkaError) in
            try send(
                topic: topic, partition: partition, key: key, bytes: UnsafeRawBufferPointer(value), headers: headers,
                time: time)
        }
    }

    /// The same with a value in place; librdkafka has copied it when this returns.
    public func send(
        topic: String, partition: Int32? = nil, key: [UInt8]?, bytes value: UnsafeRawBufferPointer?,
        headers: [KafkaHeader] = [], time: Int64 = 0
    ) throws(KafkaError) {
        let handle = try topics.handle(for: topic)
        if let partition, let count = topics.partitionCounts[topic], partition >= count {
            // librdkafka 2.0.2 frees headers twice if the partition does not exist (#4627), so it must not get such a
            // record.
            throw KafkaError(operation: "write to \(topic)/\(partition)", code: RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION)
        }
        let place = partition ?? -1
        func produce() -> rd_kafka_resp_err_t {
            OutgoingRecord.produce(
                client.raw, handle, place, key: key, value: value, headers: headers, time: time)
        }
        var code = produce()
        if code == RD_KAFKA_RESP_ERR__QUEUE_FULL {
            let deadline = Deadline(after: .seconds(10))
            while code == RD_KAFKA_RESP_ERR__QUEUE_FULL, !deadline.hasPassed {
                rd_kafka_poll(client.raw, 10)
                code = produce()
            }
        }
        if code != RD_KAFKA_RESP_ERR_NO_ERROR { try check(code, "write to \(topic)", client: client.raw) }
    }

    /// Waits until every queued record has arrived. Throws the first record's failure since the last flush, or
    /// `timedOut` if some are still on their way.
    public func flush(timeout: Duration = .seconds(30)) throws(KafkaError) {
        let code = rd_kafka_flush(client.raw, timeout.wholeMilliseconds)
        if let failed = client.callbacks.takeFailedDelivery() { throw failed }
        try check(code, "flush the records written", client: client.raw)
    }

    /// Whether files of the settings have changed so that a new producer should take its place.
    public var isOutdated: Bool { client.isOutdated }

    /// Serves librdkafka's events (logs, errors) without waiting, for a producer that is idle for long. Throws a fatal
    /// error that happened in the background.
    public func serve() throws(KafkaError) {
        rd_kafka_poll(client.raw, 0)
        if let fatal = fatalError(of: client.raw, "write") { throw fatal }
    }
}
