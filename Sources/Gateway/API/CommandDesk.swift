// What changes something: sending commands, and, in the file beside, keeping drafts. A command is sent once; its answer is
// the one that the coordinator writes into the offer's status row, which is waited for, with a bound.

import Base
import BrokerClient
import Events
import HTTP
import JSON
import Localization
import Offers
import Stages
import Synchronization
import Validation

/// Writes drafts and commands.
struct CommandDesk: Sendable {
    /// Documents that are kept of earlier submissions.
    static let mostSubmitted = 5

    /// How the gateway checks documents: as the validation stage does.
    struct Rules: Sendable {
        var policy: Policy
        var fileRoots: [String] = []
    }

    enum Answer {
        case accepted(command: String, OfferStatus)
        case refused(Remark, PublishingProcess?)
        case none(command: String)
    }

    let model: ReadModel
    let broker: BrokerClient
    let world: World
    let rules: Rules
    private(set) var patienceMilliseconds: Int
    /// Hears of each command that was sent.
    let sent: @Sendable ([String: String]) -> Void
    /// The trace that a request belongs to; without one the command's id begins one.
    private var trace: TraceContext?
    /// Who asks.
    private(set) var principal: Principal?
    /// One writer at a time in this gateway; between gateways `BrokerClient.exclusively` does.
    let writing = Writing()

    final class Writing: Sendable {
        let lock = Mutex(())
    }

    init(
        model: ReadModel, broker: BrokerClient, world: World, rules: Rules, patienceMilliseconds: Int,
        sent: @escaping @Sendable ([String: String]) -> Void = { _ in }
    ) {
        self.sent = sent
        self.model = model
        self.broker = broker
        self.world = world
        self.rules = rules
        self.patienceMilliseconds = patienceMilliseconds
    }

    /// The addresses in the body of a publish call.
    func notify(_ request: HTTPRequest) throws -> [String] {
        if request.body.isEmpty { return [] }
        guard let metadata = try object(request.body)["metadata"] else { return [] }
        guard case .object = metadata else { throw APIError.malformed("metadata must be an object") }
        guard let emails = metadata["notification-emails"] else { return [] }
        guard case .string(let text) = emails, text.utf8.count <= 4_096, !text.contains(where: \.isNewline) else {
            throw APIError.malformed("notification-emails must be addresses separated by commas")
        }
        return PortalMapping.list(emails).items.compactMap(\.text)
    }

    /// Sends a command of the offer's publisher and waits for the answer.
    func command(
        _ kind: CommandKind, _ key: OfferKey, document: [UInt8] = [], _ adorn: (inout CloudEvent) -> Void = { _ in }
    ) throws -> Answer {
        guard model.record(of: key) != nil else { throw APIError.unknownOffer(key) }
        var command = Command(kind, offer: key, id: world.newID(), at: world.now(), document: document)
        command.event[Command.Name.sender] = principal?.isOperator == true ? "operator" : key.publisher
        command.event[Command.Name.principal] = principal?.name
        command.event[Command.Name.awaited] = "true"
        adorn(&command.event)
        let id = command.event.id
        let trace = trace ?? TraceContext(of: id)
        command.event[CloudEvent.traceParent] = trace.description
        if let operation = Self.operation(kind) {
            let now = world.now()
            model.change(key) { $0.asked(operation, id: OperationID.of(id), at: now) }
        }
        try reach { try broker.send(command.message) }
        sent(["command": id, "kind": kind.rawValue, "offer": "\(key)", "trace_id": trace.traceID])
        let answered = within(patienceMilliseconds) { () -> Answer? in
            guard let record = model.record(of: key) else { return nil }
            if let refused = record.refused, refused.command == id { return .refused(refused.reason, nil) }
            guard let status = record.status, let answer = status.answer, answer.command == id else { return nil }
            return answer.refusal.map { .refused($0, status.process) } ?? .accepted(command: id, status)
        }
        return answered ?? .none(command: id)
    }

