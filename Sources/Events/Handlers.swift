// The shapes of work. None of them knows Kafka, so the business compiles and is tested without a broker.

import Base
import Offers

/// The work of one stage. Answers that were to be expected are values; a throw means that no answer was reached, and `Retry`
/// in Runtime decides what follows.
public protocol StageHandler: Sendable {
    static var stage: Stage { get }
    /// Does the work; may block. May be called again for the same job after a crash: every effect outside must be
    /// idempotent by a key made from the job. Throws `Fault` (retried), `Poison` (dead letter) or `CancellationError` (the
    /// job is dropped).
    func perform(_ job: StageJob) async throws -> StageOutcome
}

/// What a stage answers.
public enum StageOutcome: Sendable, Equatable {
    /// Done; the outputs travel on. `emitting` is written in the same transaction (a catalog entry).
    case completed(StepOutputs = StepOutputs(), emitting: [Message] = [])
    /// The publisher must act.
    case rejected([Problem])
}

/// One submission at one step.
public struct StageJob: Sendable {
    public let step: ScheduledStep
    /// When this try began.
    public let now: Timestamp
    /// Reports how far the work has come; sent on at a bounded rate. May be called from any thread.
    public let report: @Sendable (Progress) -> Void

    public init(step: ScheduledStep, now: Timestamp, report: @escaping @Sendable (Progress) -> Void = { _ in }) {
        self.step = step
        self.now = now
        self.report = report
    }

    /// The offer document, as its publisher sent it.
    public var offer: [UInt8] { step.offer.bytes }
}

/// Work whose whole effect is outside the pipeline: the records of one topic.
public protocol RecordHandler: Sendable {
    /// Name of the program: consumer group, log.
    static var name: String { get }
    static var input: Topic { get }
    /// Records of a partition that have the same group are worked on one after another, others at the same time.
    func group(of record: Message) -> [UInt8]
    /// Returns what the log line about the record says besides, by name. May be called again for the same record after a
    /// crash: the effect must be idempotent by a key made from the record. Throws `Fault` (retried, in the end dead letter)
    /// or `Poison` (dead letter).
    func perform(_ record: Message) async throws -> [String: String]
}

/// Where a record was read.
public struct RecordMetadata: Sendable, Hashable {
    public var topic: String
    public var partition: Int32
    public var offset: Int64
    /// How many partitions the keyed topics have.
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

/// Thrown by a stateful processor for an event about something it does not know *yet*, and may learn from another of its
/// topics, as these are not read in step. The event is shown again when another topic has brought news of the same offer;
/// what stays unknown is poison.
public struct Deferred: Error, Sendable {
    public var poison: Poison

    public init(_ poison: Poison) {
        self.poison = poison
    }
}

/// What every worker follows beside its own topics.
public struct Followed: Sendable {
    public var controls = Controls()
    public var processes = ProcessCatalog()

    public init() {}

    public static let topics: [Topic] = [.controls, .processes]

    /// Takes a record of one of the topics. Throws what says why it cannot be read; what was known stays.
    public mutating func take(_ topic: Topic, key: [UInt8]?, value: [UInt8]?) throws {
        if topic == .controls { try controls.take(key: key, value: value) } else { try processes.take(value: value) }
    }
}

/// What a stateful processor is shown: a record, or a time that is up.
public enum Input: Sendable {
    case record(value: [UInt8], headers: [Message.Header], key: [UInt8]?, RecordMetadata)
    /// A deadline of this offer's state has passed.
    case deadline(OfferKey)
}

/// What a stateful processor makes of an input.
public struct Reaction<State: Sendable>: Sendable {
    /// The offer that the input is about.
    public var subject: String
    /// What the log line names besides the offer.
    public var event: (id: String, type: String)
    /// The submission that the input is about, and the trace that its publish command brought, for the log line; nil where
    /// there is none.
    public var submission: String?
    public var trace: String?
    public var messages: [Message]
    /// Messages that a limit held back.
    public var refused = 0
    /// The offer's new state; nil where it stays as it is.
    public var state: State?
    /// When the new state wants to be looked at although nothing came; nil for not at all.
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

/// How many offers of one publisher a stateful processor knows, in the partitions that it holds.
public struct PublisherTally: Sendable, Equatable {
    /// Those that have a row.
    public var offers = 0
    /// Those whose submission runs or waits.
    public var open = 0

    public init() {}
}

/// A worker whose answer depends on what it has seen before of the same offer. Its tables are compacted topics: a message to
/// one of them is the new row, written in the same transaction as everything else it causes.
public protocol StatefulProcessor: Sendable {
    /// What is known of one offer, decoded from its rows.
    associatedtype State: Sendable

    /// Name of the program: consumer group, event source, log.
    static var name: String { get }
    var inputs: [Topic] { get }
    /// Co-partitioned with the inputs.
    var tables: [Topic] { get }

    /// Whether its positions are kept beside the group's offsets, because the past must not be done again.
    var keepsPositions: Bool { get }

    /// Decodes the rows of an offer; called once for an offer at work. Throws `Deferred` where a row names a process that is
    /// not known yet. Any other error means that a row cannot be read: the event becomes a dead letter (`unreadable-row`).
    func state(of rows: [Topic: [UInt8]], _ followed: Followed) throws -> State?
    /// What is to be written before the first record is taken.
    func announcements(_ followed: Followed) -> [Message]
    /// When a row that is read back wants to be looked at although nothing came; nil for not at all.
    func deadline(of row: [UInt8], in table: Topic) -> Timestamp?
    /// Whether its offers are counted for each publisher.
    var tallies: Bool { get }
    /// Whether the offer of a row that is read back counts as open.
    func isOpen(_ row: [UInt8], in table: Topic) -> Bool

    /// What an input causes. `state` finds the newest state of an offer by its key; nil where it has no rows. `tally` counts
    /// the offers of a publisher. Throws `Poison` for what no version of this processor can use, `Deferred`, and `Fault`.
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

    /// What an input causes where no other offer of the publisher is known.
    public func handle(
        _ input: Input, _ followed: Followed, now: Timestamp, state: (OfferKey) throws -> State?
    ) throws -> Reaction<State> {
        try handle(input, followed, now: now, tally: { _ in PublisherTally() }, state: state)
    }
}
