// Converts Kafka's types to the log's. Keys and values are passed on, not copied.

import Events
import Kafka
import Log

// Both modules have these types; here the names mean the log's.
typealias TopicPartition = Log.TopicPartition
typealias CommittedOffset = Log.CommittedOffset

extension Record {
    init(_ message: KafkaMessage) {
        self.init(
            topic: message.topic, partition: message.partition, offset: message.offset, key: message.key,
            value: message.value, headers: Header.all(of: message), timestamp: message.timestamp)
    }
}

extension Message.Header {
    /// Nearly every record has one header, the event's; they share that list.
    fileprivate static func all(of message: KafkaMessage) -> [Message.Header] {
        message.headers == KafkaHeader.ofStructuredEvents
            ? ofStructuredEvents : message.headers.map { Message.Header($0.name, bytes: $0.value) }
    }
}

extension Message {
    var kafkaHeaders: [KafkaHeader] {
        headers == Header.ofStructuredEvents
            ? KafkaHeader.ofStructuredEvents : headers.map { KafkaHeader($0.name, $0.value) }
    }
}

extension KafkaHeader {
    fileprivate static let ofStructuredEvents = Message.Header.ofStructuredEvents.map { KafkaHeader($0.name, $0.value) }
}

extension Log.TopicPartition {
    init(_ partition: Kafka.TopicPartition) { self.init(partition.topic, partition.partition) }

    var kafka: Kafka.TopicPartition { .init(topic, partition) }
}

extension Log.CommittedOffset {
    var kafka: Kafka.CommittedOffset { .init(partition: partition.kafka, offset: offset, metadata: metadata) }
}

extension RecordView {
    init(_ record: borrowing BorrowedRecord) {
        self.init(
            topic: record.topic, partition: record.partition, offset: record.offset, key: record.key,
            value: record.value)
    }
}
