import Base
import Foundation
import Offers
import Testing

@testable import Telemetry

@Suite struct MetricsTests {
    private func worked() -> Metrics {
        let metrics = Metrics(program: "certify", version: "1.2.3", librdkafka: "2.0.2")
        var tally = Tally()
        tally.count(.completed, hop: 7)
        tally.count(.rejected, hop: 90_000_000)
        tally.count(.deadLetter, hop: -5)
        metrics.committed(tally)
        metrics.rolledBack()
        metrics.retried()
        metrics.observed(
            atWork: 4,
            [PartitionLoad(topic: "a\"b", partition: 3, open: 17, stall: (99, "open-transaction"))])
        return metrics
    }

    @Test func `The text is OpenMetrics, as the reference reader takes it`() throws {
        let text = worked().openMetrics(Health.State(lastBeat: 1_800_000_000_007, isReady: true))
        let read = try samples(text)
        #expect(read["offers_build_info{librdkafka=2.0.2,program=certify,version=1.2.3}"] == 1)
        #expect(read["offers_ready{program=certify}"] == 1)
        #expect(read["offers_heartbeat_timestamp_seconds{program=certify}"] == 1_800_000_000.007)
        #expect(read["offers_events_total{outcome=completed,program=certify}"] == 1)
        #expect(read["offers_events_total{outcome=dead-letter,program=certify}"] == 1)
        #expect(read["offers_events_total{outcome=waiting,program=certify}"] == 0)
        #expect(read["offers_hop_seconds_bucket{le=0.005,program=certify}"] == 1)
        #expect(read["offers_hop_seconds_bucket{le=0.01,program=certify}"] == 2)
        #expect(read["offers_hop_seconds_bucket{le=86400.0,program=certify}"] == 2)
        #expect(read["offers_hop_seconds_bucket{le=+Inf,program=certify}"] == 3)
        #expect(read["offers_hop_seconds_sum{program=certify}"] == 90_000.007)
        #expect(read["offers_commits_total{program=certify,result=done}"] == 1)
        #expect(read["offers_commits_total{program=certify,result=rolled-back}"] == 1)
        #expect(read["offers_retries_total{program=certify}"] == 1)
        #expect(read["offers_work_in_progress{program=certify}"] == 4)
        #expect(read["offers_open_records{partition=3,program=certify,topic=a\"b}"] == 17)
        #expect(read["offers_stalled_offset{cause=open-transaction,partition=3,program=certify,topic=a\"b}"] == 99)
    }

    /// Read by prometheus_client's strict OpenMetrics parser.
    private func samples(_ text: String) throws -> [String: Double] {
        let program = """
            import sys, json
            from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse
            name = lambda s: s.name + "{" + ",".join(f"{k}={v}" for k, v in sorted(s.labels.items())) + "}"
            json.dump({name(s): s.value for f in parse(sys.stdin.read()) for s in f.samples}, sys.stdout)
            """
        let output = try python(program, input: text)
        return try JSONDecoder().decode([String: Double].self, from: output)
    }
}

@Suite struct TelemetryServerTests {
    @Test func `The responder answers its three paths and nothing else`() throws {
        let clock = Clock()
        let health = Health(now: { clock.now })
        let metrics = Metrics(program: "certify", version: "1")
        let server = try TelemetryServer(address: "127.0.0.1:0", metrics: metrics, health: health)
        #expect(try get(server, "/healthz") == "200 alive\n")
        #expect(try get(server, "/readyz").hasPrefix("503 not yet"))
        health.becameReady()
        #expect(try get(server, "/readyz") == "200 ready\n")
        #expect(try get(server, "/metrics").hasSuffix("# EOF\n"))
        #expect(try get(server, "/etc/passwd").hasPrefix("404 "))
        #expect(try get(server, "/metrics", method: "POST") == "405 only GET and HEAD\n")
        clock.advance(.seconds(61))
        #expect(try get(server, "/healthz").hasPrefix("503 the main loop has stalled"))
        health.beat()
        health.isStopping()
        #expect(try get(server, "/healthz") == "200 alive\n")
        #expect(try get(server, "/readyz") == "503 stopping\n")
    }

    @Test(arguments: ["9400", "localhost:9400", "127.0.0.1:x", "127.0.0.1:70000", "1.2.3.4:0"])
    func `An address that cannot be used is reported with what to give`(address: String) {
        let health = Health()
        #expect {
            try TelemetryServer(
                address: address, metrics: Metrics(program: "x", version: "1"), health: health)
        } throws: { "\($0)".contains("--metrics-address \(address)") && "\($0)".contains("as 127.0.0.1:9400") }
    }

    private func get(_ server: TelemetryServer, _ path: String, method: String = "GET") throws -> String {
        let program = """
            import sys, urllib.request, urllib.error
            request = urllib.request.Request(sys.argv[1], method=sys.argv[2])
            try: answer = urllib.request.urlopen(request, timeout=10)
            except urllib.error.HTTPError as error: answer = error
            sys.stdout.write(str(answer.status) + " " + answer.read().decode())
            """
        let output = try python(program, ["http://\(server.address)\(path)", method], input: "")
        return String(decoding: output, as: UTF8.self)
    }
}

@Suite struct ServiceManagerTests {
    @Test func `systemd hears ready, signs of life at a third of what it waits, and the end`() throws {
        let path = NSTemporaryDirectory() + "offers-notify-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        let listener = try #require(DatagramListener(path))
        defer { unlink(path) }
        let manager = ServiceManager(socket: path, watchdogMicroseconds: 3_000_000)
        let start = ContinuousClock.now
        manager.isReady()
        manager.isAlive(at: start)
        manager.isAlive(at: start + .milliseconds(900))
        manager.isAlive(at: start + .milliseconds(1100))
        manager.isStopping()
        #expect(listener.next() == "READY=1\nSTATUS=ready")
        #expect(listener.next() == "WATCHDOG=1")
        #expect(listener.next() == "WATCHDOG=1")
        #expect(listener.next()?.hasPrefix("STOPPING=1") == true)
        #expect(listener.next() == nil)
    }

    @Test func `Without systemd, or with one that is gone, nothing happens`() {
        ServiceManager(socket: nil, watchdogMicroseconds: 1).isAlive()
        ServiceManager(socket: "/nonexistent/socket").isReady()
        ServiceManager(socket: String(repeating: "x", count: 200)).isStopping()
    }
}

/// A bound datagram socket, as systemd has one.
private final class DatagramListener {
    private let socket: Int32

    init?(_ path: String) {
        socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array(path.utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard code == 0 else { return nil }
    }

    deinit { close(socket) }

    /// Datagrams on one machine are there when `sendto` returns, so nothing is waited for.
    func next() -> String? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = recv(socket, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}

private final class Clock: @unchecked Sendable {
    // @unchecked: moved by the test only while the responder is not asked.
    private(set) var now = Timestamp(milliseconds: 1_800_000_000_000)
    func advance(_ span: Duration) { now = now + span }
}

func python(_ program: String, _ arguments: [String] = [], input: String) throws -> Data {
    let python = Process()
    // Debian's own, for which deploy/local/setup installs prometheus_client.
    python.executableURL = URL(filePath: "/usr/bin/python3")
    python.arguments = ["-c", program] + arguments
    let (stdin, stdout) = (Pipe(), Pipe())
    python.standardInput = stdin
    python.standardOutput = stdout
    try python.run()
    try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try stdin.fileHandleForWriting.close()
    let answer = try stdout.fileHandleForReading.readToEnd() ?? Data()
    python.waitUntilExit()
    try #require(python.terminationStatus == 0)
    return answer
}
