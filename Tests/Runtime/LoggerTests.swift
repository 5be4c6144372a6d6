// What of librdkafka's own lines people get to read.

import Kafka
import Synchronization
import Testing

@testable import Runtime

struct JournalTests {
    @Test func `What librdkafka retries by itself is not logged, and what failed is`() {
        let written = Mutex<[String]>([])
        let journal = Logger(program: "certify", write: { line in written.withLock { $0.append(line) } })
        let sink = journal.kafkaSink
        sink(.init(level: .warning, facility: "GETPID", text: "Failed to acquire PID: Not coordinator: retrying"))
        sink(.init(level: .warning, facility: "ERROR", text: "2/2 brokers are down (_ALL_BROKERS_DOWN)"))
        let lines = written.withLock { $0 }
        #expect(lines.count == 1)
        #expect(lines.first?.contains("brokers are down") == true)
    }
}
