// What goes out to a topic. The business makes these; only the log sends them.

import JSON
import Offers

/// A record to be written: topic, key (which decides the partition), value (nil is a tombstone) and headers.
public struct Message: Sendable, Equatable {
    /// A record header.
    public struct Header: Sendable, Equatable {
        public var name: String
        public var value: [UInt8]

        public init(_ name: String, _ value: some StringProtocol) {
            self.init(name, bytes: Array(value.utf8))
        }

        public init(_ name: String, bytes: [UInt8]) {
            self.name = name
            self.value = bytes
        }
    }

    public var topic: Topic
    public var key: [UInt8]?
    public var value: [UInt8]?
    public var headers: [Header]

    public init(topic: Topic, key: [UInt8]?, value: [UInt8]?, headers: [Header] = []) {
        self.topic = topic
        self.key = key
        self.value = value
        self.headers = headers
    }

    /// An event in CloudEvents structured mode, with its one header.
    public init(topic: Topic, key: [UInt8], structured value: [UInt8]) {
        self.init(topic: topic, key: key, value: value, headers: Header.ofStructuredEvents)
    }

    public init(topic: Topic, event: CloudEvent) {
        self.init(topic: topic, key: event.key, structured: event.json)
    }

    /// Removes the offer's row from a compacted topic.
    public static func tombstone(_ topic: Topic, _ offer: OfferKey) -> Message {
        Message(topic: topic, key: offer.bytes, value: nil)
    }
}

extension Message.Header {
    /// The header that marks CloudEvents structured mode (CloudEvents Kafka protocol binding 1.0.2, section 3.3).
    public static let structuredEvent = Message.Header("content-type", "application/cloudevents+json")

    /// Whether this is that header, possibly with parameters (`; charset=UTF-8`).
    var isOfStructuredEvent: Bool {
        self == .structuredEvent
            || name == "content-type"
                && String(decoding: value, as: UTF8.self).lowercased().hasPrefix("application/cloudevents+json")
    }

    /// All headers of an event, as one shared list.
    public static let ofStructuredEvents = [structuredEvent]
}
