// The one shape of work. A stage takes a job and gives an outcome; a keyed process takes an event and what it knows of
// the offer and gives messages. Neither knows Kafka, so the business compiles and is tested without a broker.

import Base
import Localization

/// The work of one stage. Answers that were to be expected are values; a throw means that no answer was reached, and
/// `Retry` in Runtime decides what follows.
public protocol StageHandler: Sendable {
    static var stage: Stage { get }
    /// Does the work. May be called again for the same job after a crash: every effect outside must be idempotent by a
    /// key made from the job. Throws `Fault` (tried again), `Poison` (dead letter) or `CancellationError` (dropped).
    func perform(_ job: StageJob) async throws -> StageOutcome
}

/// What a stage answers.
public enum StageOutcome: Sendable, Equatable {
    /// Done; the facts go on the slip. `emitting` is written in the same transaction (a catalogue entry).
    case completed(StepOutputs = StepOutputs(), emitting: [Message] = [])
    /// The publisher must act.
    case rejected([Problem])
}

/// One submission at one step.
public struct StageJob: Sendable {
    public let slip: ScheduledStep
    /// When this try began.
    public let now: Timestamp
    /// Says how far the work has come; sent on at a bounded rate. May be called from any thread.
    public let report: @Sendable (Progress) -> Void

    public init(slip: ScheduledStep, now: Timestamp, report: @escaping @Sendable (Progress) -> Void = { _ in }) {
        self.slip = slip
        self.now = now
        self.report = report
    }

    /// The offer document, as its publisher sent it.
    public var offer: [UInt8] { slip.event.data }
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

/// Thrown by a keyed process for an event that speaks of what it does not know *yet*, and may learn by another of its
/// topics, as these are not read in step. The event is shown again when another topic has told of the same offer; what
/// stays unknown is poison.
public struct Deferred: Error, Sendable {
    public var poison: Poison

    public init(_ poison: Poison) {
        self.poison = poison
    }
}

/// The newest row of one offer in each of a process's tables.
public struct Rows: Sendable {
    /// A process has two tables at most, and an offer mostly a row in one: no list is made of one.
    private var first: (table: Topic, row: [UInt8])?
    private var others: [(table: Topic, row: [UInt8])] = []

    public init() {}

    public init(_ rows: [Topic: [UInt8]]) {
        for (table, row) in rows { add(row, of: table) }
    }

    /// Adds the row of a table that has none yet.
    public mutating func add(_ row: [UInt8], of table: Topic) {
        if first == nil { first = (table, row) } else { others.append((table, row)) }
    }

    public subscript(table: Topic) -> [UInt8]? {
        if let first, first.table == table { return first.row }
        return others.first { $0.table == table }?.row
    }
}

/// A worker whose answer depends on what it has seen before of the same offer. Its tables are compacted topics: a
/// message to one of them is the new row, written in the same transaction as everything else it causes.
public protocol StatefulProcessor: Sendable {
    /// Name of the program: consumer group, event source, log.
    static var name: String { get }
    var inputs: [Topic] { get }
    /// Co-partitioned with the inputs.
    var tables: [Topic] { get }

    /// Reads a record; throws `Poison` for what no version of this process can use.
    func read(value: [UInt8], headers: [Message.Header], key: [UInt8]?, arrival: RecordMetadata) throws -> Event
    /// What an event causes. `now` is when it is looked at.
    func react(to event: Event, arrival: RecordMetadata, rows: Rows, now: Timestamp) throws -> [Message]
    /// Both at once, with the rows as `rows` finds them by the key of an offer: for a process that need not make an event
    /// of each record. Throws what the two throw.
    func answer(
        value: [UInt8], headers: [Message.Header], key: [UInt8]?, arrival: RecordMetadata,
        rows: (UnsafeBufferPointer<UInt8>) -> Rows, now: Timestamp
    ) throws -> Answer
    /// When a row wants to be looked at although nothing came, if ever.
    func deadline(of row: [UInt8], in table: Topic) -> Timestamp?
    /// What a deadline that has passed causes.
    func react(toDeadlineOf offer: OfferKey, rows: Rows, now: Timestamp) -> [Message]
    /// The same where what is paused matters; asked instead of the other where `heedsControls`.
    func react(toDeadlineOf offer: OfferKey, rows: Rows, controls: Controls, now: Timestamp) -> [Message]
    /// Whether it wants to know what is paused.
    var heedsControls: Bool { get }
}

extension StatefulProcessor {
    public func read(value: [UInt8], headers: [Message.Header], key: [UInt8]?, arrival: RecordMetadata) throws -> Event
    {
        do {
            return try Event(headers: headers, value: value)
        } catch { throw Poison("not-an-event", "\(error)") }
    }

    public func deadline(of row: [UInt8], in table: Topic) -> Timestamp? { nil }

    public func react(toDeadlineOf offer: OfferKey, rows: Rows, now: Timestamp) -> [Message] { [] }

    public func react(toDeadlineOf offer: OfferKey, rows: Rows, controls: Controls, now: Timestamp) -> [Message] {
        react(toDeadlineOf: offer, rows: rows, now: now)
    }

    public var heedsControls: Bool { false }
}
