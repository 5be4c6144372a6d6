// The line as it is: a thread follows the topics into the table, and a producer under a lock writes records. The only file
// of the gateway that knows the Kafka module.

import Foundation
import Kafka
import Offers
import Synchronization

/// The gateway's clients of the broker.
///
/// @unchecked Sendable: the reader is used by the following thread alone save for `wake`, which may come from any; the
/// producer only under `writing`.
public final class KafkaLine: @unchecked Sendable {
    private static let topics: [Topic] = [.status, .history, .preview, .catalogue, .drafts]

    private let reader: PartitionReader
    private let producer: Producer
    private let writing = Mutex(())
    private let model: ReadModel
    private let hasEnded = Mutex(false)
    private let ended = DispatchSemaphore(value: 0)
    private let warn: @Sendable (String) -> Void

    /// Connects; throws where the broker is away or lacks a topic. `warn` hears of records that cannot be used.
    public init(
        settings: ClientSettings, model: ReadModel, log: @escaping KafkaLogSink = { _ in },
        warn: @escaping @Sendable (String) -> Void
    ) throws {
        var settings = settings
        // Somebody waits at a page: a fetch that finds nothing shall not hold up the answer.
        try settings.set("fetch.wait.max.ms", "50")
        self.model = model
        self.warn = warn
        reader = try PartitionReader(settings: settings, name: "offer-gateway", log: log)
        producer = try Producer(settings: settings, log: log)
        try producer.prepare(topics: [Topic.commands.name, Topic.drafts.name], timeout: .seconds(30))
        counts = try Admin(settings: settings, log: log).describe(Self.topics.map(\.name), timeout: .seconds(30))
        if let missing = Self.topics.first(where: { counts[$0.name] == nil }) {
            throw Settings.Wrong(
                "the broker has no topic \(missing); run \"offerctl topics apply\", or see that --broker is right")
        }
    }

    private let counts: [String: Int32]

    /// Writes a record and waits until the broker has it.
    public func send(_ message: Message) throws {
        try writing.withLock { _ in
            try producer.send(
                topic: message.topic.name, key: message.key, value: message.value,
                headers: message.headers.map { KafkaHeader($0.name, $0.value) })
            try producer.flush(timeout: .seconds(10))
        }
    }

    /// Follows the topics on a thread of its own: to their ends first, then as they grow. `failed` hears what ended it.
    public func follow(failed: @escaping @Sendable (any Error) -> Void) {
        Thread.detachNewThread { [self] in
            defer { ended.signal() }
            do { try run() } catch { failed(error) }
        }
    }

    /// Stops following and waits for the thread.
    public func stop() {
        hasEnded.withLock { $0 = true }
        reader.wake()
        _ = ended.wait(timeout: .now() + 10)
    }

    private func run() throws {
        var from: [TopicPartition: StartOffset] = [:]
        for topic in Self.topics {
            for partition in 0..<(counts[topic.name] ?? 0) { from[TopicPartition(topic.name, partition)] = .beginning }
        }
        let ends = try reader.readToEnd(from, timeout: .seconds(120), each: take)
        model.setReady()
        try reader.start(ends.mapValues { .offset($0) })
        while !hasEnded.withLock({ $0 }) {
            for message in try reader.poll(max: 1_000, wait: .seconds(1)) { take(message) }
            try writing.withLock { _ in try producer.serve() }
        }
    }

    private func take(_ message: KafkaMessage) {
        guard let key = message.key else { return }
        do {
            try model.take(
                topic: message.topic, key: key, value: message.value,
                headers: message.headers.map { Message.Header($0.name, bytes: $0.value) })
        } catch {
            // One strange record must not hide all the others.
            warn("\(message.topicPartition)@\(message.offset) is passed over: \(error)")
        }
    }
}
