import Base
import Events
import Log
import Offers
import TestSupport
import Testing

@testable import Runtime

/// Counts the events of each offer in a table, and reports a count of three that did not change for a minute.
private struct Counter: StatefulProcessor {
    static let name = "counter"
    var inputs: [Topic] { [.outcomes] }
    var tables: [Topic] { [.status] }

    func state(of rows: [Topic: [UInt8]], _ followed: Followed) -> String? {
        rows[.status].map { String(decoding: $0, as: UTF8.self) }
    }

    func deadline(of row: [UInt8], in table: Topic) -> Timestamp? {
        row == Array("3".utf8) ? Timestamp(milliseconds: 1_800_000_060_000) : nil
    }

    func handle(
        _ input: Input, _ followed: Followed, now: Timestamp, state: (OfferKey) throws -> String?
    ) throws -> Reaction<String> {
        let key: OfferKey
        let row: String
        let report: String
        switch input {
        case .record(let value, _, _, _):
            let event = try CloudEvent(structured: value)
            guard event.type.rawValue != "poison", let offer = OfferKey(event.subject) else {
                throw Poison("unknown-type", "no such type")
            }
            key = offer
            row = "\((try state(key).flatMap { Int($0) } ?? 0) + 1)"
            report = "seen \(row)"
        case .deadline(let offer):
            guard try state(offer) == "3" else {
                return Reaction(subject: offer.description, event: ("", "deadline"))
            }
            key = offer
            row = "reported"
            report = "three for long"
        }
        let messages = [
            Message(topic: .status, key: key.bytes, value: Array(row.utf8)),
            Message(topic: .history, key: key.bytes, value: Array(report.utf8)),
        ]
        return Reaction(subject: key.description, event: ("1", "test"), messages: messages, state: row)
    }
}

struct StatefulTaskTests {
    private final class Fixture {
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
            let event = CloudEvent(
                id: "1", source: "/test", type: EventType(rawValue: type), subject: offer,
                time: Timestamp(milliseconds: 0))
            broker.append(Message(topic: .outcomes, event: event))
        }

        var history: [String] { broker.records(of: .history).map { String(decoding: $0.value ?? [], as: UTF8.self) } }
    }

    @Test func `Two events in one batch see each other's row`() throws {
        let fixture = Fixture()
        fixture.send("contoso/a")
        fixture.send("contoso/a")
        try fixture.worker.turn(wait: .zero)
        #expect(fixture.history == ["seen 1", "seen 2"])
    }

    @Test func `Rows are read back after a crash`() throws {
        let fixture = Fixture()
        fixture.send("contoso/a")
        try fixture.worker.turn(wait: .zero)
        fixture.crash()
        fixture.send("contoso/a")
        try fixture.worker.turn(wait: .zero)
        #expect(fixture.history == ["seen 1", "seen 2"])
    }

    @Test func `What was answered but refused by the log is answered anew from the rows as committed`() throws {
        let fixture = Fixture()
        fixture.send("contoso/a")
        // A rebalance that the worker has not seen yet: its first commit is refused.
        try fixture.worker.turn(wait: .zero)
        let other = MemoryLog(fixture.broker, group: "counter", inputs: [.outcomes])
        other.close()
        fixture.send("contoso/a")
        for _ in 0..<3 { try fixture.worker.turn(wait: .zero) }
        #expect(fixture.history == ["seen 1", "seen 2"])
    }

    @Test func `A deadline is met once, also after a crash`() throws {
        let fixture = Fixture()
        for _ in 0..<3 { fixture.send("contoso/a") }
        try fixture.worker.turn(wait: .zero)
        fixture.crash()
        try fixture.worker.turn(wait: .zero)
        #expect(fixture.history.count == 3)
        fixture.clock.advance(.seconds(61))
        for _ in 0..<3 { try fixture.worker.turn(wait: .zero) }
        fixture.crash()
        for _ in 0..<3 { try fixture.worker.turn(wait: .zero) }
        #expect(fixture.history == ["seen 1", "seen 2", "seen 3", "three for long"])
    }

    @Test func `What a process cannot use is a dead letter, and the next event is answered`() throws {
        let fixture = Fixture()
        fixture.send("contoso/a", type: "poison")
        fixture.send("contoso/a")
        try fixture.worker.turn(wait: .zero)
        #expect(fixture.broker.records(of: .deadLetters).count == 1)
        #expect(fixture.history == ["seen 1"])
    }
}

struct TimerQueueTests {
    @Test func `Entries come in order of time, whatever order they were added in`() {
        var timers = TimerQueue()
        for (number, due) in [5, 3, 9, 1, 7, 3].enumerated() {
            let key = Array("o\(number)".utf8)
            timers.add(.init(due: Timestamp(milliseconds: Int64(due)), key: key, partition: Int32(due % 2)))
        }
        var taken: [Int64] = []
        while let entry = timers.takeDue(Timestamp(milliseconds: 8)) { taken.append(entry.due.milliseconds) }
        #expect(taken == [1, 3, 3, 5, 7])
        #expect(timers.first == Timestamp(milliseconds: 9))
    }
}
