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

    private enum Payload: Sendable {
        case bytes([UInt8]?)
        case late(any DeferredPayload)
    }

    public var topic: Topic
    public var key: [UInt8]?
    public var headers: [Header]
    private var payload: Payload

    public init(topic: Topic, key: [UInt8]?, value: [UInt8]?, headers: [Header] = []) {
        self.topic = topic
        self.key = key
        self.headers = headers
        payload = .bytes(value)
    }

    /// An event that is written when it is sent, with its one header.
    public init(topic: Topic, key: [UInt8], late value: any DeferredPayload) {
        self.topic = topic
        self.key = key
        headers = Header.ofStructuredEvents
        payload = .late(value)
    }

    /// The record's value; nil is a tombstone in a compacted topic.
    public var value: [UInt8]? {
        get {
            switch payload {
            case .bytes(let bytes): bytes
            case .late(let value): JSONWriter.bytes(capacity: value.capacity, value.write)
            }
        }
        set { payload = .bytes(newValue) }
    }

    /// The value where it lies, or written into `page`; nil for a tombstone.
    public func withValue<Result, Failure: Error>(
        on page: JSONPage, _ body: (UnsafeBufferPointer<UInt8>?) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        switch payload {
        case .bytes(nil): return try body(nil)
        case .bytes(let bytes?):
            return try bytes.withUnsafeBufferPointer { (bytes) throws(Failure) in try body(bytes) }
        case .late(let value):
            return try page.write(capacity: value.capacity, value.write) { (bytes) throws(Failure) in try body(bytes) }
        }
    }

    /// How long the value is, or a little more.
    public var valueSize: Int {
        switch payload {
        case .bytes(let bytes): bytes?.count ?? 0
        case .late(let value): value.capacity
        }
    }

    public static func == (a: Message, b: Message) -> Bool {
        a.topic == b.topic && a.key == b.key && a.value == b.value && a.headers == b.headers
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

/// A value that is written when its message is sent: what follows from a thousand records then needs no memory of its own
/// between their work and their commit. Always writes the same.
public protocol DeferredPayload: AnyObject, Sendable {
    /// At least the bytes that it writes.
    var capacity: Int { get }
    func write(to json: inout JSONWriter)
}
