// A gateway in memory: what it sends is kept and, where the test says so, answered as a coordinator would.

import Base
import BrokerClient
import Events
import Foundation
import HTTP
import JSON
import Offers
import Synchronization
import Telemetry
import TestSupport
import Testing

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

final class GatewayFixture: Sendable {
    static let web = OfferKey(publisher: "contoso", offer: "web-server")
    static let version = "api-version=2017-10-31"
    /// The process that the fixture's coordinator takes for every submission.
    static let process = PublishingProcess(profile("vm-2018"))

    let model: ReadModel
    let gateway: Gateway
    /// Called before a draft is written, when it has been checked.
    let beforeWrite = Shared<@Sendable () -> Void>({})
    /// Whether the broker takes nothing.
    let isAway = Shared(false)
    let time = Shared(Timestamp("2026-11-21T09:30:00Z") ?? Timestamp(milliseconds: 0))
    private let sentRecords = Shared<[Message]>([])
    private let entries = Shared<[Transition]>([])
    let notes = Shared<[[String: String]]>([])
    /// What was said of JWTs that were refused.
    let refusals = Shared<[[String: String]]>([])
    /// What was said of sign-ins at the identity provider that failed.
    let unsigned = Shared<[[String: String]]>([])
    /// What lies in other topics, in partition 0.
    let stored = Shared<[Topic: [TopicRecord]]>([:])
    /// What lies in the commands topic, by offset.
    let kept = Shared<[Int64: CloudEvent]>([:])

    var sent: [Message] { sentRecords.value }
    var commands: [Command] {
        sent.filter { $0.topic == .commands }.compactMap { record in
            (try? CloudEvent(structured: record.value ?? [])).flatMap { try? Command($0) }
        }
    }

    /// The issuer is the client's unless another is given. `coordinator` changes the offer's status as the command says; nil
    /// leaves it unanswered.
    init(
        rate: Int = 1_000, burst: Int = 10_000, mostDraftBytes: Int = 256 << 20, answerMilliseconds: Int = 100,
        packages: String = "/nowhere", isReady: Bool = true, issuer: JWTIssuer? = nil, client: OpenIDClient? = nil,
        hasTokens: Bool = true,
        coordinator: (@Sendable (Command, inout OfferStatus) -> Void)? = { command, status in
            GatewayFixture.accept(command, &status)
        },
        sessionSeconds: Int = 12 * 3_600, health: Health = Health(), quotas: (inout Quotas) -> Void = { _ in }
    ) throws {
        model = ReadModel(mostDraftBytes: mostDraftBytes)
        var lines = ""
        for (publisher, token) in [("contoso", Token.contoso), ("fabrikam", Token.fabrikam), ("*", Token.operators)] {
            lines += "\(publisher) \(try Tokens.hash(of: token))\(publisher == "*" ? " Olga Operator" : "")\n"
        }
        var options = Gateway.Options()
        var policy = try Policy(json: Repository.bytes("deploy/policy/policy.json"), file: "policy")
        policy.quotas.requestsPerSecond = rate
        policy.quotas.requestsAtOnce = burst
        quotas(&policy.quotas)
        options.answerMilliseconds = answerMilliseconds
        options.packages = packages
        options.sessionSeconds = sessionSeconds
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
        broker.send = { [entries, stored, isAway] in
            if isAway.value { throw BrokerError.notConnected }
            GatewayFixture.take(
                $0, sent: sent, entries: entries, stored: stored, model: model, coordinator: coordinator)
        }
        broker.exclusively = { [send = broker.send, beforeWrite] write in
            beforeWrite.value()
            if let message = try write() { try send(message) }
        }
        broker.end = { [kept, stored] topic, _ in
            [0: topic == .commands ? (kept.value.keys.max() ?? -1) + 1 : Int64(stored.value[topic]?.count ?? 0)]
        }
        broker.read = { [stored] topic, key, _, each in
            for record in stored.value[topic] ?? [] where key == nil || record.key == key?.bytes { try each(record) }
            return [:]
        }
        broker.members = { ["certify": 2] }
        broker.commits = { _, _ in [] }
        broker.followAll = { [kept, stored] from, _, each in
            for (topic, position) in from where topic != .commands {
                let rest = (stored.value[topic] ?? []).dropFirst(Int(position[0] ?? 0))
                return rest.isEmpty ? false : try each(Array(rest))
            }
            guard let offset = from[.commands]?[0], let event = kept.value[offset] else { return false }
            return try each([TopicRecord(Message(topic: .commands, event: event), offset: offset)])
        }
        gateway = Gateway(
            tokens: hasTokens
                ? try Tokens(text: lines, file: "tokens") : try Tokens(Settings(["jwt-issuer": "https://id.example"])),
            issuer: issuer ?? client?.issuer, client: client, model: model, broker: broker, policy: policy,
            options: options,
            world: world, health: health,
            sent: { [notes] fields in notes.withLock { $0.append(fields) } },
            refused: { [refusals] fields in refusals.withLock { $0.append(fields) } },
            unsigned: { [unsigned] fields in unsigned.withLock { $0.append(fields) } })
        for name in ["container-2018", "vm-2017", "vm-2018", "vm-staging-2016"] {
            try announce(PublishingProcess(Self.profile(name)))
        }
        if isReady { model.setReady() }
    }

    /// A shipped profile; a blank one where it cannot be read.
    static func profile(_ name: String) -> PublishingProfile {
        (try? PublishingProfile(json: Repository.bytes("deploy/profiles/\(name).json"))) ?? PublishingProfile()
    }

