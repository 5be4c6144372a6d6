// The line as it is: a thread follows the topics into the table, and a producer under a lock writes commands. With
// DraftLease the only files of the gateway that know the Kafka module.

import Base
import Events
import Foundation
import Kafka
import Offers
import Synchronization

/// The gateway's clients of the broker.
///
/// @unchecked Sendable: the reader is used by the following thread alone save for its waker, which any may use; the
/// producer only under `writing`.
public final class KafkaLine: @unchecked Sendable {
    private static let topics: [Topic] = [.status, .history, .preview, .catalogue, .drafts, .commands]

    private let reader: PartitionReader
    private let producer: Producer
    private let writing = Mutex(())
    private let model: ReadModel
    private let lease: DraftLease
    private let counts: [String: Int32]
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
        let counts = try Admin(settings: settings, log: log).describe(Self.topics.map(\.name), timeout: .seconds(30))
        self.counts = counts
        if let missing = Self.topics.first(where: { counts[$0.name] == nil }) {
            throw Settings.Wrong(
                "the broker has no topic \(missing); run \"offerctl topics apply\", or see that --broker is right "
                    + "and that the user may describe it")
        }
        lease = try DraftLease(settings: settings, partitions: counts[Topic.drafts.name] ?? 0, log: log)
    }

    /// The way to the line for the rest of the gateway.
    public var line: Line {
        Line(
            send: { try self.send($0) },
            exclusively: { write in try self.lease.exclusively(take: self.take, write) },
            command: { place in try self.lease.record(at: place).flatMap { try $0.command() } })
    }

    /// Writes a record and waits until the broker has it.
    public func send(_ message: Message) throws {
        try writing.withLock { _ in
            try producer.send(message)
            try producer.flush(timeout: .seconds(10))
        }
    }

    /// Follows the topics on a thread of its own: to their ends first, then as they grow. `turned` is called at least
    /// once a second and every thousand records; `failed` hears what ended it.
    public func follow(
        turned: @escaping @Sendable () -> Void = {}, failed: @escaping @Sendable (any Error) -> Void
    ) {
        Thread.detachNewThread { [self] in
            defer { ended.signal() }
            do { try run(turned) } catch { failed(error) }
        }
    }

    /// Stops following and waits for the thread.
    public func stop() {
        hasEnded.withLock { $0 = true }
        reader.waker.wake()
        _ = ended.wait(timeout: .now() + 10)
    }

    private func run(_ turned: () -> Void) throws {
        var from: [TopicPartition: StartOffset] = [:]
        for topic in Self.topics {
            for partition in 0..<(counts[topic.name] ?? 0) { from[TopicPartition(topic.name, partition)] = .beginning }
        }
        var count = 0
        let ends = try reader.readToEnd(from, timeout: .seconds(120)) { message in
            take(message)
            count += 1
            if count.isMultiple(of: 1_000) { turned() }
        }
        model.setReady()
        try reader.start(ends.mapValues { .offset($0) })
        while !hasEnded.withLock({ $0 }) {
            turned()
            for message in try reader.poll(max: 1_000, wait: .seconds(1)) { take(message) }
            try writing.withLock { _ in try producer.serve() }
        }
    }

    private func take(_ message: KafkaMessage) {
        do {
            if message.topic == Topic.commands.name {
                model.take(command: message)
            } else if let key = message.key {
                try model.take(topic: message.topic, key: key, value: message.value, headers: message.ourHeaders)
            }
        } catch {
            // One strange record must not hide all the others.
            warn("\(message.topicPartition)@\(message.offset) is passed over: \(error)")
        }
        if message.topic == Topic.drafts.name { lease.saw(message) }
    }
}

extension KafkaMessage {
    var ourHeaders: [Message.Header] { headers.map { Message.Header($0.name, bytes: $0.value) } }

    /// Read as the coordinator reads it; nil for a tombstone, throws what makes it poison.
    func command() throws -> CloudEvent? {
        guard let value else { return nil }
        let arrival = RecordMetadata(
            topic: topic, partition: partition, offset: offset, partitions: 0, time: Timestamp(milliseconds: timestamp))
        return try Command.read(value: value, headers: ourHeaders, key: key, arrival: arrival)
    }
}

extension Producer {
    func send(_ message: Message) throws {
        try send(
            topic: message.topic.name, key: message.key, value: message.value,
            headers: message.headers.map { KafkaHeader($0.name, $0.value) })
    }
}

extension ReadModel {
    /// Takes a command: for publish commands, where their document lies. What is no command is the coordinator's matter.
    func take(command message: KafkaMessage) {
        guard let event = try? message.command(), event.type == CommandKind.publish.type,
            let offer = OfferKey(event.subject)
        else { return }
        change(offer) { $0.published(event.id, at: Place(partition: message.partition, offset: message.offset)) }
    }
}
