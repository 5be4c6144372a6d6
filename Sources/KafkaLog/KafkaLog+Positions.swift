// The group's positions, written beside its outputs: the offsets of an idle worker, and the marks of one that must not
// repeat old work.

import Events
import Kafka
import Log

extension KafkaLog {
    public func close() {
        // Records whose offsets are not committed are only read again.
        try? commitPositions(after: .zero)
        consumer.close()
    }

    /// After reading past the markers of transactions behind the last record, commits the new offsets. Otherwise,
    /// deleted markers would look like deleted records. Only if no rolled-back commit is waiting.
    func commitPositions(after idle: Duration) throws {
        guard trackers.hasChanged, rolledBackCommits.isEmpty, !isRebalancing, !needsProducer,
            .now - committedAt >= idle
        else { return }
        committedAt = .now
        if try commit([], finished: []) == .rolledBack { unsettled = [] }
    }

    /// The positions of a worker that must not repeat old work even if its offsets expire: see `Topic.positions`.
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
