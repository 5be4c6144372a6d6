// The kinds of work. They do not know Kafka, so business code compiles and is tested without a broker.

import Base
import Offers

/// The work of one stage. Expected answers are values. A throw means that the work failed, and `Retry` in Runtime
/// decides what to do.
public protocol StageHandler: Sendable {
    static var stage: Stage { get }
    /// Does the work; may block. May be called again for the same job after a crash, so every external effect must be
    /// idempotent by a key derived from the job. Throws `Fault` (retried), `Poison` (dead letter) or
    /// `CancellationError` (the job is dropped).
    func perform(_ job: StageJob) async throws -> StageOutcome
}

/// What a stage answers.
public enum StageOutcome: Sendable, Equatable {
    /// Done; the outputs travel on. `emitting` (such as a catalog entry) is written in the same transaction.
    case completed(StepOutputs = StepOutputs(), emitting: [Message] = [])
    /// The publisher must act.
    case rejected([Problem])
}

/// One submission at one step.
public struct StageJob: Sendable {
    public let step: ScheduledStep
    /// When this try began.
    public let now: Timestamp
    /// Reports progress, which is sent on at a bounded rate. May be called on any thread.
    public let report: @Sendable (Progress) -> Void

    public init(step: ScheduledStep, now: Timestamp, report: @escaping @Sendable (Progress) -> Void = { _ in }) {
        self.step = step
        self.now = now
        self.report = report
    }

    /// The offer document, as its publisher sent it.
    public var offer: [UInt8] { step.offer.bytes }
}

/// Work whose whole effect is outside the pipeline, on the records of one topic.
public protocol RecordHandler: Sendable {
    /// The program's name, which is also its consumer group.
    static var name: String { get }
    static var input: Topic { get }
    /// Records of a partition in the same group are processed one after another, others at the same time.
    func group(of record: Message) -> [UInt8]
    /// Returns additional members for the log line about the record. May be called again for the same record after a
    /// crash, so the effect must be idempotent by a key derived from the record. Throws `Fault` (retried, finally a
    /// dead letter) or `Poison` (dead letter).
    func perform(_ record: Message) async throws -> [String: String]
}

/// Where a record was read.
public struct RecordMetadata: Sendable, Hashable {
    public var topic: String
    public var partition: Int32
    public var offset: Int64
    /// The number of partitions of the keyed topics.
    public var partitions: Int
    /// When the broker took it.
    public var time: Timestamp

    public init(topic: String, partition: Int32, offset: Int64, partitions: Int, time: Timestamp) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.partitions = partitions
        self.time = time
    }
}

/// A stateful processor throws this for an event about something that it does not know *yet* but may learn from another
/// of its topics, because it reads them independently. The event is processed again when another topic has brought news
/// about the offer. If that never happens, the event is poison.
public struct Deferred: Error, Sendable {
    public var poison: Poison

    public init(_ poison: Poison) {
        self.poison = poison
    }
}

/// What every worker follows besides its own topics.
public struct Followed: Sendable {
    public var controls = Controls()
    public var processes = ProcessCatalog()

    public init() {}

    public static let topics: [Topic] = [.controls, .processes]

    /// Applies a record of one of the topics. Throws if it cannot be read; the previous state stays.
    public mutating func take(_ topic: Topic, key: [UInt8]?, value: [UInt8]?, at time: Timestamp) throws {
        if topic == .controls {
            try controls.take(key: key, value: value)
        } else {
            try processes.take(value: value, at: time)
        }
    }
}

/// An input of a stateful processor: a record, or a deadline that has passed.
public enum Input: Sendable {
    case record(value: [UInt8], headers: [Message.Header], key: [UInt8]?, RecordMetadata)
    /// A deadline of this offer's state has passed.
    case deadline(OfferKey)
}

/// A stateful processor's reaction to an input.
public struct Reaction<State: Sendable>: Sendable {
    /// The offer that the input is about.
    public var subject: String
    /// Additional members of the log line.
    public var event: (id: String, type: String)
    /// The submission that the input is about and the trace of its publish command, for the log line; nil if there is
    /// none.
    public var submission: String?
    public var trace: String?
    public var messages: [Message]
    /// Messages that a limit held back.
    public var refused = 0
    /// The offer's new state; nil if it does not change.
    public var state: State?
    /// When to look at the new state even if no record arrives; nil for never.
    public var deadline: Timestamp?
    /// Whether the offer counts as open with the new state; see `PublisherTally`.
    public var isOpen = false

    public init(
        subject: String, event: (id: String, type: String), messages: [Message] = [], state: State? = nil,
        deadline: Timestamp? = nil
    ) {
        self.subject = subject
        self.event = event
        self.messages = messages
        self.state = state
        self.deadline = deadline
    }
}

/// The number of offers of one publisher in the partitions of a stateful processor.
public struct PublisherTally: Sendable, Equatable {
    /// Those that have a row.
    public var offers = 0
    /// Offers whose submission runs or waits.
    public var open = 0

    public init() {}
}

/// A worker whose answer depends on earlier records of the same offer. Its tables are compacted topics: a message to
/// one of them is the new row, written in the same transaction as all other effects.
public protocol StatefulProcessor: Sendable {
    /// The state of one offer, decoded from its rows.
    associatedtype State: Sendable

    /// The program's name: consumer group, event source, log.
    static var name: String { get }
    var inputs: [Topic] { get }
    /// Co-partitioned with the inputs.
    var tables: [Topic] { get }

    /// Whether it also keeps its positions outside the group's offsets, because it must never repeat old work.
    var keepsPositions: Bool { get }

    /// Decodes the rows of an offer; called once while the offer is in work. Throws `Deferred` if a row names a process
    /// that is not known yet. Any other error means that a row cannot be read: the event becomes a dead letter
    /// (`unreadable-row`).
    func state(of rows: [Topic: [UInt8]], _ followed: Followed) throws -> State?
    /// Messages to write before the first record is processed.
    func announcements(_ followed: Followed) -> [Message]
    /// When to look at a restored row even if no record arrives; nil for never.
    func deadline(of row: [UInt8], in table: Topic) -> Timestamp?
    /// Whether its offers are counted for each publisher.
    var tallies: Bool { get }
    /// Whether the offer of a restored row counts as open.
    func isOpen(_ row: [UInt8], in table: Topic) -> Bool

    /// The effects of an input. `state` finds the newest state of an offer by its key; nil if it has no rows. `tally`
    /// counts the offers of a publisher. Throws `Poison` if no version of this processor can use the input, `Deferred`,
    /// and `Fault`.
    func handle(
        _ input: Input, _ followed: Followed, now: Timestamp, tally: (String) -> PublisherTally,
        state: (OfferKey) throws -> State?
    ) throws -> Reaction<State>
}

extension StatefulProcessor {
    public func deadline(of row: [UInt8], in table: Topic) -> Timestamp? { nil }
    public func announcements(_ followed: Followed) -> [Message] { [] }
    public var keepsPositions: Bool { false }
    public var tallies: Bool { false }
    public func isOpen(_ row: [UInt8], in table: Topic) -> Bool { false }

    /// The effects of an input if no other offer of the publisher is known.
    public func handle(
        _ input: Input, _ followed: Followed, now: Timestamp, state: (OfferKey) throws -> State?
    ) throws -> Reaction<State> {
        try handle(input, followed, now: now, tally: { _ in PublisherTally() }, state: state)
    }
}