    /// Shows the gateway a process, as the coordinator does before a submission follows it.
    func announce(_ process: PublishingProcess) throws {
        let message = Message(topic: .processes, key: Array(process.reference.utf8), value: process.profile.json)
        try model.take(TopicRecord(message))
    }

    private static func take(
        _ message: Message, sent: Shared<[Message]>, entries: Shared<[Transition]>,
        stored: Shared<[Topic: [TopicRecord]]>, model: ReadModel,
        coordinator: (@Sendable (Command, inout OfferStatus) -> Void)?
    ) {
        // A sign-in is not what tests count.
        if message.topic == .sessions {
            return stored.withLock { $0[.sessions, default: []].append(TopicRecord(message)) }
        }
        sent.withLock { $0.append(message) }
        if message.topic == .audit { try? model.take(TopicRecord(message)) }
        guard message.topic == .commands, let coordinator, let event = try? CloudEvent(structured: message.value ?? []),
            let command = try? Command(event)
        else { return }
        let row = model.record(of: command.offer)?.status
        var status = row ?? OfferStatus(command.offer, at: event.time)
        coordinator(command, &status)
        let isRefused = status.answer?.refusal != nil
        // A refused command for an offer that never was leaves no row, and its entry counts for nothing.
        let hasRow = row != nil || !isRefused
        if hasRow { status.transitions += 1 }
        var entry = Transition(
            isRefused ? .commandRefused : Self.kind(command.kind), of: status, by: Actor(.publisher), cause: event.id,
            at: event.time)
        entry.command = command.kind
        entry.refusal = status.answer?.refusal
        let source = "/offers/offer-coordinator"
        do {
            if hasRow { try model.take(TopicRecord(StatusRecord(status, cause: event.id, source: source).message)) }
            let record = HistoryEntry(entry, trace: nil, source: source)
            stored.withLock { $0[.history, default: []].append(TopicRecord(record.message)) }
            entries.withLock { [entry] in $0.append(entry) }
            try model.take(TopicRecord(record.message))
        } catch { Issue.record("what the coordinator wrote cannot be read: \(error)") }
    }

    private static func kind(_ command: CommandKind) -> Transition.Kind {
        switch command {
        case .publish: .submitted
        case .goLive: .goLiveAccepted
        case .cancel: .canceled
        case .stopSelling: .sellingStopped
        default: .supportRequested
        }
    }

    /// What an agreeable coordinator makes of a command.
    static func accept(_ command: Command, _ status: inout OfferStatus) {
        status.answer = .init(command: command.event.id, kind: command.kind)
        switch command.kind {
        case .publish:
            status.submissions += 1
            status.follow(process) { _ in .notStarted }
            status.currentStep = 0
            status.state = .running
            status.notify = command.event[Command.Name.notify].map { $0.split(separator: ",").map(String.init) } ?? []
        case .goLive: status.state = .running
        case .cancel: status.state = .canceled
        default: break
        }
    }

    static func refuse(_ refusal: Refusal) -> @Sendable (Command, inout OfferStatus) -> Void {
        { command, status in
            status.answer = .init(command: command.event.id, kind: command.kind, refusal: refusal.remark)
        }
    }

    /// What the fixture's coordinator wrote to the history.
    var history: [Transition] { entries.value }

    /// Puts a record on a topic that the gateway follows.
    func store(_ message: Message) throws {
        let record = stored.withLock { stored in
            let offset = Int64(stored[message.topic]?.count ?? 0)
            var record = TopicRecord(message, offset: offset)
            record.time = Timestamp("2026-11-21T09:00:00Z")
            stored[message.topic, default: []].append(record)
            return record
        }
        try model.take(record)
    }

    // MARK: Asking

    func ask(
        _ method: String, _ target: String, token: String? = Token.contoso, headers: [String: String] = [:],
        body: [UInt8] = [], parts: FormParts? = nil
    ) -> HTTPResponse {
        var all = headers
        if let token { all["authorization"] = "Bearer \(token)" }
        guard var request = HTTPRequest(method, target, headers: all, body: body, peer: "192.0.2.1") else {
            return APIError.badTarget.response
        }
        request.parts = parts
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
        return call("PUT", match: match, body: document.json)
    }

    static func sample() throws -> JSONNode { try JSONNode(Repository.bytes("schemas/portal/offer-vm.json")) }

    /// Has a publish command of another client in the topic, and the submission that it began.
    func keep(_ command: Command) {
        let (id, now) = (command.event.id, time.value)
        kept.withLock { $0[7] = command.event }
        model.change(Self.web) { record in
            record.published(id, at: Place(partition: 0, offset: 7))
            var status = record.status ?? OfferStatus(Self.web, at: now)
            status.transitions += 1
            record.take(Transition(.submitted, of: status, by: Actor(.publisher), cause: id, at: now))
        }
    }

    /// Writes an offer's row, as the coordinator would.
    func setStatus(_ key: OfferKey = web, _ change: (inout OfferStatus) -> Void) throws {
        var status = model.record(of: key)?.status ?? OfferStatus(key, at: time.value)
        change(&status)
        try model.take(TopicRecord(StatusRecord(status, cause: "test", source: "/offers/offer-coordinator").message))
    }
}

extension TopicRecord {
    /// A message as it is read.
    init(_ message: Message, offset: Int64 = 0) {
        self.init(
            topic: message.topic.name, partition: 0, offset: offset, key: message.key, value: message.value,
            headers: message.headers)
    }
}

extension HTTPResponse {
    var node: JSONNode { (try? JSONNode(bytes)) ?? .null }
    var text: String { String(decoding: bytes, as: UTF8.self) }
    var errorCode: String? { node.at(["error", "code"])?.text }
}
