// What changes something: keeping a draft, and sending commands. A command is sent once; its answer is the one that the
// coordinator writes into the offer's status row, which is waited for, with a bound.

import Offers
import Stages
import Synchronization

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
        case refused(OfferStatus.Answer)
        case none(command: String)
    }

    let model: ReadModel
    let line: Line
    let world: World
    let rules: Rules
    let patienceMilliseconds: Int
    /// One writer at a time, so that If-Match holds between requests of this gateway.
    private let writing = Writing()

    private final class Writing: Sendable {
        let lock = Mutex(())
    }

    init(model: ReadModel, line: Line, world: World, rules: Rules, patienceMilliseconds: Int) {
        self.model = model
        self.line = line
        self.world = world
        self.rules = rules
        self.patienceMilliseconds = patienceMilliseconds
    }

    // MARK: Drafts

    func put(_ request: HTTPRequest, _ key: OfferKey) throws -> HTTPResponse {
        guard let match = request["if-match"], !match.isEmpty else { throw APIError.noIfMatch }
        var document = try object(request.body)
        for (name, value) in [("publisherId", key.publisher), ("id", key.offer)] {
            if let given = document[name] {
                guard given.text == value else { throw APIError.identityDiffers(name) }
            } else {
                document.set([name], to: .string(value))
            }
        }
        return try writing.lock.withLock { _ in
            let before = model.record(of: key)?.draft
            guard Self.matches(match, before?.etag) else { throw APIError.etagDiffers }
            document = Secrets.restored(document, from: before?.document)
            let version = (before?.version ?? 0) + 1
            document.set(["version"], to: .number(version))
            let problems = problems(in: document, key, version: version, notify: nil, language: .english)
            guard problems.isEmpty else { throw APIError.problems(problems) }
            let record = DraftRecord.message(
                key, version: version, document: document, id: world.newID(), at: world.now())
            try send(record)
            return .json(
                before == nil ? 201 : 200, Secrets.masked(document),
                headers: [("ETag", DraftRecord.etag(version, document))])
        }
    }

    /// `*` takes all; otherwise one of the tags given must be the document's (RFC 9110, section 13.1.1).
    private static func matches(_ given: String, _ etag: String?) -> Bool {
        given.split(separator: ",").contains { tag in
            let tag = tag.filter { $0 != " " && $0 != "\"" }
            return tag == "*" || tag == etag?.filter { $0 != "\"" }
        }
    }

    private func object(_ body: [UInt8]) throws -> JSONNode {
        let node: JSONNode
        do { node = try JSONNode(body) } catch { throw APIError.malformed("\(error)") }
        guard case .object = node else { throw APIError.malformed("it must be a JSON object") }
        return node
    }

    /// All that validation will say of a document, and where in the portal's that stands.
    func problems(in document: JSONNode, _ key: OfferKey, version: Int, notify: String?, language: Language)
        -> [(problem: Problem, target: String)]
    {
        var check = OfferCheck(
            policy: rules.policy, language: language, now: world.now(), fileRoots: rules.fileRoots)
        check.notify = notify
        let ours = PortalDocument.toOurs(document, key: key, version: version)
        let type = document["offerTypeId"]?.text ?? ""
        return check.problems(in: ours.written).map { ($0, PortalTarget.of($0.pointer, type: type)) }
    }

    // MARK: Commands

    /// The addresses in the body of a publish call; nil where it names none.
    func notify(_ request: HTTPRequest) throws -> String? {
        if request.body.isEmpty { return nil }
        guard let metadata = try object(request.body)["metadata"] else { return nil }
        guard case .object = metadata else { throw APIError.malformed("metadata must be an object") }
        guard let emails = metadata["notification-emails"] else { return nil }
        guard case .string(let text) = emails, text.utf8.count <= 4_096, !text.contains(where: \.isNewline) else {
            throw APIError.malformed("notification-emails must be addresses separated by commas")
        }
        return text.isEmpty ? nil : PortalForm.list(emails).items.compactMap(\.text).joined(separator: ",")
    }

    func publish(_ key: OfferKey, _ notify: String?, language: Language?) throws -> Answer {
        guard let draft = model.record(of: key)?.draft else { throw APIError.noPublishableDocument(key) }
        let problems = problems(
            in: draft.document, key, version: draft.version, notify: notify, language: language ?? .english)
        guard problems.isEmpty else { throw APIError.problems(problems) }
        let ours = PortalDocument.toOurs(draft.document, key: key, version: draft.version)
        let answer = try command(.publish, key, document: ours.written) { $0[Command.Name.notify] = notify }
        if case .accepted(_, let status) = answer, let submission = status.submission {
            try keep(Submitted(submission: submission, version: draft.version, document: draft.document), key, status)
        }
        return answer
    }

    /// Keeps what was submitted, for the slots; lets go of the oldest, save what is live.
    private func keep(_ submitted: Submitted, _ key: OfferKey, _ status: OfferStatus) throws {
        try send(DraftRecord.message(submitted, key, id: world.newID(), at: world.now()))
        let others = (model.record(of: key)?.submitted ?? []).filter {
            $0.submission != submitted.submission && $0.submission != status.memory.liveSubmission
        }
        for old in others.dropLast(Self.mostSubmitted) {
            try send(Message(topic: .drafts, key: Array(old.submission.utf8), value: nil))
        }
    }

    /// Sends a command of the offer's publisher and waits for the answer.
    func command(
        _ kind: CommandKind, _ key: OfferKey, document: [UInt8] = [], _ adorn: (inout Event) -> Void = { _ in }
    ) throws -> Answer {
        guard model.record(of: key) != nil else { throw APIError.unknownOffer(key) }
        var command = Command(kind, offer: key, id: world.newID(), at: world.now(), document: document)
        command.event[Command.Name.sender] = key.publisher
        adorn(&command.event)
        let id = command.event.id
        if let operation = Self.operation(kind) {
            let now = world.now()
            model.change(key) { $0.asked(operation, id: OperationID.of(id), at: now) }
        }
        let end = world.now() + .milliseconds(patienceMilliseconds)
        var seen = model.changes.number
        do { try line.send(command.message) } catch { throw APIError.lineAway("\(error)") }
        while true {
            if let status = model.record(of: key)?.status, let answer = status.answer, answer.command == id {
                return answer.accepted ? .accepted(command: id, status) : .refused(answer)
            }
            let left = (end - world.now()).milliseconds
            guard left > 0, !model.changes.isClosed else { return .none(command: id) }
            seen = model.changes.wait(beyond: seen, milliseconds: Int(left))
        }
    }

    private static func operation(_ kind: CommandKind) -> Operation.Kind? {
        switch kind {
        case .publish: .publish
        case .goLive: .goLive
        case .cancel: .cancel
        case .requestSupport, .approve, .reject, .resume, .pause: nil
        }
    }

    /// 202 with the operation's address; a command that is kept but not answered yet is an operation as well.
    func accepted(_ answer: Answer, _ key: OfferKey) throws -> HTTPResponse {
        switch answer {
        case .accepted(let command, _), .none(let command):
            HTTPResponse(202, headers: [("Location", place(command, key))])
        case .refused(let answer): throw refusal(answer)
        }
    }

    /// A cancel answers definitely.
    func canceled(_ answer: Answer, _ key: OfferKey) throws -> HTTPResponse {
        switch answer {
        case .accepted(let command, _):
            .json(
                200, .members(["status": .string("canceled"), "operation": .string(OperationID.of(command))]),
                headers: [("Location", place(command, key))])
        case .refused(let answer): throw refusal(answer)
        case .none(let command): throw APIError.unanswered(place(command, key))
        }
    }

    func refusal(_ answer: OfferStatus.Answer) -> APIError {
        .refused(code: answer.code ?? "refused", reason: answer.reason ?? "No reason was given.")
    }

    private func place(_ command: String, _ key: OfferKey) -> String {
        "/api/publishers/\(key.publisher)/offers/\(key.offer)/operations/\(OperationID.of(command))"
            + "?api-version=\(API.version)"
    }

    /// Writes a record and takes it into the table at once: whoever wrote it must see it.
    private func send(_ message: Message) throws {
        do { try line.send(message) } catch { throw APIError.lineAway("\(error)") }
        try? model.take(
            topic: message.topic.name, key: message.key ?? [], value: message.value, headers: message.headers)
    }
}
