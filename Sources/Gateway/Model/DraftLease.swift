// The right to write drafts, which one gateway has at a time. It is Kafka's own: whoever starts transactions under the
// one transactional id fences the writer before, whose next commit is refused. So a writer that commits knows that
// nobody wrote since it last read the topic to its end, and If-Match holds between any number of gateways.

import Base
import Events
import Kafka
import Offers
import Synchronization

/// Writes drafts alone, and reads single records.
///
/// @unchecked Sendable: producer and reader are used under `lock` only.
final class DraftLease: @unchecked Sendable {
    /// Begins with the name of the program, as its right on the broker does.
    static let transactionalID = "offer-gateway-drafts"
    /// Takings of the lease before a writer gives up: each means that another gateway wrote in between.
    private static let mostTries = 8

    private struct State {
        /// Holds the lease until another gateway takes it, which the next commit finds out.
        var writer: Producer?
        var reader: PartitionReader?
    }

    private let settings: ClientSettings
    private let log: KafkaLogSink
    private let lock = Mutex(())
    private var state = State()
    /// The next offset of each partition of the drafts, as far as the table has them.
    private let seen: Mutex<[TopicPartition: Int64]>

    init(settings: ClientSettings, partitions: Int32, log: @escaping KafkaLogSink) throws {
        self.settings = settings
        self.log = log
        seen = Mutex(
            Dictionary(uniqueKeysWithValues: (0..<partitions).map { (TopicPartition(Topic.drafts.name, $0), 0) }))
    }

    /// The table has this record.
    func saw(_ message: KafkaMessage) {
        seen.withLock { seen in
            seen[message.topicPartition] = max(seen[message.topicPartition] ?? 0, message.offset + 1)
        }
    }

    /// Writes what `write` gives, nil being nothing, so that no other gateway wrote between the table that it saw
    /// (brought up to date with `take`) and its record. `write` may be called again; what it throws, is thrown.
    func exclusively(take: (KafkaMessage) -> Void, _ write: () throws -> Message?) throws {
        try lock.withLock { _ in
            for _ in 0..<Self.mostTries {
                let held = state.writer
                let isFresh = held == nil
                let writer = if let held { held } else { try renew(take) }
                let message: Message?
                do { message = try write() } catch APIError.etagDiffers where !isFresh {
                    // Another gateway may have written what the client has seen and we have not.
                    state.writer = nil
                    continue
                }
                guard let message else { return }
                do {
                    try writer.begin()
                    try writer.send(message)
                    return try writer.commit(timeout: .seconds(10))
                } catch let error as KafkaError {
                    // Fenced, or of unknown fate: the next writer settles it before anything is read.
                    state.writer = nil
                    guard error.isFenced || error.isFateUnknown || error.requiresAbort || error.isFatal else {
                        throw error
                    }
                }
            }
            throw APIError.lineAway("other gateways write drafts all the time.")
        }
    }

    /// Takes the lease; then nobody else can write, and what was written is read.
    private func renew(_ take: (KafkaMessage) -> Void) throws -> Producer {
        let writer = try Producer(settings: settings, transactionalID: Self.transactionalID, log: log)
        try writer.prepare(topics: [Topic.drafts.name], timeout: .seconds(10))
        try writer.initTransactions(timeout: .seconds(10))
        let from = seen.withLock { $0.mapValues { StartOffset.offset($0) } }
        _ = try reader().readToEnd(from, timeout: .seconds(10), each: take)
        state.writer = writer
        return writer
    }

    /// The record of the commands topic at a place; nil where it is no longer kept.
    func record(at place: Place) throws -> KafkaMessage? {
        try lock.withLock { _ in
            let reader = try reader()
            let partition = TopicPartition(Topic.commands.name, place.partition)
            guard try reader.watermarks(partition).low <= place.offset else { return nil }
            try reader.start([partition: .offset(place.offset)])
            defer { reader.stop() }
            for _ in 0..<50 {
                if let message = try reader.poll(max: 1, wait: .milliseconds(200)).first {
                    return message.offset == place.offset ? message : nil
                }
            }
            return nil
        }
    }

    private func reader() throws -> PartitionReader {
        if let reader = state.reader { return reader }
        let reader = try PartitionReader(settings: settings, name: "offer-gateway", log: log)
        state.reader = reader
        return reader
    }
}
