// The broker client on brokers: the embedded one always, a real one where BROKER names it. On the real one tests use topics of
// their own and leave them to its clean-up.

import Base
import BrokerClient
import Events
import Foundation
import Kafka
import TestSupport
import Testing

@testable import CommandLine
@testable import Offers

@Suite struct BrokerTests {
    @Test func `A published offer lands under its key in the partition of its offer, and its answer is found`()
        async throws
    {
        let cluster = try MockCluster()
        for topic in Topic.all { try cluster.createTopic(topic.name, partitions: 8) }
        let broker = cluster.bootstrapServers
        let coordinator = Background { try answerOneCommand(at: broker) }
        let run = try await onItsOwnThread {
            try withFile(offerDocument) { try runTool("publish", $0, "--broker", broker, "--timeout", "120") }
        }
        let command = try await onItsOwnThread { try coordinator.value() }
        #expect(run == Run(out: "contoso/web-server: publish accepted (submission contoso/web-server/2)\n"))
        #expect(command.key == webServer.bytes)
        #expect(command.partition == Partitioner.partition(of: webServer.bytes, count: 8))
        #expect(command.headers.map(\.name) == ["content-type"])
        let event = try CloudEvent(structured: command.value ?? [])
        #expect(event.data == Array(offerDocument.utf8))
        let list = try await onItsOwnThread { try runTool("list", "--broker", broker, "--timeout", "120") }
        #expect(list.out.contains("contoso/web-server  Contoso Web Server"))
        let status = try await onItsOwnThread { try runTool("status", "contoso/web-server", "--broker", broker) }
        #expect(status.out.hasPrefix("contoso/web-server  Contoso Web Server\n"))
        _ = cluster.bootstrapServers  // The broker lives until here.
    }

    @Test func `The embedded broker's topics are found, and that it creates none is said`() async throws {
        let whole = try MockCluster()
        for topic in Topic.all { try whole.createTopic(topic.name, partitions: 8) }
        let address = whole.bootstrapServers
        let applied = try await onItsOwnThread { try runTool("topics", "apply", "--broker", address) }
        #expect(applied.code == .done)
        let lacking = try MockCluster()
        let other = lacking.bootstrapServers
        let run = try await onItsOwnThread { try runTool("topics", "apply", "--broker", other, "--timeout", "2") }
        #expect(run.code == .brokerAway)
        #expect(
            run.err.first?.hasPrefix(
                "this broker does not create topics on request, and \(Topic.all.count) of \(Topic.all.count) are missing"
            )
                == true)
        let list = try await onItsOwnThread { try runTool("list", "--broker", other, "--timeout", "2") }
        #expect(
            list.err == [
                "the broker has no topic offers.status; run \"offerctl topics apply\", or check that --broker is right "
                    + "and that the user may describe it (the broker is \(other), from --broker)"
            ])
        _ = (whole.bootstrapServers, lacking.bootstrapServers)
    }

    @Test func `An offer too large for the topic is refused before anything is sent, with what to do`() async throws {
        let cluster = try MockCluster()
        for topic in Topic.all { try cluster.createTopic(topic.name, partitions: 8) }
        let broker = cluster.bootstrapServers
        let padding = String(repeating: "x", count: 5_000)
        let document = String(offerDocument.dropLast()) + #","padding":"\#(padding)"}"#
        let run = try await onItsOwnThread {
            try withFile(document) {
                try runTool("publish", $0, "--broker", broker, "--timeout", "60", "-X", "message.max.bytes=2000")
            }
        }
        #expect(run.code == .badFile)
        #expect(run.err.first?.contains("is too large for offers.commands; nothing was sent. Make the offer") == true)
        _ = cluster.bootstrapServers
    }

    @Test func `A broker that is away is reported within the time, with its address`() async throws {
        let run = try await onItsOwnThread { try runTool("list", "--broker", "127.0.0.1:1", "--timeout", "1") }
        #expect(run.code == .brokerAway)
        #expect(run.err.first?.hasPrefix("cannot reach the broker: no Kafka broker answers at 127.0.0.1:1") == true)
    }

    @Test(.enabled(if: realBroker != nil, "set BROKER to a real broker's address"))
    func `On a real broker topics are created, found again, written, read and followed`() async throws {
        let address = try #require(realBroker)
        let topic = Topic(name: "offerctl-test-\(UUID().uuidString)", cleanup: .compact, holds: "a test's records")
        try await onItsOwnThread {
            let arguments = try Arguments(["list", "--broker", address, "--timeout", "120"])
            let broker = try Connection(arguments, environment: [:]).client()
            #expect(try broker.create([topic], 8, nil) == [topic: .created])
            #expect(try broker.create([topic], 8, nil) == [topic: .alreadyExists])
            let end = try broker.end(topic, webServer)
            let place = Partitioner.partition(of: webServer.bytes, count: 8)
            #expect(end == [place: 0])
            try broker.send(Message(topic: topic, key: webServer.bytes, value: Array("1".utf8)))
            try broker.send(Message(topic: topic, key: webServer.bytes, value: Array("2".utf8)))
            #expect(try broker.newest(topic, of: webServer)?.value == Array("2".utf8))
            #expect(try broker.newest(topic).map(\.partition) == [place])
            var followed: [Int64] = []
            let stopped = try broker.follow(topic, from: end, for: .seconds(30)) { record in
                followed.append(record.offset)
                return followed.count == 2
            }
            #expect(stopped)
            #expect(followed == [0, 1])
            #expect(try !broker.follow(topic, from: [place: 2], for: .milliseconds(200)) { _ in true })
        }
    }

    @Test(.enabled(if: realBroker != nil, "set BROKER to a real broker's address"))
    func `On a real broker a transaction that hangs is found, and records are restored with their times`() async throws
    {
        let address = try #require(realBroker)
        let topic = Topic(name: "offerctl-test-\(UUID().uuidString)", cleanup: .compact, holds: "a test's records")
        try await onItsOwnThread {
            let arguments = try Arguments(["list", "--broker", address, "--timeout", "120"])
            let broker = try Connection(arguments, environment: [:]).client()
            #expect(try broker.create([topic], 8, nil) == [topic: .created])
            let record = TopicRecord(
                topic: topic.name, partition: 3, offset: 0, key: webServer.bytes, value: [1],
                headers: [.init("a", bytes: [0])], time: time("2026-01-31T09:00:00Z"))
            try broker.write([record])
            var read: [TopicRecord] = []
            _ = try broker.read(topic, nil, .beginning) { read.append($0) }
            #expect(read == [record])
            let position = PositionRecord(
                group: topic.name, topic: topic.name, partition: 3, offset: 1, metadata: "2,,,")
            try broker.commit([position])
            #expect(try broker.commits(topic.name, [topic]) == [position])
            #expect(try broker.members()?[topic.name] == 0)
            let producer = try Producer(
                settings: ClientSettings(bootstrapServers: address), transactionalID: topic.name)
            try producer.initTransactions(timeout: .seconds(60))
            try producer.begin()
            try producer.send(topic: topic.name, partition: 3, key: nil, value: [1])
            try producer.flush()
            #expect(try broker.openTransactions(topic) == [3: 1])
            try producer.abort(timeout: .seconds(60))
            #expect(try broker.openTransactions(topic).isEmpty)
        }
    }
}

