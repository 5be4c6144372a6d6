import Base
import Events
import Log
import Offers
import Synchronization
import TestSupport
import Testing

@testable import Runtime
@testable import Telemetry

/// Answers as a test says; remembers what it was given.
private struct ScriptedDelivery: RecordHandler {
    static let name = "offer-mailer"
    static let input = Topic.notifications

    final class Hands: Sendable {
        let taken = Mutex<[String]>([])
        let tries = Mutex<[String: Int]>([:])
        let answer: @Sendable (String, Int) throws -> Void
        init(_ answer: @escaping @Sendable (String, Int) throws -> Void) { self.answer = answer }
    }

    let hands: Hands

    func group(of record: Message) -> [UInt8] { record.key ?? [] }

    func perform(_ record: Message) async throws -> [String: String] {
        let text = String(decoding: record.value ?? [], as: UTF8.self)
        hands.taken.withLock { $0.append(text) }
        let tries = hands.tries.withLock { tries in
            tries[text, default: 0] += 1
            return tries[text] ?? 0
        }
        try hands.answer(text, tries)
        return ["reply": "250 \(text)"]
    }
}

@Suite struct MailerOrderingTests {
    private final class Fixture {
        let broker = MemoryBroker(partitions: 2)
        let clock = ManualClock()
        let executor = ManualExecutor()
        let metrics = Metrics(program: "test", version: "1")
        let collected = Lines()
        let hands: ScriptedDelivery.Hands
        private(set) var worker: WorkerLoop

        init(
            patience: Duration = .zero, _ answer: @escaping @Sendable (String, Int) throws -> Void
        ) throws {
            hands = .init(answer)
            broker.now = { [clock] in clock.now }
            var policy = try RetryPolicy(Settings([:]), tries: 3)
            policy.patience = patience
            let log = MemoryLog(broker, group: "offer-mailer", inputs: [.notifications])
            let journal = Logger(program: "test", now: { [clock] in clock.now }, write: collected.add)
            let processor = StageProcessor(
                .records(ScriptedDelivery(hands: hands)), policy: policy,
                concurrency: 8, executor: executor, world: clock.world, logger: journal, metrics: metrics, wake: {})
            worker = WorkerLoop(
                log: log, processor: processor, world: clock.world,
                telemetry: WorkerTelemetry(
                    metrics: metrics, health: Health(now: { [clock] in clock.now }), logger: journal))
        }

        func send(_ text: String, to group: String = "", partition: Int32 = 0) {
            let headers = [
                Message.Header("ce_subject", "contoso/web"), Message.Header("ce_submission", "1"),
                Message.Header("ce_traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
            ]
            broker.append(
                Message(topic: .notifications, key: Array(group.utf8), value: Array(text.utf8), headers: headers),
                partition: partition)
        }

        func settle() throws {
            for _ in 0..<40 {
                try worker.turn(wait: .zero)
                executor.drain()
                clock.advance(.seconds(30))
            }
        }

        var taken: [String] { hands.taken.withLock { $0 } }
    }

    final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        var add: @Sendable (String) -> Void {
            { [self] line in lines.withLock { $0 += line.split(separator: "\n").map(String.init) } }
        }
    }

    @Test func `The records of a group go out one after another, and a fault is tried again before the next`()
        throws
    {
        let fixture = try Fixture { text, tries in
            if text == "b", tries < 3 { throw Fault("mail-not-taken", "the relay is away") }
        }
        for text in ["a", "b", "c"] { fixture.send(text) }
        try fixture.settle()
        #expect(fixture.taken == ["a", "b", "b", "b", "c"])
        #expect(fixture.worker.committed == 3)
        #expect(fixture.broker.records(of: .deadLetters).isEmpty)
        #expect(fixture.metrics.openMetrics(.init(lastBeat: 0)).contains("offers_retries_total{program=\"test\"} 2"))
    }

    @Test func `One group's fault does not hold up another of the same partition`() throws {
        let fixture = try Fixture { text, _ in if text == "a" { throw Fault("mail-not-taken", "no") } }
        fixture.send("a", to: "ada")
        fixture.send("x", to: "bob")
        try fixture.worker.turn(wait: .zero)
        fixture.executor.drain()
        try fixture.worker.turn(wait: .zero)
        #expect(fixture.taken.sorted() == ["a", "x"])
        #expect(fixture.worker.committed == 1)
    }

    @Test func `What is refused permanently, or too often, becomes a dead letter and does not delay others`() throws {
        let fixture = try Fixture { text, _ in
            if text == "refused" { throw Poison("mail-refused", "no such user") }
            if text == "never" { throw Fault("mail-not-taken", "the relay is away") }
        }
        for text in ["refused", "never", "good"] { fixture.send(text) }
        try fixture.settle()
        #expect(fixture.taken == ["refused", "never", "never", "never", "good"])
        let letters = fixture.broker.records(of: .deadLetters)
        #expect(letters.map { String(decoding: $0.value ?? [], as: UTF8.self) } == ["refused", "never"])
        let reasons = letters.map { letter in
            letter.headers.first { $0.name == "__connect.errors.exception.class.name" }.map {
                String(decoding: $0.value, as: UTF8.self)
            }
        }
        #expect(reasons == ["mail-refused", "mail-not-taken"])
    }

    @Test func `A young record is tried beyond the last regular try, until it is too old`() throws {
        let fixture = try Fixture(patience: .seconds(3600)) { text, tries in
            if text == "never" || text == "grey" && tries < 9 { throw Fault("mail-not-taken", "greylisted") }
        }
        fixture.send("grey", to: "ada")
        fixture.send("never", to: "bob")
        try fixture.settle()
        #expect(fixture.taken.count { $0 == "grey" } == 9)
        #expect(fixture.taken.count { $0 == "never" } > 9)
        #expect(fixture.broker.records(of: .deadLetters).isEmpty)
        fixture.clock.advance(.seconds(3600))
        try fixture.settle()
        #expect(fixture.broker.records(of: .deadLetters).count == 1)
        #expect(fixture.worker.committed == 2)
    }

    @Test func `A processor without room gives up what is past its last regular try`() throws {
        let fixture = try Fixture(patience: .seconds(86_400)) { text, _ in
            if text != "last" { throw Fault("mail-not-taken", "greylisted") }
        }
        // More than it may hold.
        for number in 1...2000 { fixture.send("grey \(number)", to: "\(number)") }
        fixture.send("last", to: "ada")
        try fixture.settle()
        #expect(fixture.taken.contains("last"))
        let given = fixture.broker.records(of: .deadLetters).count
        #expect((1...100).contains(given), "those that others need the room of: \(given)")
    }

    @Test func `A line tells of a record once it is committed, with its offer, submission and trace`() throws {
        let fixture = try Fixture { _, _ in }
        fixture.send("a")
        try fixture.worker.turn(wait: .zero)
        fixture.executor.drain()
        #expect(!fixture.collected.all.contains { $0.contains("delivered") })
        try fixture.worker.turn(wait: .zero)
        let line = try #require(fixture.collected.all.first { $0.contains("delivered") })
        #expect(
            line.hasSuffix(
                #""offer":"contoso/web","reply":"250 a","submission":"contoso/web/1","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","tries":1,"took_ms":0}"#
            ))
    }
}
