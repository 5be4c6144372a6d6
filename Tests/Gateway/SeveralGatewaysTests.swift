// Several gateways on one broker: If-Match must hold between them as it does within one. BROKER names a real one; the
// embedded one, which does not fence a writer, serves for what one writer after the other sees.

import Base
import Events
import Foundation
import HTTP
import JSON
import Kafka
import Offers
import TestSupport
import Testing

@testable import Gateway

@Suite struct SeveralGatewaysTests {
    /// One gateway, in this process but with clients of its own.
    private final class Door: Sendable {
        let gateway: Gateway
        let model = ReadModel()
        let follower: TopicFollower

        init(_ broker: String) throws {
            follower = try TopicFollower(settings: ClientSettings(bootstrapServers: broker), model: model) { _, _ in }
            var policy = try Policy(json: Repository.bytes("deploy/policy/policy.json"), file: "policy")
            policy.quotas.requestsAtOnce = 100_000
            let hash = try Tokens.hash(of: Token.contoso)
            gateway = Gateway(
                tokens: try Tokens(text: "contoso \(hash)", file: "tokens"), model: model, broker: follower.broker,
                policy: policy)
            follower.start { Issue.record("the topics are not followed: \($0)") }
        }

        func call(_ method: String, _ offer: String, match: String? = nil, body: [UInt8] = []) -> HTTPResponse {
            var headers = ["authorization": "Bearer \(Token.contoso)"]
            headers["if-match"] = match
            let target = "/api/publishers/contoso/offers/\(offer)?\(GatewayFixture.version)"
            return HTTPRequest(method, target, headers: headers, body: body).map(gateway.handle)
                ?? HTTPResponse(400)
        }
    }

    @Test func `If-Match holds between gateways: no change of two writers is lost`() async throws {
        let cluster = Self.external == nil ? try MockCluster() : nil
        for topic in Topic.all { try cluster?.createTopic(topic.name, partitions: 8) }
        let broker = cluster?.bootstrapServers ?? Self.external ?? ""
        let offer = "twin-\(World.real.newID().prefix(8))"
        try await onItsOwnThread {
            let doors = try [Door(broker), Door(broker)]
            defer { doors.forEach { $0.follower.stop() } }
            #expect(within { doors.allSatisfy { $0.model.isReady } })
            var document = try GatewayFixture.sample()
            document.set(["id"], to: .string(offer))
            let made = doors[0].call("PUT", offer, match: "*", body: document.json)
            #expect(made.status == 201, "\(made.text)")
            let tag = try #require(made["ETag"])

            // What one wrote, the other knows when it is asked to replace it, however little time lies between.
            let changed = doors[1].call("PUT", offer, match: tag, body: document.json)
            #expect(changed.status == 200, "\(changed.text)")
            // The embedded broker fences nobody: there the first must have heard of it.
            let hasHeard = { doors[0].model.record(of: Self.key(offer))?.draft?.version == 2 }
            #expect(Self.external != nil || within(hasHeard))
            #expect(doors[0].call("PUT", offer, match: tag, body: document.json).status == 412)
            guard Self.external != nil else { return }

            let writers = Shared(0)
            let taken = Shared(0)
            let text = document
            DispatchQueue.concurrentPerform(iterations: doors.count) { place in
                for _ in 0..<8 {
                    guard let tag = doors[place].call("GET", offer)["ETag"] else { continue }
                    let status = doors[place].call("PUT", offer, match: tag, body: text.json).status
                    writers.withLock { $0 += 1 }
                    if status == 200 { taken.withLock { $0 += 1 } } else { #expect(status == 412) }
                }
            }
            #expect(writers.value == 16)
            #expect(taken.value > 0)
            // Each accepted change made one version; a lost one would be missing.
            let version = 2 + taken.value
            #expect(within { doors.allSatisfy { $0.model.record(of: Self.key(offer))?.draft?.version == version } })
        }
        _ = cluster?.bootstrapServers  // The broker lives until here.
    }

    private static let external = ProcessInfo.processInfo.environment["BROKER"].flatMap { $0.isEmpty ? nil : $0 }
    private static func key(_ offer: String) -> OfferKey { OfferKey(publisher: "contoso", offer: offer) }

    private func within(_ condition: () -> Bool) -> Bool {
        let changes = Changes()
        for _ in 0..<600 where !condition() { _ = changes.wait(beyond: 0, milliseconds: 50) }
        return condition()
    }
}
