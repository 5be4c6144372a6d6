import Base
import Log
import Offers
import TestSupport
import Testing

@testable import Runtime

/// Counts what it has seen of each offer, in a table; says so when a count of three has stood for a minute.
private struct Counter: StatefulProcessor {
    static let name = "counter"
    var inputs: [Topic] { [.outcomes] }
    var tables: [Topic] { [.status] }

    func react(to event: Event, arrival: RecordMetadata, rows: Rows, now: Timestamp) throws -> [Message] {
        if event.type.rawValue == "poison" { throw Poison("unknown-type", "no such type") }
        let count = rows[.status].flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
        return [
            Message(topic: .status, key: Array(event.subject.utf8), value: Array("\(count + 1)".utf8)),
            Message(topic: .history, key: Array(event.subject.utf8), value: Array("seen \(count + 1)".utf8)),
        ]
    }

    func deadline(of row: [UInt8], in table: Topic) -> Timestamp? {
        row == Array("3".utf8) ? Timestamp(milliseconds: 1_800_000_060_000) : nil
    }

    func react(toDeadlineOf offer: OfferKey, rows: Rows, now: Timestamp) -> [Message] {
        guard rows[.status] == Array("3".utf8) else { return [] }
        return [
            Message(topic: .status, key: offer.bytes, value: Array("told".utf8)),
            Message(topic: .history, key: offer.bytes, value: Array("three stood for long".utf8)),
        ]
    }
}

struct KeyedRoleTests {
    private final class Bench {
        let broker = MemoryBroker(partitions: 2)
        let clock = ManualClock()
        var worker: WorkerLoop
        var log: MemoryLog

        init() { (worker, log) = Self.start(broker, clock) }

        static func start(_ broker: MemoryBroker, _ clock: ManualClock) -> (WorkerLoop, MemoryLog) {
            let log = MemoryLog(broker, group: "counter", inputs: [.outcomes])
            let role = StatefulTask(
                Counter(), partitions: 2, world: clock.world, journal: Logger(program: "test", write: { _ in }))
            return (WorkerLoop(log: log, processor: role, world: clock.world), log)
        }

        func crash() {
            log.close()
            (worker, log) = Self.start(broker, clock)
        }

        func send(_ offer: String, type: String = "offers.step.completed.v1") {
            let event = Event(
                id: "1", source: "/test", type: EventType(rawValue: type), subject: offer,
                time: Timestamp(milliseconds: 0))
            broker.append(Message(topic: .outcomes, event: event))
        }

        var history: [String] { broker.records(of: .history).map { String(decoding: $0.value ?? [], as: UTF8.self) } }
    }

    @Test func `Two events in one batch see each other's row`() throws {
        let bench = Bench()
        bench.send("contoso/a")
        bench.send("contoso/a")
        try bench.worker.turn(wait: .zero)
        #expect(bench.history == ["seen 1", "seen 2"])
    }

    @Test func `Rows are read back after a crash`() throws {
        let bench = Bench()
        bench.send("contoso/a")
        try bench.worker.turn(wait: .zero)
        bench.crash()
        bench.send("contoso/a")
        try bench.worker.turn(wait: .zero)
        #expect(bench.history == ["seen 1", "seen 2"])
    }

    @Test func `What was answered but refused by the log is answered anew from the rows as committed`() throws {
        let bench = Bench()
        bench.send("contoso/a")
        // A rebalance that the worker has not seen yet: its first commit is refused.
        try bench.worker.turn(wait: .zero)
        let other = MemoryLog(bench.broker, group: "counter", inputs: [.outcomes])
        other.close()
        bench.send("contoso/a")
        for _ in 0..<3 { try bench.worker.turn(wait: .zero) }
        #expect(bench.history == ["seen 1", "seen 2"])
    }

    @Test func `A deadline is met once, also after a crash`() throws {
        let bench = Bench()
        for _ in 0..<3 { bench.send("contoso/a") }
        try bench.worker.turn(wait: .zero)
        bench.crash()
        try bench.worker.turn(wait: .zero)
        #expect(bench.history.count == 3)
        bench.clock.advance(.seconds(61))
        for _ in 0..<3 { try bench.worker.turn(wait: .zero) }
        bench.crash()
        for _ in 0..<3 { try bench.worker.turn(wait: .zero) }
        #expect(bench.history == ["seen 1", "seen 2", "seen 3", "three stood for long"])
    }

    @Test func `What a process cannot use is a dead letter, and the next event is answered`() throws {
        let bench = Bench()
        bench.send("contoso/a", type: "poison")
        bench.send("contoso/a")
        try bench.worker.turn(wait: .zero)
        #expect(bench.broker.records(of: .deadLetters).count == 1)
        #expect(bench.history == ["seen 1"])
    }
}

struct DeadlinesTests {
    @Test func `TimerQueue come in order of time, whatever order they were added in`() {
        var deadlines = TimerQueue()
        for (number, due) in [5, 3, 9, 1, 7, 3].enumerated() {
            let offer = Array("o\(number)".utf8)
            deadlines.add(.init(due: Timestamp(milliseconds: Int64(due)), offer: offer, partition: Int32(due % 2)))
        }
        var taken: [Int64] = []
        while let entry = deadlines.takeDue(Timestamp(milliseconds: 8)) { taken.append(entry.due.milliseconds) }
        #expect(taken == [1, 3, 3, 5, 7])
        #expect(deadlines.first == Timestamp(milliseconds: 9))
    }

    @Test func `An offer whose time is put off has one entry, at its earliest time`() {
        var deadlines = TimerQueue()
        for due in [4, 6, 2, 8] {
            deadlines.add(.init(due: Timestamp(milliseconds: Int64(due)), offer: Array("o".utf8), partition: 0))
        }
        #expect(deadlines.takeDue(Timestamp(milliseconds: 9))?.due == Timestamp(milliseconds: 2))
        #expect(deadlines.takeDue(Timestamp(milliseconds: 9)) == nil)
    }
}
