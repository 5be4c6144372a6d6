// Reads without the group: tables to their end, and whole topics as they grow.

import Events
import Kafka
import Log

extension KafkaLog {
    public func restore(_ tables: [Log.TopicPartition], each: (borrowing RecordView) throws -> Void) throws {
        if restorer?.isOutdated == true { restorer = nil }
        let reader = try restorer ?? makeReader("restore", settings.withShortFetches())
        restorer = reader
        let starts = tables.map { ($0.kafka, StartOffset.beginning) }
        _ = try reader.readToEnd(
            Dictionary(uniqueKeysWithValues: starts),
            lending: { record in
                failpoint?.pass(.inRestore)
                try each(RecordView(record))
            })
    }

    public func follow(_ topics: [Topic], each: (Record) throws -> Void) throws {
        guard let follower else {
            let whole = topics.flatMap { topic in
                (0..<Int32(partitions)).map { (Kafka.TopicPartition(topic.name, $0), StartOffset.beginning) }
            }
            followed = try makeReader("follow", settings.withShortFetches())
                .readToEnd(Dictionary(uniqueKeysWithValues: whole), each: { try each(Record($0)) })
            return try startFollower()
        }
        for message in try follower.poll(max: 1000, wait: .zero) {
            try each(Record(message))
            followed[Kafka.TopicPartition(message.topic, message.partition)] = message.offset + 1
        }
        if follower.isOutdated { try startFollower() }
    }

    /// Follows from the current position. Does not need the broker now.
    private func startFollower() throws {
        var settings = settings
        // From here on the broker holds each fetch until records arrive: two requests a second.
        try settings.set("fetch.wait.max.ms", "500")
        let reader = try makeReader("follow", settings)
        try reader.start(followed.mapValues { .offset($0) }, timeout: .seconds(1))
        follower = reader
    }

    private func makeReader(_ purpose: String, _ settings: ClientSettings) throws -> PartitionReader {
        try PartitionReader(settings: settings, name: "\(plan.group)-\(purpose)", log: sink)
    }
}

extension ClientSettings {
    /// For reading to an end: a fetch that waits for more records delays the fetch of the next partition.
    fileprivate func withShortFetches() throws -> ClientSettings {
        var settings = self
        if settings["fetch.wait.max.ms"] == nil { try settings.set("fetch.wait.max.ms", "5") }
        return settings
    }
}
