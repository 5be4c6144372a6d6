// What the group has read, written beside its outputs: the offsets of an idle worker, and the marks of one that must not do
// the past again.

import Events
import Kafka
import Log

extension KafkaLog {
    public func close() {
        // What is not committed is only read again.
        try? commitPositions(after: .zero)
        consumer.close()
    }

    /// Markers of transactions behind the last record are not records: once they have been read past, the group's offsets say so,
    /// too, or their deletion would look like that of records. Only when nothing that was finished waits to be repeated.
    func commitPositions(after idle: Duration) throws {
        guard trackers.hasChanged, rolledBackCommits.isEmpty, !isRebalancing, !needsProducer,
            .now - committedAt >= idle
        else { return }
        committedAt = .now
        if try commit([], finished: []) == .rolledBack { unsettled = [] }
    }

    /// The positions of a worker that must not do the past again, where offsets expire: see `Topic.positions`.
    func marks(_ offsets: [Kafka.CommittedOffset]) -> [[Message]] {
        guard plan.keepsPositions, !offsets.isEmpty else { return [] }
        return [offsets.map { PositionRecord(group: plan.group, TopicPartition($0.partition), $0).message }]
    }
}

extension PositionRecord {
    init(group: String, _ partition: TopicPartition, _ offset: Kafka.CommittedOffset) {
        self.init(
            group: group, topic: partition.topic, partition: Int(partition.partition), offset: Int(offset.offset),
            metadata: offset.metadata ?? "")
    }
}
