// A gateway in memory: what it sends is kept and, where the test says so, answered as a coordinator would.

import Base
import BrokerClient
import Events
import Foundation
import HTTP
import JSON
import Offers
import Synchronization
import TestSupport

@testable import Gateway

/// A token of each kind.
enum Token {
    static let contoso = "contoso-token-0123456789abcdef"
    static let fabrikam = "fabrikam-token-0123456789abcdef"
    static let operators = "operators-token-0123456789abcdef"
}

/// A value that threads share.
final class Shared<Value: Sendable>: Sendable {
    private let held: Mutex<Value>

    init(_ value: Value) { held = Mutex(value) }

    @discardableResult
    func withLock<Result: Sendable>(_ body: @Sendable (inout Value) -> Result) -> Result { held.withLock { body(&$0) } }
    var value: Value { withLock { $0 } }
}

final class Bench: Sendable {
    static let web = OfferKey(publisher: "contoso", offer: "web-server")
    static let version = "api-version=2017-10-31"

    let model = ReadModel()
    let gateway: Gateway
    let time = Shared(Timestamp("2026-11-21T09:30:00Z") ?? Timestamp(milliseconds: 0))
    private let sentRecords = Shared<[Message]>([])
    let notes = Shared<[[String: String]]>([])
    /// What lies in the commands topic, by offset.
    let kept = Shared<[Int64: CloudEvent]>([:])

    var sent: [Message] { sentRecords.value }
    var commands: [Command] {
        sent.filter { $0.topic == .commands }.compactMap { record in
            (try? CloudEvent(structured: record.value ?? [])).flatMap { try? Command($0) }
        }
    }

    /// `coordinator` changes the offer's status as the command says; nil leaves it unanswered.
    init(
        rate: Int = 1_000, burst: Int = 10_000, answerMilliseconds: Int = 100,
        coordinator: (@Sendable (Command, inout OfferStatus) -> Void)? = { command, status in
            Bench.accept(command, &status)
        }
    ) throws {
        var lines = ""
        for (publisher, token) in [("contoso", Token.contoso), ("fabrikam", Token.fabrikam), ("*", Token.operators)] {
            lines += "\(publisher) \(try Tokens.hash(of: token))\n"
        }
        var options = Gateway.Options()
        options.rate = rate
        options.burst = burst
        options.answerMilliseconds = answerMilliseconds
        let clock = Shared(Int64(0))
        // Each look at the clock is a millisecond, so that waits end.
        let world = World(
            now: { [time] in
                let step = clock.withLock { step in
                    step += 1
                    return step
                }
                return time.withLock { $0 + .milliseconds(step) }
            }, newID: World.real.newID, random: { 0.5 })
        let sent = sentRecords
        let model = model
        var broker = BrokerClient()
        broker.send = { Bench.take($0, sent: sent, model: model, coordinator: coordinator) }
        broker.end = { [kept] _, _ in [0: (kept.value.keys.max() ?? -1) + 1] }
        broker.followAll = { [kept] from, _, each in
            guard let offset = from[.commands]?[0], let event = kept.value[offset] else { return false }
            return try each([
                TopicRecord(
                    topic: Topic.commands.name, partition: 0, offset: offset, key: Array(event.subject.utf8),
                    value: event.structured(), headers: [.structuredEvent])
            ])
        }
        gateway = Gateway(
            tokens: try Tokens(text: lines, file: "tokens"), model: model, broker: broker,
            policy: try Policy(json: Repository.bytes("deploy/policy/policy.json"), file: "policy"),
            options: options, world: world,
            note: { [notes] _, fields in notes.withLock { $0.append(fields) } })
        model.setReady()
    }

    private static func take(
        _ message: Message, sent: Shared<[Message]>, model: ReadModel,
        coordinator: (@Sendable (Command, inout OfferStatus) -> Void)?
    ) {
        sent.withLock { $0.append(message) }
        guard message.topic == .commands, let coordinator, let event = try? CloudEvent(structured: message.value ?? []),
            let command = try? Command(event)
        else { return }
        model.change(command.offer) { record in
            var status = record.status ?? OfferStatus(command.offer, at: event.time)
            coordinator(command, &status)
            record.status = status
            var line = Transition(
                Bench.kind(command.kind, status), of: status, by: "publisher", cause: event.id, at: event.time)
            line.command = command.kind.rawValue
            line.reason = status.answer?.reason
            record.take(line)
        }
    }

    private static func kind(_ command: CommandKind, _ status: OfferStatus) -> Transition.Kind {
        if status.answer?.accepted == false { return .commandRefused }
        switch command {
        case .publish: return .submitted
        case .goLive: return .goLiveAccepted
        case .cancel: return .canceled
        default: return .supportRequested
        }
    }

    /// What an agreeable coordinator makes of a command.
    static func accept(_ command: Command, _ status: inout OfferStatus) {
        status.memory.transitions += 1
        status.answer = .init(command: command.event.id, kind: command.kind.rawValue, accepted: true)
        switch command.kind {
        case .publish:
            status.memory.submissions += 1
            status.submission = "\(command.offer)/\(status.memory.submissions)"
            status.state = .running
            status.notify = command.event[Command.Name.notify].map { $0.split(separator: ",").map(String.init) } ?? []
        case .goLive: status.state = .running
        case .cancel: status.state = .canceled
        default: break
        }
    }

    static func refuse(_ code: String, _ reason: String) -> @Sendable (Command, inout OfferStatus) -> Void {
        { command, status in
            status.memory.transitions += 1
            status.answer = .init(
                command: command.event.id, kind: command.kind.rawValue, accepted: false, reason: reason, code: code)
        }
    }

    // MARK: Asking

    func ask(
        _ method: String, _ target: String, token: String? = Token.contoso, headers: [String: String] = [:],
        body: [UInt8] = []
    ) -> HTTPResponse {
        var all = headers
        if let token { all["authorization"] = "Bearer \(token)" }
        guard let request = HTTPRequest(method, target, headers: all, body: body, peer: "192.0.2.1") else {
            return APIError.badTarget.response
        }
        return gateway.handle(request)
    }

    /// A call below the web server's address.
    func call(
        _ method: String, _ rest: String = "", token: String? = Token.contoso, match: String? = nil, body: [UInt8] = []
    ) -> HTTPResponse {
        let mark = rest.contains("?") ? "&" : "?"
        return ask(
            method, "/api/publishers/contoso/offers/web-server\(rest)\(mark)\(Self.version)", token: token,
            headers: match.map { ["if-match": $0] } ?? [:], body: body)
    }

    /// Puts the sample document.
    @discardableResult
    func put(_ change: (inout JSONNode) -> Void = { _ in }, match: String = "*") throws -> HTTPResponse {
        var document = try Self.sample()
        change(&document)
        return call("PUT", match: match, body: document.written)
    }

    static func sample() throws -> JSONNode { try JSONNode(Repository.bytes("schemas/portal/offer-vm.json")) }

    /// Puts an offer into the table as the line would tell of it.
    func stand(_ key: OfferKey = web, _ change: (inout OfferStatus) -> Void) {
        let now = time.withLock { $0 }
        model.change(key) { record in
            var status = record.status ?? OfferStatus(key, at: now)
            change(&status)
            record.status = status
        }
    }
}

extension HTTPResponse {
    var node: JSONNode { (try? JSONNode(bytes)) ?? .null }
    var text: String { String(decoding: bytes, as: UTF8.self) }
    var errorCode: String? { node.at(["error", "code"])?.text }
}
