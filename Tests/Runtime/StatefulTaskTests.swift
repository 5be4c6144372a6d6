// A stateful processor at work on a broker in memory.

import Base
import Events
import Log
import Offers
import TestSupport
import Testing

@testable import Runtime

/// Counts what it has seen of each offer, in a table; says so when a count of three has been there for a minute.
private struct Counter: StatefulProcessor {
    static let name = "counter"
    let inputs: [Topic] = [.commands, .outcomes]
    let tables: [Topic] = [.status]
    /// Called before announcements are made.
    var willAnnounce: @Sendable () -> Void = {}

    func state(of rows: [Topic: [UInt8]], _ followed: Followed) throws -> String? {
        try rows[.status].map { row in
            if row == Array("broken".utf8) { throw EventError("not a count") }
            return String(decoding: row, as: UTF8.self)
        }
    }

    func announcements(_ followed: Followed) -> [Message] {
        willAnnounce()
        return [Message(topic: .drafts, key: [1], value: Array("announced".utf8))]
    }

    func deadline(of row: [UInt8], in table: Topic) -> Timestamp? {
        due(String(decoding: row, as: UTF8.self))
    }

    private func due(_ state: String) -> Timestamp? {
        state == "3" ? Timestamp(milliseconds: 1_800_000_060_000) : nil
    }

    func handle(
        _ input: Input, _ followed: Followed, now: Timestamp, tally: (String) -> PublisherTally,
        state: (OfferKey) throws -> String?
    ) throws -> Reaction<String> {
        switch input {
        case .record(let value, let headers, _, _):
            let event = try CloudEvent(headers: headers, value: value)
            let offer = try #require(OfferKey(event.subject))
            let before = try state(offer)
            switch event.type.rawValue {
            case "poison": throw Poison("unknown-type", "no such type")
            case "fault": throw Fault("row-broken", "the row cannot be read")
            case "early" where before == nil: throw Deferred(Poison("unknown-offer", "no such offer"))
            default: return reaction(offer, "\((before.flatMap { Int($0) } ?? 0) + 1)", "seen")
            }
        case .deadline(let offer):
            guard try state(offer) == "3" else {
                return Reaction(subject: offer.description, event: ("deadline", "deadline"))
            }
            return reaction(offer, "told", "three for long:")
        }
    }

    private func reaction(_ offer: OfferKey, _ row: String, _ word: String) -> Reaction<String> {
        Reaction(
            subject: offer.description, event: ("1", "t"),
            messages: [
                Message(topic: .status, key: offer.bytes, value: Array(row.utf8)),
                Message(topic: .history, key: offer.bytes, value: Array("\(word) \(row)".utf8)),
            ], state: row, deadline: due(row))
    }
}

@Suite struct StatefulTaskTests {
    private final class Fixture {
        let broker: MemoryBroker
        let clock = ManualClock()
        private(set) var worker: WorkerLoop
        private var log: MemoryLog
        private let counter: Counter

        init(_ counter: Counter = Counter(), broker: MemoryBroker = MemoryBroker(partitions: 2)) {
            self.counter = counter
            self.broker = broker
            (worker, log) = Self.start(counter, broker, clock)
        }

        private static func start(
            _ counter: Counter, _ broker: MemoryBroker, _ clock: ManualClock
        ) -> (WorkerLoop, MemoryLog) {
            let log = MemoryLog(broker, group: "counter", inputs: counter.inputs)
            let task = StatefulTask(
                counter, partitions: 2, world: clock.world, logger: Logger(program: "test", write: { _ in }))
            return (WorkerLoop(log: log, processor: task, world: clock.world), log)
        }

        func crash() {
            log.close()
            (worker, log) = Self.start(counter, broker, clock)
        }

        func send(_ offer: String, type: String = "offers.step.completed.v1", to topic: Topic = .outcomes) {
            let event = CloudEvent(
                id: "1", source: "/test", type: EventType(rawValue: type), subject: offer,
                time: Timestamp(milliseconds: 0))
            broker.append(Message(topic: topic, event: event))
        }

        func turn(_ times: Int = 3) throws { for _ in 0..<times { try worker.turn(wait: .zero) } }

        func texts(_ topic: Topic) -> [String] {
            broker.records(of: topic).map { String(decoding: $0.value ?? [], as: UTF8.self) }
        }

        var history: [String] { texts(.history) }
        var deadLetters: Int { broker.records(of: .deadLetters).count }
    }

    @Test func `Two events in one batch see each other's row`() throws {
        let fixture = Fixture()
        fixture.send("contoso/a")
        fixture.send("contoso/a")
        try fixture.turn(1)
        #expect(fixture.history == ["seen 1", "seen 2"])
    }

    @Test func `Rows are read back after a crash`() throws {
        let fixture = Fixture()
        fixture.send("contoso/a")
        try fixture.turn(1)
        fixture.crash()
        fixture.send("contoso/a")
        try fixture.turn(1)
        #expect(fixture.history == ["seen 1", "seen 2"])
    }

