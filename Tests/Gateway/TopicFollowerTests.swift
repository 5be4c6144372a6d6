// The gateway on a broker: the embedded one, with all its topics.

import Base
import Events
import Foundation
import Kafka
import Offers
import Testing

@testable import Gateway

@Suite struct TopicFollowerTests {
    @Test func `Rows of the topics are followed, strange ones passed over, and a draft comes back after a restart`()
        async throws
    {
        let cluster = try MockCluster()
        for topic in Topic.all { try cluster.createTopic(topic.name, partitions: 8) }
        let settings = ClientSettings(bootstrapServers: cluster.bootstrapServers)
        try await onThread {
            let warnings = Shared<[String]>([])
            let model = ReadModel()
            let follower = try TopicFollower(settings: settings, model: model) { text in
                warnings.withLock { $0.append(text) }
            }
            follower.start { Issue.record("the topics are not followed: \($0)") }
            let document = try Bench.sample()
            let now = World.real.now()
            try follower.broker.send(DraftRecord.message(Bench.web, version: 3, document: document, id: "1", at: now))
            try follower.broker.send(Message(topic: .status, key: Bench.web.bytes, value: Array("no event".utf8)))
            var status = OfferStatus(Bench.web, at: now)
            status.state = .running
            let event = CloudEvent(
                id: "2", source: "/offers/offer-coordinator", type: .statusChanged, subject: Bench.web.description,
                time: now, data: wire(status))
            try follower.broker.send(Message(topic: .status, event: event))
            #expect(within { model.record(of: Bench.web)?.status?.state == .running && model.isReady })
            #expect(model.record(of: Bench.web)?.draft?.document == document)
            #expect(within { warnings.value.count == 1 })
            follower.stop()

            let again = ReadModel()
            let second = try TopicFollower(settings: settings, model: again) { _ in }
            second.start { Issue.record("the topics are not followed: \($0)") }
            #expect(within { again.isReady })
            #expect(again.record(of: Bench.web)?.draft?.version == 3)
            second.stop()
        }
        _ = cluster.bootstrapServers  // The broker lives until here.
    }

    private func within(_ condition: () -> Bool) -> Bool {
        let changes = Changes()
        for _ in 0..<600 where !condition() { _ = changes.wait(beyond: 0, milliseconds: 50) }
        return condition()
    }

    private func onThread(_ body: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            Thread.detachNewThread { done.resume(with: Result { try body() }) }
        }
    }
}
