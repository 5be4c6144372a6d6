// The right to write to a topic, which only one client at a time has. It relies on Kafka: a producer that starts with
// the same transactional id fences the previous one, and the broker refuses that one's next commit. So a writer whose
// commit succeeds knows that no other client has written since it last read the topic to its end.

import Events
import Kafka
import Offers
import Synchronization

/// The only writer of a topic among all clients with the same id. Any thread.
public final class ExclusiveWriter: Sendable {
    /// Takeovers before a write gives up: each means that another client has written meanwhile.
    private static let mostTakeovers = 8

    private let topic: Topic
    private let id: String
    private let settings: ClientSettings
    private let timeout: Duration
    private let log: KafkaLogSink
    private let client: BrokerClient
    private let isOutdated: @Sendable (any Error) -> Bool
    private let take: @Sendable (TopicRecord) -> Void
    /// Holds the right until another client takes it; the next commit notices that.
    private let held = Mutex<Producer?>(nil)
    /// The next offset of each partition that `take` has not seen.
    private let seen = Mutex<Position>([:])

    /// `take` updates the caller's view. `isOutdated` says which errors of a write's closure may only mean that the
    /// view was old: then the right is taken again, the topic is read, and the closure is called once more.
    public init(
        topic: Topic, id: String, settings: ClientSettings, client: BrokerClient, timeout: Duration = .seconds(10),
        log: @escaping KafkaLogSink = { _ in }, isOutdated: @escaping @Sendable (any Error) -> Bool,
        take: @escaping @Sendable (TopicRecord) -> Void
    ) {
        self.topic = topic
        self.id = id
        self.settings = settings
        self.client = client
        self.timeout = timeout
        self.log = log
        self.isOutdated = isOutdated
        self.take = take
    }

    /// The caller has already seen this record elsewhere.
    public func saw(_ record: TopicRecord) {
        seen.withLock { $0[record.partition] = max($0[record.partition] ?? 0, record.offset + 1) }
    }

    /// Writes what the closure returns (nil: nothing). No other client writes between the view that the closure sees
    /// and that record. May call the closure more than once; rethrows its errors.
    public func write(_ body: () throws -> Message?) throws {
        try worded {
            try held.withLock { held in
                for _ in 0..<Self.mostTakeovers {
                    if held?.isOutdated == true { held = nil }
                    let isFresh = held == nil
                    let producer = try held ?? takeOver()
                    held = producer
                    let message: Message?
                    do { message = try body() } catch  where !isFresh && isOutdated(error) {
                        held = nil
                        continue
                    }
                    guard let message else { return }
                    do {
                        try producer.begin()
                        try producer.send(message)
                        return try producer.commit(timeout: timeout)
                    } catch let error as KafkaError {
                        // Fenced, or of unknown outcome: the next takeover resolves it before anything is read.
                        held = nil
                        guard error.isFenced || error.isFateUnknown || error.requiresAbort || error.isFatal else {
                            throw error
                        }
                    }
                }
                throw BrokerError.busy(topic)
            }
        }
    }

    /// Takes the right, so that no other client can write, and then reads what others have written.
    private func takeOver() throws -> Producer {
        let producer = try Producer(settings: settings, transactionalID: id, log: log)
        try producer.prepare(topics: [topic.name], timeout: timeout)
        try producer.initTransactions(timeout: timeout)
        let seen = seen.withLock { $0 }
        let start = try Start.offsets(client.end(topic, nil).mapValues { _ in 0 }.merging(seen) { $1 })
        let position = try client.read(topic, nil, start) { record in
            take(record)
            saw(record)
        }
        self.seen.withLock { seen in seen.merge(position) { max($0, $1) } }
        return producer
    }
}
