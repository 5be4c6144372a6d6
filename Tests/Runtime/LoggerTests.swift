// What of librdkafka's own lines people get to read.

import Kafka
import Synchronization
import Testing

@testable import Runtime

struct LoggerTests {
    @Test func `What librdkafka retries by itself is not logged, and what failed is`() {
        let written = Mutex<[String]>([])
        let logger = Logger(program: "certify", write: { line in written.withLock { $0.append(line) } })
        let sink = logger.kafkaSink
        sink(.init(level: .warning, facility: "GETPID", text: "Failed to acquire PID: Not coordinator: retrying"))
        sink(.init(level: .warning, facility: "ERROR", text: "2/2 brokers are down (_ALL_BROKERS_DOWN)"))
        let lines = written.withLock { $0 }
        #expect(lines.count == 1)
        #expect(lines.first?.contains("brokers are down") == true)
    }
}

struct LogLineTests {
    @Test func `A line has the message of the list, and numbers are numbers`() {
        let written = Mutex<[String]>([])
        let logger = Logger(
            program: "certify", now: { .init(milliseconds: 0) }, write: { line in written.withLock { $0.append(line) } }
        )
        logger.log(.wasInFlight, ["record": "offers.stage.certify/1@2", "crashes": 2])
        #expect(
            written.withLock { $0 } == [
                #"{"time":"1970-01-01T00:00:00.000Z","level":"warning","program":"certify","#
                    + #""message":"record was in flight when a previous worker crashed","crashes":2,"#
                    + #""record":"offers.stage.certify/1@2"}"#
            ])
    }
}
