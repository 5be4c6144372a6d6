// The gateway on a broker: the embedded one, with all its topics.

import Base
import Events
import Foundation
import Kafka
import Offers
import TestSupport
import Testing

@testable import Gateway

@Suite struct TopicFollowerTests {
    @Test func `Rows of the topics are followed, strange ones passed over, and a draft comes back after a restart`()
        async throws
    {
        let cluster = try MockCluster()
        for topic in Topic.all { try cluster.createTopic(topic.name, partitions: 8) }
        let settings = ClientSettings(bootstrapServers: cluster.bootstrapServers)
        try await onItsOwnThread {
            let warnings = Shared<[String]>([])
            let model = ReadModel()
            let follower = try TopicFollower(settings: settings, model: model) { record, _ in
                warnings.withLock { $0.append(record) }
            }
            follower.start { Issue.record("the topics are not followed: \($0)") }
            let document = try GatewayFixture.sample()
            let now = World.real.now()
            try follower.broker.send(
                DraftRecord.message(GatewayFixture.web, version: 3, document: document.json, id: "1", at: now))
            try follower.broker.send(
                Message(topic: .status, key: GatewayFixture.web.bytes, value: Array("no event".utf8)))
            var status = OfferStatus(GatewayFixture.web, at: now)
            status.state = .running
            status.follow(GatewayFixture.process) { _ in .notStarted }
            // The row first: topics are not read in step.
            try follower.broker.send(StatusRecord(status, cause: "2", source: "/offers/offer-coordinator").message)
            let process = GatewayFixture.process
            try follower.broker.send(
                Message(topic: .processes, key: Array(process.reference.utf8), value: process.profile.json))
            #expect(within { model.record(of: GatewayFixture.web)?.status?.state == .running && model.isReady })
            #expect(try model.record(of: GatewayFixture.web)?.draft?.kept.tree == document)
            #expect(within { model.record(of: GatewayFixture.web)?.status?.steps.last?.name(in: .english) == "Live" })
            #expect(within { warnings.value.count == 1 })
            follower.stop()

            let again = ReadModel()
            let second = try TopicFollower(settings: settings, model: again) { _, _ in }
            second.start { Issue.record("the topics are not followed: \($0)") }
            #expect(within { again.isReady })
            #expect(again.record(of: GatewayFixture.web)?.draft?.version == 3)
            second.stop()
        }
        _ = cluster.bootstrapServers  // The broker lives until here.
    }

    private func within(_ condition: () -> Bool) -> Bool {
        let changes = Changes()
        for _ in 0..<600 where !condition() { _ = changes.wait(beyond: 0, milliseconds: 50) }
        return condition()
    }
}
