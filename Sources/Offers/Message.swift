// What goes out to a topic. The business makes these; only EventLog sends them.

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

    /// An event about an offer, in CloudEvents structured mode with its one header.
    public init(topic: Topic, event: Event) {
        self.init(topic: topic, key: event.key, value: event.structured(), headers: Header.ofStructuredEvents)
    }

    /// An event that was written straight into bytes, with its one header.
    public init(topic: Topic, key: [UInt8], structured value: [UInt8]) {
        self.init(topic: topic, key: key, value: value, headers: Header.ofStructuredEvents)
    }

    /// Takes the offer's row out of a compacted topic.
    public static func tombstone(_ topic: Topic, _ offer: OfferKey) -> Message {
        Message(topic: topic, key: offer.bytes, value: nil)
    }
}

extension Message.Header {
    /// The header that marks CloudEvents structured mode (CloudEvents Kafka protocol binding 1.0.2, section 3.3).
    public static let structuredEvent = Message.Header("content-type", "application/cloudevents+json")

    /// All headers of an event; one list, shared by all of them.
    public static let ofStructuredEvents = [structuredEvent]
}
