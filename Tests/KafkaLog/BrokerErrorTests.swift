// Every error that a broker may answer to the requests a commit is made of: the commit is done all the same, rolled back so
// that it can be repeated, or ends the worker. It never hangs, and nothing of a rolled-back one is left.

import Base
import Events
import Foundation
import Kafka
import Offers
import TestSupport
import Testing

@testable import KafkaLog
@testable import Log

/// The requests of a transaction, by Kafka's api keys.
enum TransactionCall: Int16, CaseIterable, Sendable {
    case produce = 0
    case findCoordinator = 10
    case initProducerID = 22
    case addPartitions = 24
    case addOffsets = 25
    case endTransaction = 26
    case commitOffsets = 28
}

/// What became of a commit whose request was answered with an error.
private enum Ending: Equatable { case done, rolledBack, ended }

private let codes: [String: Int32] = [
    "NOT_LEADER_FOR_PARTITION": 6, "REQUEST_TIMED_OUT": 7, "OFFSET_METADATA_TOO_LARGE": 12,
    "COORDINATOR_LOAD_IN_PROGRESS": 14, "COORDINATOR_NOT_AVAILABLE": 15, "NOT_COORDINATOR": 16,
    "NOT_ENOUGH_REPLICAS": 19, "ILLEGAL_GENERATION": 22, "UNKNOWN_MEMBER_ID": 25, "REBALANCE_IN_PROGRESS": 27,
    "TOPIC_AUTHORIZATION_FAILED": 29, "GROUP_AUTHORIZATION_FAILED": 30, "OUT_OF_ORDER_SEQUENCE_NUMBER": 45,
    "INVALID_PRODUCER_EPOCH": 47, "INVALID_TXN_STATE": 48, "INVALID_PRODUCER_ID_MAPPING": 49,
    "CONCURRENT_TRANSACTIONS": 51, "TRANSACTIONAL_ID_AUTHORIZATION_FAILED": 53, "UNKNOWN_PRODUCER_ID": 59,
    "FENCED_INSTANCE_ID": 82, "PRODUCER_FENCED": 90, "UNKNOWN_SERVER_ERROR": -1,
]

struct BrokerErrorTests {
    /// Kafka's own time-outs are 30 s a call; a commit makes at most two before it gives up.
    private static let longest = Duration.seconds(60)

    @Test(arguments: TransactionCall.allCases)
    func `Whatever the broker answers, a commit is done, rolled back or ends the worker, and never hangs`(
        _ call: TransactionCall
    )
        async throws
    {
        // Each call on a thread of its own: joining a group is mostly waiting.
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            Thread.detachNewThread { done.resume(with: Result { try Self.tryAllCodes(of: call) }) }
        }
    }

    private static func tryAllCodes(of call: TransactionCall) throws {
        var fixture = try ErrorFixture()
        for (name, code) in codes.sorted(by: { $0.key < $1.key }) {
            let began = ContinuousClock.now
            let ending = try fixture.commit(failing: call, with: code)
            #expect(ContinuousClock.now - began < longest, "\(name) to \(call)")
            // A log that ended serves no more; one that did not takes the next commit.
            if ending == .ended { fixture = try ErrorFixture() }
        }
    }
}

struct StragglerTests {
    /// Topic authorization failed: the transaction is rolled back by an abort, which the same producer makes.
    @Test(arguments: [nil, 29] as [Int32?])
    func `After a connection broke, the next transaction is a new producer's, done or rolled back`(
        produceFails code: Int32?
    )
        throws
    {
        let fixture = try ErrorFixture()
        let quiet = try fixture.commit(producing: code)
        #expect(quiet == (code == nil ? .done : .rolledBack), "without one the producer stays")
        var ending = try fixture.commit(producing: code, breakingTheEnd: true)
        if ending == .done { ending = try fixture.commit(producing: code) }
        #expect(ending == .ended, "a new one is made, which is refused here")
    }
}

/// A log on a mock cluster that answers with errors when asked to.
private struct ErrorFixture {
    private let cluster: MockCluster
    private let topic = Topic(name: "in", cleanup: .delete(days: 1), holds: "test input")
    private let target = Topic(name: "out", cleanup: .delete(days: 1), holds: "test output")
    private let log: KafkaLog
    private let writer: Producer

    init() throws {
        cluster = try MockCluster()
        for name in ["in", "out"] { try cluster.createTopic(name, partitions: 1) }
        var settings = ClientSettings(bootstrapServers: cluster.bootstrapServers)
        settings.addEmbeddedBrokerDefaults()
        var plan = KafkaLog.Plan(
            group: "g", instance: UUID().uuidString, inputs: [topic], outputs: [target], delivery: .exactlyOnce)
        plan.probesTransactions = false
        log = try KafkaLog(plan, settings: settings, log: { _ in })
        writer = try Producer(settings: settings)
        try writer.prepare(topics: ["in"])
    }

    /// Commits one record while the next request of this kind fails, then another in peace.
    func commit(failing call: TransactionCall, with code: Int32) throws -> Ending {
        let record = try next()
        cluster.failNextRequests(apiKey: call.rawValue, with: [.init(rawValue: code)])
        defer { cluster.forgetErrors(apiKey: call.rawValue) }
        let ending: Ending
        do {
            ending = try commit([record]) == .done ? .done : .rolledBack
        } catch is KafkaError {
            return .ended
        }
        cluster.forgetErrors(apiKey: call.rawValue)
        // An error may have harmed the producer beyond this commit; what follows is rolled back until
        // the client has asked the broker anew.
        var open = [record]
        if ending == .done {
            open = [try next()]
            #expect(open[0].offset > record.offset)
        }
        for _ in 0..<RolledBackCommits.most / 2 {
            for _ in 0..<1200 where !log.mayCommit { _ = try log.poll(max: 1, wait: .milliseconds(50)) }
            if try commit(open) == .done { return ending }
        }
        Issue.record("no commit gets through any more")
        return ending
    }

    /// Commits one record, whose writing fails with `code`, if any. A new producer is refused. `breakingTheEnd`: the
    /// transaction's end gets no answer, as the connection breaks.
    func commit(producing code: Int32?, breakingTheEnd: Bool = false) throws -> Ending {
        let record = try next()
        if breakingTheEnd {
            cluster.failNextRequests(apiKey: TransactionCall.endTransaction.rawValue, with: [.transport])
        }
        if let code {
            cluster.failNextRequests(apiKey: TransactionCall.produce.rawValue, with: [.init(rawValue: code)])
        }
        let refusal = KafkaError.Code(rawValue: codes["TRANSACTIONAL_ID_AUTHORIZATION_FAILED"] ?? 0)
        cluster.failNextRequests(apiKey: TransactionCall.initProducerID.rawValue, with: [refusal])
        defer { for call in TransactionCall.allCases { cluster.forgetErrors(apiKey: call.rawValue) } }
        do { return try commit([record]) == .done ? .done : .rolledBack } catch is KafkaError { return .ended }
    }

    private func commit(_ records: [Record]) throws -> CommitResult {
        let outputs = records.map { Message(topic: target, key: $0.key, value: $0.value) }
        return try log.commit([outputs], finished: records.map(\.id))
    }

    private func next() throws -> Record {
        try writer.send(topic: "in", key: nil, value: Array("x".utf8))
        try writer.flush()
        for _ in 0..<1200 {
            if let record = try log.poll(max: 1, wait: .milliseconds(50)).records.first { return record }
        }
        Issue.record("no record came within a minute")
        throw CancellationError()
    }
}
