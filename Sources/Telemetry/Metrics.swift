// The metrics of a worker. The loop counts each batch in its own `Tally` and adds it after the commit, so no counter
// is touched per record, and a reader never delays the loop.

import Synchronization

/// What came of a record.
public enum EventOutcome: String, Sendable, CaseIterable {
    case completed
    case waiting
    case rejected
    case blocked
    /// Not started, because the offer is paused.
    case held
    case deadLetter = "dead-letter"
    /// Processed by a stateful processor, or mailed.
    case answered
    /// Processed by the notifier, which wrote fewer mails because a limit was reached.
    case limited
}

/// The counts of one batch. Owned by the loop's thread.
public struct Tally: Sendable, Equatable {
    public private(set) var outcomes = [Int](repeating: 0, count: EventOutcome.allCases.count)
    public private(set) var hops = Histogram()

    public init() {}

    /// A record was committed, so many milliseconds after it was written.
    public mutating func count(_ outcome: EventOutcome, hop milliseconds: Int64) {
        outcomes[outcome.index] += 1
        hops.count(milliseconds)
    }
}

/// The open work of a partition.
public struct PartitionLoad: Sendable, Equatable {
    public var topic: String
    public var partition: Int32
    /// How many records are not finished.
    public var open: Int64
    /// The offset at which reading makes no progress, and why; nil if it does.
    public var stall: (offset: Int64, cause: String)?

    public init(topic: String, partition: Int32, open: Int64, stall: (offset: Int64, cause: String)? = nil) {
        self.topic = topic
        self.partition = partition
        self.open = open
        self.stall = stall
    }

    public static func == (a: PartitionLoad, b: PartitionLoad) -> Bool {
        (a.topic, a.partition, a.open, a.stall?.offset) == (b.topic, b.partition, b.open, b.stall?.offset)
    }
}

/// The numbers of one worker since its start. Any thread.
public final class Metrics: Sendable {
    struct Numbers: Sendable {
        var outcomes = [Int](repeating: 0, count: EventOutcome.allCases.count)
        var hops = Histogram()
        var committed = 0
        var rolledBack = 0
        var retries = 0
        var atWork = 0
        var isPaused = false
        var load: [PartitionLoad] = []
    }

    public let program: String
    public let version: String
    public let librdkafka: String
    private let numbers = Mutex(Numbers())

    public init(program: String, version: String, librdkafka: String = "") {
        self.program = program
        self.version = version
        self.librdkafka = librdkafka
    }

    /// A commit was done, with these records.
    public func committed(_ tally: Tally) {
        numbers.withLock { numbers in
            numbers.committed += 1
            for (index, count) in tally.outcomes.enumerated() { numbers.outcomes[index] += count }
            numbers.hops.add(tally.hops)
        }
    }

    /// A commit was rolled back; its records will be processed again.
    public func rolledBack() { numbers.withLock { $0.rolledBack += 1 } }

    /// A fault will be tried again.
    public func retried() { numbers.withLock { $0.retries += 1 } }

    /// How many records are in the process, and the open work of each of its partitions.
    public func observed(atWork: Int, _ load: [PartitionLoad]) {
        numbers.withLock { numbers in
            numbers.atWork = atWork
            numbers.load = load
        }
    }

    /// Whether an operator has paused the worker's stage or the pipeline.
    public func paused(_ isPaused: Bool) { numbers.withLock { $0.isPaused = isPaused } }

    var snapshot: Numbers { numbers.withLock { $0 } }
}

extension EventOutcome {
    /// Its index in `allCases`; searching for it would make that list for each record.
    fileprivate var index: Int {
        switch self {
        case .completed: 0
        case .waiting: 1
        case .rejected: 2
        case .blocked: 3
        case .held: 4
        case .deadLetter: 5
        case .answered: 6
        case .limited: 7
        }
    }
}
