// A worker whose broker has been away for a minute, or does not let it in, is not ready; it becomes ready again by itself.

import Base
import Events
import Log
import Offers
import TestSupport
import Testing

@testable import Runtime
@testable import Telemetry

private final class SilentLog: EventLog {
    let log: MemoryLog
    var silence: BrokerSilence?

    init(_ log: MemoryLog) { self.log = log }

    func poll(max: Int, wait: Duration) throws -> PollBatch { try log.poll(max: max, wait: wait) }

    func commit(_ outputs: [[Message]], finished: [RecordID]) throws -> CommitResult {
        try log.commit(outputs, finished: finished)
    }

    func restore(_ tables: [TopicPartition], each: (borrowing RecordView) throws -> Void) throws {
        try log.restore(tables, each: each)
    }

    func follow(_ topics: [Topic], each: (Record) throws -> Void) throws { try log.follow(topics, each: each) }

    var largestMessage: Int { log.largestMessage }

    func close() { log.close() }
}

struct ReadinessTests {
    @Test func `A worker is not ready while no broker answers, and ready again when one does`() throws {
        let fixture = try StageFixture(ScriptedWork { _ in .completed() })
        let log = SilentLog(MemoryLog(fixture.broker, group: "silent", inputs: [.stage(.certify)]))
        let health = Health(now: { [clock = fixture.clock] in clock.now })
        let telemetry = WorkerTelemetry(
            metrics: .init(program: "certify", version: "1"), health: health,
            logger: Logger(program: "test", now: { [clock = fixture.clock] in clock.now }, write: { _ in }))

        func obstacle(_ silence: Duration) -> String? {
            log.silence = BrokerSilence(duration: silence, words: "SASL authentication error: Invalid password")
            fixture.clock.advance(.seconds(2))
            telemetry.turned(fixture.processor, log, at: fixture.clock.now)
            return health.state.obstacle
        }

        #expect(obstacle(.seconds(59)) == nil)
        #expect(
            obstacle(.seconds(60)) == "no broker has answered for 60 s: SASL authentication error: Invalid password")
        #expect(
            Metrics(program: "certify", version: "1").openMetrics(health.state).contains(
                "offers_ready{program=\"certify\"} 0"))
        #expect(obstacle(.milliseconds(200)) == nil)
        #expect(
            Metrics(program: "certify", version: "1").openMetrics(health.state).contains(
                "offers_ready{program=\"certify\"} 1"))
    }
}
