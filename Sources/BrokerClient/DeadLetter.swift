// A record of offers.dead-letters, for operators: the headers of Kafka Connect's dead letter queue (KIP-298) say where
// it came from and why it could not be used.

import Base
import Events
import Offers

/// The position of a dead letter on `offers.dead-letters`: `PARTITION/OFFSET`.
public struct DeadLetterID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public var partition: Int32
    public var offset: Int64

    public var description: String { "\(partition)/\(offset)" }

    public init(_ record: TopicRecord) {
        (partition, offset) = (record.partition, record.offset)
    }

    /// Nil for any other text.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let partition = Int32(parts[0]), let offset = Int64(parts[1]), partition >= 0,
            offset >= 0
        else { return nil }
        (self.partition, self.offset) = (partition, offset)
    }

    public static func < (one: DeadLetterID, other: DeadLetterID) -> Bool {
        (one.partition, one.offset) < (other.partition, other.offset)
    }
}

/// A dead letter.
public struct DeadLetter: Sendable {
    /// The headers that workers add; everything else is the record's own.
    public enum Name {
        public static let errors = "__connect.errors."
        public static let topic = errors + "topic"
        public static let partition = errors + "partition"
        public static let offset = errors + "offset"
        public static let program = errors + "connector.name"
        public static let code = errors + "exception.class.name"
        public static let reason = errors + "exception.message"
        /// On a record that was sent again: the position of its dead letter.
        public static let redriven = "offers-redriven-from"
    }

    public let id: DeadLetterID
    public var record: TopicRecord

    public init(_ record: TopicRecord) {
        self.record = record
        id = DeadLetterID(record)
    }

    public var topic: String { text(Name.topic) ?? "" }
    public var program: String { text(Name.program) ?? "" }
    public var code: String { text(Name.code) ?? "" }
    public var reason: String { text(Name.reason) ?? "" }
    public var key: String? { record.key.map { String(decoding: $0, as: UTF8.self) } }

    /// The last header with that name: a dead letter that came back also has the headers of its first time, before the
    /// new ones.
    public func text(_ name: String) -> String? {
        record.headers.last { $0.name == name }.map { String(decoding: $0.value, as: UTF8.self) }
    }

    /// Whether the record is incomplete or missing here.
    public var isCut: Bool {
        ["offers-value-cut", "offers-headers-left-out", "offers-offsets-passed-over"].contains { text($0) != nil }
    }

    /// Where the record lay: `offers.commands/3@17`.
    public var origin: String { "\(topic)/\(text(Name.partition) ?? "?")@\(text(Name.offset) ?? "?")" }

    /// The original record, for the topic it came from, with a header that names this dead letter. `value` replaces its
    /// value.
    public func again(to topic: Topic, value: [UInt8]? = nil) -> Message {
        let own = record.headers.filter { !$0.name.hasPrefix(Name.errors) && $0.name != Name.redriven }
        return Message(
            topic: topic, key: record.key, value: value ?? record.value,
            headers: own + [.init(Name.redriven, "\(id)")])
    }

    /// Where it can be sent: a topic of the pipeline, but never back to this one.
    public var target: Topic? { Topic.all.first { $0.name == topic && $0 != .deadLetters } }

    public func fits(_ filter: DeadLetterFilter) -> Bool {
        (filter.topic == nil || filter.topic == topic) && (filter.reason == nil || filter.reason == code)
            && (filter.key == nil || filter.key == key)
            && (filter.publisher.map { key?.hasPrefix("\($0)/") ?? false } ?? true)
            && (filter.since.map { since in record.time.map { $0 >= since } ?? false } ?? true)
            && (filter.until.map { until in record.time.map { $0 <= until } ?? false } ?? true)
    }
}

/// Conditions for a dead letter; nil: any.
public struct DeadLetterFilter: Equatable, Sendable {
    public var topic: String?
    /// The reason's code.
    public var reason: String?
    /// Of the record's key.
    public var publisher: String?
    public var key: String?
    public var since: Timestamp?
    public var until: Timestamp?

    public init() {}
}
