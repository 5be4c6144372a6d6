// A gateway in memory with one offer in it, made anew for each input, so that no input finds what another left behind.

import Base
import BrokerClient
import Events
import Foundation
import HTTP
import JSON
import Offers
import Synchronization

@testable import Gateway

enum GatewaySample {
    static let key = OfferKey(publisher: "contoso", offer: "web-server")
    static let token = "contoso-token-0123456789abcdef"
    /// Is in the draft, and must not be in any answer.
    static let secret = "hidden-5c1e0f"
    /// The cookie of a session, and what its forms carry.
    static let session = String(repeating: "f00d", count: 16)
    static let formToken = Result { try Sessions.formToken(session) }
    /// Text that a request may hold and no page may show as markup.
    static let markup = "<fuzz>"

    /// The gateway with the records, those it cannot use left out.
    static func gateway(_ records: [(topic: Topic, key: String, value: [UInt8]?)] = []) throws -> Gateway {
        let model = ReadModel()
        let record = try offer.get()
        model.change(key) { $0 = record }
        model.setReady()
        var broker = BrokerClient()
        broker.send = { _ in }
        let gateway = Gateway(
            tokens: try tokens.get(), model: model, broker: broker, policy: try FuzzTarget.policy.get(),
            options: options, world: world())
        for record in records {
            try? model.take(
                TopicRecord(
                    topic: record.topic.name, partition: 0, offset: 0, key: Array(record.key.utf8), value: record.value,
                    headers: [.structuredEvent]))
        }
        return gateway
    }

    static func signIn(_ gateway: Gateway) {
        guard let request = HTTPRequest("POST", "/sign-in", body: Array("token=\(token)".utf8)) else { return }
        _ = gateway.handle(request)
    }

    /// Holds every answer to what is true of all of them.
    static func hold(_ response: HTTPResponse, against request: HTTPRequest) throws {
        try FuzzTarget.require((200...599).contains(response.status), "status \(response.status)")
        for (name, value) in response.headers {
            let isLine = (name + value).utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
            try FuzzTarget.require(isLine, "a header with a line break: \(name): \(value)")
        }
        try FuzzTarget.require(!occurs(secret, in: response.bytes), "an answer has a secret")
        switch response["Content-Type"] {
        case "application/json":
            let isJSON = (try? JSONNode(response.bytes, largest: 64 << 20)) != nil
            try FuzzTarget.require(isJSON, "an answer is not JSON: \(response.bytes.prefix(200))")
        case let type? where type.hasPrefix("text/html"):
            try FuzzTarget.require(!occurs(markup, in: response.bytes), "the page has markup of the request")
        default: break
        }
    }

    /// On bytes: the answer is long, and text takes longer to look through than the gateway takes to make it.
    private static func occurs(_ text: String, in bytes: [UInt8]) -> Bool {
        let text = Array(text.utf8)
        return bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while rest.count >= text.count, let start = rest.firstIndex(of: text[0]) {
                if rest[start...].starts(with: text) { return true }
                rest = rest[(start + 1)...]
            }
            return false
        }
    }

    /// Each look at the clock is a second later, so that nothing is waited for.
    private static func world() -> World {
        let clock = Clock()
        return World(now: { clock.next() }, newID: { String(session.prefix(32)) }, random: { 0.5 })
    }

    private final class Clock: Sendable {
        private let time = Atomic(FuzzTarget.now.milliseconds)
        func next() -> Timestamp { Timestamp(milliseconds: time.add(1000, ordering: .relaxed).newValue) }
    }

    private static let options = {
        var options = Gateway.Options()
        options.answerMilliseconds = 0
        return options
    }()
    private static let tokens = Result { try Tokens(text: "contoso \(try Tokens.hash(of: token))\n", file: "tokens") }

    /// The portal's form of a sample, with a secret in the address of its disk.
    static let document = Result {
        let ours = try Samples.schemas("offer-vm.json")[0]
        let hidden = String(decoding: ours, as: UTF8.self).replacing(/sig=[^"&]*/, with: "sig=\(secret)")
        return PortalDocument.toPortal(try JSONNode(Array(hidden.utf8)), key: key, type: .virtualMachine)
    }
    /// What the gateway has read of the offer; once, for reading it takes longer than most inputs.
    private static let offer = Result {
        let draft = DraftRecord.message(
            key, version: 3, document: try document.get().json, id: "draft", at: FuzzTarget.now)
        let model = ReadModel()
        try model.take(
            TopicRecord(
                topic: Topic.drafts.name, partition: 0, offset: 0, key: key.bytes, value: draft.value,
                headers: [.structuredEvent]))
        return model.record(of: key) ?? OfferRecord()
    }
}
