// Follows the topics into the read model on its own thread: first to their ends, then as they grow.

import Base
import BrokerClient
import Events
import Foundation
import Kafka
import Offers
import Synchronization

/// Keeps the read model up to date.
public final class TopicFollower: Sendable {
    static let topics: [Topic] = [
        .processes, .status, .history, .preview, .catalog, .drafts, .previewLinks, .sessions, .commands, .controls,
        .audit, .deadLetters,
    ]

    /// For requests: writes drafts so that If-Match holds across all gateways.
    public let broker: BrokerClient
    private let drafts: ExclusiveWriter
    private let model: ReadModel
    private let skipped: @Sendable (String, String) -> Void
    private let hasEnded = Mutex(false)
    private let ended = DispatchSemaphore(value: 0)

    /// Connects; throws if the broker is not reachable or lacks a topic. `skipped` gets the reason why a record cannot
    /// be used.
    public init(
        settings: ClientSettings, model: ReadModel, log: @escaping KafkaLogSink = { _ in },
        skipped: @escaping @Sendable (_ record: String, _ reason: String) -> Void
    ) throws {
        var broker = try BrokerClient.kafka(settings, name: "offer-gateway", timeout: .seconds(30), log: log)
        let partitions = try broker.partitions()
        if let missing = Self.topics.first(where: { partitions[$0] == nil }) {
            throw Settings.Wrong(BrokerError.topicMissing(missing).description)
        }
        // The id begins with the program's name, like the gateway's right on the broker.
        drafts = ExclusiveWriter(
            topic: .drafts, id: Installation.named("offer-gateway-drafts"), settings: settings, client: broker,
            log: log,
            isOutdated: { if case APIError.etagDiffers = $0 { true } else { false } },
            take: { record in Self.take(record, model, skipped) })
        broker.exclusively = drafts.write
        self.broker = broker
        self.model = model
        self.skipped = skipped
    }

    /// Starts the thread. Calls `turned` several times a second and every thousand records, and `failed` with the error
    /// that ended it.
    public func start(
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
        _ = ended.wait(timeout: .now() + 10)
    }

    private func run(_ turned: () -> Void) throws {
        var ends: [Topic: Position] = [:]
        var count = 0
        // The history before the commands: it says which of them were accepted.
        for topics in [Self.topics.filter { $0 != .commands }, [.commands]] {
            let read = try broker.readAll(topics) { record in
                take(record)
                count += 1
                if count.isMultiple(of: 1_000) { turned() }
            }
            ends.merge(read) { $1 }
        }
        model.setReady()
        turned()
        _ = try broker.followAll(ends, nil) { batch in
            for record in batch { take(record) }
            turned()
            return hasEnded.withLock { $0 }
        }
    }

    private func take(_ record: TopicRecord) {
        Self.take(record, model, skipped)
        if record.topic == Topic.drafts.name { drafts.saw(record) }
    }

    /// One unusable record must not hide the others.
    private static func take(_ record: TopicRecord, _ model: ReadModel, _ skipped: (String, String) -> Void) {
        do { try model.take(record) } catch { skipped("\(record.position)", "\(error)") }
    }
}