private let realBroker = ProcessInfo.processInfo.environment["BROKER"].flatMap { $0.isEmpty ? nil : $0 }

/// The whole tool with its real broker.
private func runTool(_ words: String...) throws -> Run {
    var run = Run()
    let out = Out(write: { run.out += $0 }, warn: { run.err.append($0) })
    run.code = CommandLineTool.run(words, environment: [:], out: out)
    return run
}

/// Waits for a command and answers it, as a coordinator would.
private func answerOneCommand(at broker: String) throws -> KafkaMessage {
    let settings = ClientSettings(bootstrapServers: broker)
    let reader = try PartitionReader(settings: settings)
    let all = (0..<Int32(8)).map { (TopicPartition(Topic.commands.name, $0), StartOffset.beginning) }
    try reader.start(Dictionary(uniqueKeysWithValues: all))
    for _ in 0..<600 {
        guard let message = try reader.poll(max: 1, wait: .seconds(1)).first else { continue }
        let command = Message(
            topic: .commands, key: message.key, value: message.value,
            headers: message.headers.map { .init($0.name, bytes: $0.value) })
        let producer = try Producer(settings: settings)
        for answer in answering()(command) {
            try producer.send(
                topic: answer.topic.name, key: answer.key, value: answer.value,
                headers: answer.headers.map { KafkaHeader($0.name, $0.value) })
        }
        try producer.flush()
        return message
    }
    throw BrokerError.failed("no command came")
}

/// Work that runs as soon as this is made: a child task might wait for the pool until the other side gave up.
private final class Background<Result: Sendable>: @unchecked Sendable {
    // Written by the thread before the signal and read after it.
    private var result: Swift.Result<Result, any Error>?
    private let done = DispatchSemaphore(value: 0)

    init(_ work: @escaping @Sendable () throws -> Result) {
        Thread {
            self.result = Swift.Result { try work() }
            self.done.signal()
        }.start()
    }

    /// Waits for it; once.
    func value() throws -> Result {
        done.wait()
        guard let result else { throw BrokerError.failed("the work left nothing") }
        return try result.get()
    }
}