    /// For one request: its commands belong to the request's trace (W3C Trace Context), and name who sent it.
    func acting(as principal: Principal, on request: HTTPRequest) -> CommandDesk {
        var desk = self
        desk.principal = principal
        desk.trace = request["traceparent"].flatMap { TraceContext($0) }
        return desk
    }

    /// Everything that is still known of what happened to an offer, in order, each once.
    func history(of key: OfferKey) throws -> [Transition] {
        var entries: [Transition] = []
        var seen: Set<String> = []
        _ = try reach {
            try broker.read(.history, key, .beginning) { record in
                guard record.key == key.bytes, record.value != nil, let row = try? HistoryRow(record),
                    seen.insert(row.id).inserted
                else { return }
                entries.append(row.transition)
            }
        }
        return entries
    }

    /// The same with another longest wait for an answer.
    func patient(_ milliseconds: Int) -> CommandDesk {
        var desk = self
        desk.patienceMilliseconds = milliseconds
        return desk
    }

    /// What `look` finds in the table, now or when it changes in so many milliseconds; nil if nothing.
    func within<Found>(_ milliseconds: Int, _ look: () -> Found?) -> Found? {
        let end = world.now() + .milliseconds(milliseconds)
        while true {
            let seen = model.changes.number
            if let found = look() { return found }
            let left = (end - world.now()).milliseconds
            guard left > 0, !model.changes.isClosed, model.changes.wait(beyond: seen, milliseconds: Int(left)) > seen
            else { return nil }
        }
    }

    private static func operation(_ kind: CommandKind) -> Operation.Kind? {
        switch kind {
        case .publish: .publish
        case .goLive: .goLive
        case .cancel: .cancel
        case .stopSelling: .stopSelling
        case .requestSupport, .approve, .reject, .resume, .pause: nil
        }
    }

    /// 202 with the operation's address; a command that is kept but not answered yet is an operation as well.
    func accepted(_ answer: Answer, _ key: OfferKey) throws -> HTTPResponse {
        switch answer {
        case .accepted(let command, _), .none(let command):
            HTTPResponse(202, headers: place(command, key))
        case .refused(let reason, let process): throw APIError.refused(reason, process)
        }
    }

    /// What is done at once is answered definitely.
    func done(_ answer: Answer, _ key: OfferKey, _ state: String) throws -> HTTPResponse {
        switch answer {
        case .accepted(let command, _):
            .json(
                200, .members(["status": .string(state), "operation": .string(OperationID.of(command))]),
                headers: place(command, key))
        case .refused(let reason, let process): throw APIError.refused(reason, process)
        case .none(let command): throw APIError.unanswered(address(command, key))
        }
    }

    /// Clients look for an operation under either name.
    private func place(_ command: String, _ key: OfferKey) -> [(String, String)] {
        let address = address(command, key)
        return [("Location", address), ("Operation-Location", address)]
    }

    private func address(_ command: String, _ key: OfferKey) -> String {
        "/api/publishers/\(key.publisher)/offers/\(key.offer)/operations/\(OperationID.of(command))"
            + "?api-version=\(API.version)"
    }

    /// Writes a record and takes it into the table at once, so that its writer sees it.
    func send(_ message: Message) throws {
        try reach { try broker.send(message) }
        remember(message)
    }

    /// Says so where the pipeline cannot be reached.
    func reach<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as APIError { throw error } catch {
            throw APIError.pipelineUnreachable("\(error)")
        }
    }

    /// The same, but errors of one kind are the caller's.
    func reach<Result, Kept: Error>(keeping: Kept.Type, _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as Kept { throw error } catch {
            throw APIError.pipelineUnreachable("\(error)")
        }
    }

    func remember(_ message: Message) {
        try? model.take(
            TopicRecord(
                topic: message.topic.name, partition: 0, offset: 0, key: message.key, value: message.value,
                headers: message.headers))
    }
}