    @Test func `What was answered but refused by the log is answered anew from the rows as committed`() throws {
        let fixture = Fixture()
        fixture.send("contoso/a")
        // A rebalance that the worker has not seen yet: its first commit is refused.
        try fixture.turn(1)
        let other = MemoryLog(fixture.broker, group: "counter", inputs: [.commands, .outcomes])
        other.close()
        fixture.send("contoso/a")
        try fixture.turn()
        #expect(fixture.history == ["seen 1", "seen 2"])
    }

    @Test func `A partition of which another member has a topic is not worked on`() throws {
        let broker = MemoryBroker(partitions: 2)
        let log = MemoryLog(broker, group: "counter", inputs: Counter().inputs)
        let task = StatefulTask(
            Counter(), partitions: 2, world: ManualClock().world, logger: Logger(program: "test", write: { _ in }))
        let both = Counter().inputs.map { TopicPartition($0.name, 0) }
        try task.gain(both, from: log)
        task.lose(both[0])
        #expect(throws: SplitPartition.self) { try task.gain([TopicPartition(both[0].topic, 1)], from: log) }
    }

    @Test func `A deadline is met once, also after a crash`() throws {
        let fixture = Fixture()
        for _ in 0..<3 { fixture.send("contoso/a") }
        try fixture.turn(1)
        fixture.crash()
        try fixture.turn(1)
        #expect(fixture.history.count == 3)
        fixture.clock.advance(.seconds(61))
        try fixture.turn()
        fixture.crash()
        try fixture.turn()
        #expect(fixture.history == ["seen 1", "seen 2", "seen 3", "three for long: told"])
    }

    @Test(arguments: ["poison", "fault"])
    func `What a process cannot use is a dead letter, and the next event is answered`(_ type: String) throws {
        let fixture = Fixture()
        fixture.send("contoso/a", type: type)
        fixture.send("contoso/a")
        try fixture.turn(1)
        #expect(fixture.deadLetters == 1)
        #expect(fixture.history == ["seen 1"])
    }

    @Test func `A row that cannot be read is a fault of ours, and its event can be sent again`() throws {
        let fixture = Fixture()
        fixture.broker.append(Message(topic: .status, key: Array("contoso/a".utf8), value: Array("broken".utf8)))
        fixture.send("contoso/a")
        try fixture.turn(1)
        let dead = try #require(fixture.broker.records(of: .deadLetters).first)
        func header(_ name: String) -> String? {
            dead.headers.first { $0.name == "__connect.errors.exception.\(name)" }
                .map { String(decoding: $0.value, as: UTF8.self) }
        }
        #expect(header("class.name") == "unreadable-row")
        let reason = "the row of contoso/a on offers.status cannot be read: not a count. Repair the row"
        #expect(header("message")?.hasPrefix(reason) == true)
        #expect(fixture.history == [])
    }

    @Test func `What would be too large for the log changes no row and becomes a dead letter`() throws {
        let fixture = Fixture()
        fixture.broker.largestMessage = 10
        fixture.send("contoso/a")
        try fixture.turn(1)
        #expect(fixture.history == [])
        #expect(fixture.deadLetters == 1)
        fixture.crash()
        fixture.broker.largestMessage = .max
        fixture.crash()
        fixture.send("contoso/a")
        try fixture.turn(1)
        #expect(fixture.history == ["seen 1"])
    }

    @Test func `An event that came early is shown again when another topic tells of its offer`() throws {
        let fixture = Fixture()
        fixture.send("contoso/a", type: "early")
        try fixture.turn()
        #expect(fixture.history == [])
        fixture.send("contoso/a", to: .commands)
        try fixture.turn()
        #expect(fixture.history == ["seen 1", "seen 2"])
        #expect(fixture.deadLetters == 0)
    }

    @Test func `An event that came early and stays unknown becomes a dead letter once nothing more is read`() throws {
        let fixture = Fixture()
        fixture.send("contoso/a", type: "early")
        try fixture.turn()
        fixture.clock.advance(.seconds(9))
        try fixture.turn()
        #expect(fixture.deadLetters == 0)
        fixture.clock.advance(.seconds(2))
        try fixture.turn()
        #expect(fixture.deadLetters == 1)
        fixture.crash()
        try fixture.turn()
        #expect(fixture.deadLetters == 1)
    }

    @Test func `What a process has to announce is written before its first answer`() throws {
        let fixture = Fixture()
        var order: [String] = []
        fixture.broker.onAppend = { order.append($0.topic) }
        fixture.send("contoso/a")
        try fixture.turn(1)
        #expect(order == ["offers.outcomes", "offers.drafts", "offers.status", "offers.history"])
    }

    @Test func `What was announced but refused by the log is announced anew`() throws {
        nonisolated(unsafe) let broker = MemoryBroker(partitions: 2)
        nonisolated(unsafe) var isFirst = true
        let fixture = Fixture(
            Counter(willAnnounce: {
                if isFirst { broker.rebalance("counter") }
                isFirst = false
            }), broker: broker)
        fixture.send("contoso/a")
        try fixture.turn()
        #expect(fixture.texts(.drafts) == ["announced"])
        #expect(fixture.history == ["seen 1"])
    }
}
